import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../../platform/fileSource';
import { isRunning } from '../../platform/partials';

/** A build that has written nothing for this long has stopped: its process id may belong to another program by now. */
const SILENT_MS = 10 * 60_000;

/** A lock file that names no file for this long was left by a program that died while creating it. */
const NAMELESS_MS = 5_000;

/** The exclusive right to build one file. */
export interface Claim {
  /** Where to write; renamed to its final name when it is complete. */
  readonly partial: string;
  /** Lets others build, and removes an incomplete file. */
  readonly release: () => Promise<void>;
}

/**
 * Claims the building of a file for this caller. Remains of builds of ended processes are removed.
 * @returns null while another build is under way, in this process or in another one
 */
export async function claim(path: string): Promise<Claim | null> {
  await mkdir(dirname(path), { recursive: true });
  const lockFile = `${path}.building`;
  const partial = `${path}.${process.pid}.${randomUUID()}.partial`;
  if (!(await createLock(lockFile, partial))) {
    if (await isBeingBuilt(lockFile)) return null;
    await rm(lockFile, { force: true });
    if (!(await createLock(lockFile, partial))) return null;
  }
  await removePartials(path);
  return {
    partial,
    release: async () => {
      await rm(partial, { force: true });
      await rm(lockFile, { force: true });
    },
  };
}

/** Removes what an ended process left of the building of a file that is there; where nothing can be removed, it stays. */
export async function removeLeftovers(path: string): Promise<void> {
  const lockFile = `${path}.building`;
  const lock = await stat(lockFile).catch(() => null);
  if (lock === null || (await isBeingBuilt(lockFile))) return;
  try {
    await rm(lockFile, { force: true });
    await removePartials(path);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
  }
}

/** Creates the lock file, which names the file that is written; false if there is one already. */
async function createLock(lockFile: string, partial: string): Promise<boolean> {
  const file = await open(lockFile, 'wx').catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  });
  if (file === null) return false;
  try {
    await file.writeFile(basename(partial)).finally(() => file.close());
  } catch (error) {
    // On a full disk, a lock file without a name would keep everybody waiting.
    await rm(lockFile, { force: true });
    throw error;
  }
  return true;
}

async function isBeingBuilt(lockFile: string): Promise<boolean> {
  const partial = await readFile(lockFile, 'latin1').catch(() => '');
  const pid = pidOf(partial);
  if (pid !== null && !isRunning(pid)) return false;
  const [names, mostMs] =
    pid === null ? [[lockFile], NAMELESS_MS] : [[lockFile, join(dirname(lockFile), partial)], SILENT_MS];
  const times = await Promise.all(names.map((path) => stat(path).catch(() => null)));
  return times.some((info) => info !== null && Date.now() - info.mtimeMs < mostMs);
}

async function removePartials(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    const pid = name.startsWith(basename(path)) ? pidOf(name) : null;
    if (pid !== null && !isRunning(pid)) await rm(join(dirname(path), name), { force: true });
  }
}

function pidOf(partial: string): number | null {
  const pid = /\.(\d+)\.[-\da-f]+\.partial$/.exec(partial)?.[1];
  return pid === undefined ? null : Number(pid);
}
