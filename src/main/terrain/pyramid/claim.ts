import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../../platform/fileSource';
import { isRunning } from '../../platform/partials';

/** A build that wrote nothing for so long has stopped: its process's number may be another program's by now. */
const SILENT_MS = 10 * 60_000;

/** A sign that names no file for so long was left by a program that died while it put it up. */
const NAMELESS_MS = 5_000;

/** The building of one file, which nobody else does meanwhile. */
export interface Claim {
  /** Where to write; renamed to its own name when it is whole. */
  readonly partial: string;
  /** Lets others build, and removes what is not whole. */
  readonly release: () => Promise<void>;
}

/**
 * Claims the building of a file for this caller. What builds of processes that are gone left behind is removed.
 * @returns null while another build is under way, in this process or in another one
 */
export async function claim(path: string): Promise<Claim | null> {
  await mkdir(dirname(path), { recursive: true });
  const sign = `${path}.building`;
  const partial = `${path}.${process.pid}.${randomUUID()}.partial`;
  if (!(await putUp(sign, partial))) {
    if (await isBeingBuilt(sign)) return null;
    await rm(sign, { force: true });
    if (!(await putUp(sign, partial))) return null;
  }
  await removeLeftovers(path);
  return {
    partial,
    release: async () => {
      await rm(partial, { force: true });
      await rm(sign, { force: true });
    },
  };
}

/** Makes the sign, which names the file that is written; false where there is one. */
async function putUp(sign: string, partial: string): Promise<boolean> {
  const file = await open(sign, 'wx').catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  });
  if (file === null) return false;
  try {
    await file.writeFile(basename(partial)).finally(() => file.close());
  } catch (error) {
    // Where the disk is full, a sign without a name would keep everybody waiting.
    await rm(sign, { force: true });
    throw error;
  }
  return true;
}

async function isBeingBuilt(sign: string): Promise<boolean> {
  const partial = await readFile(sign, 'latin1').catch(() => '');
  const pid = pidOf(partial);
  if (pid !== null && !isRunning(pid)) return false;
  const [names, mostMs] =
    pid === null ? [[sign], NAMELESS_MS] : [[sign, join(dirname(sign), partial)], SILENT_MS];
  const times = await Promise.all(names.map((path) => stat(path).catch(() => null)));
  return times.some((info) => info !== null && Date.now() - info.mtimeMs < mostMs);
}

async function removeLeftovers(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    const pid = name.startsWith(basename(path)) ? pidOf(name) : null;
    if (pid !== null && !isRunning(pid)) await rm(join(dirname(path), name), { force: true });
  }
}

function pidOf(partial: string): number | null {
  const pid = /\.(\d+)\.[-\da-f]+\.partial$/.exec(partial)?.[1];
  return pid === undefined ? null : Number(pid);
}
