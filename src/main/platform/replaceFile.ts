import { open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unwritable } from '../../shared/systemErrors';
import { partialPath, removePartials } from './partials';
import { syncFolder } from './syncFolder';

/**
 * Writes a file beside the place where it belongs, and moves it there when it is whole and safe on the disk: an older file
 * stays until then. What killed programs left in the folder is removed.
 * @param content what it holds, or what writes it at the path that it is given, where nothing is
 * @throws UserError `disk` when it cannot be written; other UserErrors of `content` as they are
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array | ((beside: string) => Promise<void>),
): Promise<void> {
  const beside = partialPath(path);
  try {
    await removePartials(dirname(path));
    await (typeof content === 'function' ? content(beside) : writeFile(beside, content));
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
