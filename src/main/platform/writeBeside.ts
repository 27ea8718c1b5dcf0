import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unwritable } from '../../shared/systemErrors';
import { partialPath, removePartials } from './partials';
import { syncFolder } from './syncFolder';

/**
 * Writes a file beside the place where it belongs, and moves it there when it is whole and safe on the disk: an older file
 * stays until then. What killed exports left in the folder is removed.
 * @param write writes the file at the path that it is given, where nothing is
 * @throws UserError `disk` when it cannot be written; other UserErrors of `write` as they are
 */
export async function writeBeside(path: string, write: (beside: string) => Promise<void>): Promise<void> {
  const beside = partialPath(path);
  try {
    await removePartials(dirname(path));
    await write(beside);
    const file = await open(beside, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw unwritable(error, path);
  }
}
