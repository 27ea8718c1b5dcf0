import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { GridDtmFile } from '../../../shared/contract/grid';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { pathBelow } from '../../platform/pathBelow';
import { importDtmsWork } from '../dtms/importDtms';
import { readRows } from '../dtms/dtms';
import type { Project } from '../context';

/**
 * Those of a grid's DTMs that are files of its folder of terrain, among them copies of what it reads at an address: files of the name that
 * the address ends in.
 * @param folder of its terrain on this computer; null: there is none
 */
export async function filesIn<T extends { readonly path: string }>(
  folder: string | null,
  dtms: readonly T[],
): Promise<T[]> {
  const files = await Promise.all(
    dtms.map(async (dtm): Promise<T[]> => {
      if (!/^(https?|s3):\/\//.test(dtm.path)) return [dtm];
      const copy = basename(dtm.path.replace(/[?#].*$/, ''));
      if (folder === null || (await stat(join(folder, copy)).catch(() => null))?.isFile() !== true) return [];
      return [{ ...dtm, path: copy }];
    }),
  );
  return files.flat();
}

/**
 * Imports the DTMs of a grid that are files of its folder of terrain (`filesIn`).
 * @param folder on this computer
 * @returns their paths
 * @throws UserError as `importDtmsWork` does; `bad-input` for a file outside the folder, or another than the grid has
 */
export async function importGridDtms(
  project: Project,
  folder: string,
  dtms: readonly GridDtmFile[],
  signal: AbortSignal,
): Promise<string[]> {
  const paths: string[] = [];
  for (const { fingerprint, crs, band, path: stated } of await filesIn(folder, dtms)) {
    throwIfAborted(signal);
    const path = pathBelow(folder, stated);
    if (path === null)
      throw new UserError('bad-input', `The grid names a DTM outside its folder of terrain: ${stated}.`);
    await importDtmsWork(project, {
      kind: 'import-dtms',
      paths: [path],
      ...(crs === null ? {} : { crs }),
      ...(band === null ? {} : { band }),
    })(() => undefined, signal);
    if (!(await readRows(project.database)).some((dtm) => dtm.fingerprint === fingerprint))
      throw new UserError(
        'bad-input',
        `${basename(path)} in ${folder} is not the file that was added to the grid: its contents differ.`,
      );
    paths.push(path);
  }
  return paths;
}
