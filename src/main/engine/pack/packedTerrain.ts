import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { UserError } from '../../../shared/errors';
import { isSidecar } from '../../../shared/fileFormats';
import { filesOf } from '../../terrain/dtm/dtmFiles';
import type { Project } from '../context';
import { listDtms, whyUnusable } from '../dtms/dtms';

/** A file of a packed project, and what it is called in it, with `/`. */
export interface PackedFile {
  readonly path: string;
  readonly name: string;
}

/** A DTM of a packed project: its own file, and all that it is made of, with what lies beside. */
interface PackedDtm {
  readonly dtmId: number;
  readonly name: string;
  readonly files: readonly PackedFile[];
}

/**
 * The files of a project's DTMs, each DTM in a folder of its own, where a mosaic finds its files as before.
 * @throws UserError `not-found` naming a DTM whose file is not there or was changed
 */
export async function packedTerrain(project: Project): Promise<PackedDtm[]> {
  const dtms = await listDtms(project);
  const unusable = dtms.find(({ state }) => state !== 'ready');
  if (unusable !== undefined)
    throw new UserError('not-found', `${whyUnusable(unusable)} Locate or remove it, then pack the project.`);
  return Promise.all(
    dtms.map(async ({ id, path }, index) => {
      const folder = dirname(path);
      const nameOf = (file: string): string =>
        ['terrain', index + 1, ...relative(folder, file).split(sep)].join('/');
      const own = await filesOf(path);
      const beside = await Promise.all(own.map(sidecarsOf));
      const files = [...new Set([...own, ...beside.flat()])].map((file) => ({
        path: file,
        name: nameOf(file),
      }));
      const outside = files.find(({ name }) => name.includes('/../'));
      if (outside !== undefined)
        throw new UserError(
          'bad-input',
          `${basename(path)} is made of files outside its own folder, such as ${outside.path}, and cannot be packed with them. ` +
            'Import these files themselves.',
        );
      return { dtmId: id, name: nameOf(path), files };
    }),
  );
}

/** What lies beside a raster and belongs to it: `x.prj`, `x.tif.aux.xml` and the like. */
async function sidecarsOf(path: string): Promise<string[]> {
  const name = basename(path);
  const stem = basename(path, extname(path));
  const names = await readdir(dirname(path));
  return names
    .filter((other) => isSidecar(other) && (other.startsWith(`${name}.`) || other.startsWith(`${stem}.`)))
    .map((other) => join(dirname(path), other));
}
