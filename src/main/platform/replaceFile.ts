import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unwritable } from '../../shared/systemErrors';
import { partialPath, removePartials } from './partials';
import { syncFolder } from './syncFolder';

/**
 * Writes a file beside the place where it belongs, and moves it there when it is whole and safe on the disk: an older file
 * stays until then. What killed programs left in the folder is removed.
 * @param content what it holds, perhaps in pieces that follow one another, or what writes it at the path that it is given, where nothing is
 * @throws UserError `disk` when it cannot be written; other UserErrors of `content` as they are
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array | readonly Uint8Array[] | ((beside: string) => Promise<void>),
): Promise<void> {
  const beside = partialPath(path);
  try {
    await removePartials(dirname(path));
    if (typeof content === 'function') await content(beside);
    const file = await open(beside, typeof content === 'function' ? 'r+' : 'w');
    try {
      if (typeof content !== 'function') await writeAll(file, content);
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

/** Writes all of it, in as few calls as possible: each may end before the last byte. */
async function writeAll(
  file: FileHandle,
  content: string | Uint8Array | readonly Uint8Array[],
): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  let pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
  while (pieces.length > 0) {
    let written = (await file.writev(pieces)).bytesWritten;
    pieces = pieces.flatMap((piece) => {
      const done = Math.min(written, piece.length);
      written -= done;
      return done < piece.length ? [piece.subarray(done)] : [];
    });
  }
}
