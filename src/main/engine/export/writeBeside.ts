import { createHash } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { unwritable } from '../../../shared/systemErrors';
import { syncFolder } from '../../terrain/syncFolder';

/** Tells this machine from others that write to the same shared folder: their processes cannot be seen here. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

let written = 0;

/** Where a process writes a file before it takes its name. */
export const partialPath = (path: string, pid: number, number: number): string =>
  `${path}.${machine}-${pid}-${number}.partial`;

/**
 * Writes a file beside the place where it belongs, and moves it there when it is whole and safe on the disk: an older file
 * stays until then. What killed exports left in the folder is removed.
 * @param write writes the file at the path that it is given, where nothing is
 * @throws UserError `disk` when it cannot be written; other UserErrors of `write` as they are
 */
export async function writeBeside(path: string, write: (beside: string) => Promise<void>): Promise<void> {
  const beside = partialPath(path, process.pid, ++written);
  try {
    await removeLeftovers(dirname(path));
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

/** Removes what processes of this machine that are gone did not get to finish. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, on, pid] = /\.([\da-f]{8})-(\d+)-\d+\.partial$/.exec(name) ?? [];
    if (on === machine && !isRunning(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

/** Whether there is a process of this id; one of another user cannot be signalled but is there. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
