import { basename } from 'node:path';
import type { GridDtmFile } from '../../../shared/contract/grid';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { pathBelow } from '../../platform/pathBelow';
import { importDtmsWork } from '../dtms/importDtms';
import { readRows } from '../dtms/dtms';
import type { Project } from '../context';

/**
 * Imports the DTMs of a grid that are files below its folder of terrain.
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
  for (const { fingerprint, crs, band, path: stated } of dtms) {
    throwIfAborted(signal);
    if (/^(https?|s3):\/\//.test(stated)) continue;
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
