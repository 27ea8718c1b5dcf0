import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Tells this machine from others that write to the same shared folder: their processes cannot be seen here. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

let written = 0;

/** Where a process writes a file or folder before it takes its name. */
export const partialPath = (path: string, pid = process.pid, number = ++written): string =>
  `${path}.${machine}-${pid}-${number}.partial`;

/** Removes what processes of this machine that are gone did not get to finish in a folder. */
export async function removePartials(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, on, pid] = /\.([\da-f]{8})-(\d+)-\d+\.partial$/.exec(name) ?? [];
    if (on === machine && !isRunning(Number(pid)))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Whether there is a process of this id; one of another user cannot be signalled but is there. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
