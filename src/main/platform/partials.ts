import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Distinguishes this machine from others that write to the same shared folder: their processes are not visible here. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

let written = 0;

/** Temporary path where a process writes a file or folder before renaming it. */
export const partialPath = (path: string, pid = process.pid, number = ++written): string =>
  `${path}.${machine}-${pid}-${number}.partial`;

/** Whether a name is that of an unfinished file or folder, of whatever machine. */
export const isPartial = (name: string): boolean => /\.[\da-f]{8}-\d+-\d+\.partial$/.test(name);

/** Removes unfinished files in a folder that ended processes of this machine left. */
export async function removePartials(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, on, pid] = /\.([\da-f]{8})-(\d+)-\d+\.partial$/.exec(name) ?? [];
    if (on === machine && !isRunning(Number(pid)))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Whether a process with this id exists; one of another user cannot be signalled but exists. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
