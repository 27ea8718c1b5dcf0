import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './lock.mjs';

const partialPrefix = '.partial-';

/**
 * Per-user folder of downloaded and built runtimes, shared by all checkouts.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [home]
 * @returns {string} TOPO2VEC_CACHE_DIR, else `topo2vec` in XDG_CACHE_HOME, else `~/.cache/topo2vec`.
 */
export function cacheFolder(env = process.env, home = homedir()) {
  if (env['TOPO2VEC_CACHE_DIR']) return env['TOPO2VEC_CACHE_DIR'];
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'topo2vec');
}

/**
 * Creates a folder of the cache atomically: it is filled under a temporary name beside its place and renamed
 * when `fill` is done. Leftovers of interrupted processes there are removed.
 *
 * @param {string} folder - the final place.
 * @param {(partial: string) => Promise<void>} fill - fills the folder it is given.
 */
export async function makeFolder(folder, fill) {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  removeAbandoned(parent);
  const partial = join(parent, `${partialPrefix}${process.pid}-${basename(folder)}`);
  mkdirSync(partial);
  try {
    await fill(partial);
    // Another checkout's set-up may have been faster; its folder is equivalent to ours and may be in use.
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/**
 * Removes partial folders of processes that have ended.
 *
 * @param {string} parent - folder of partial folders.
 */
export function removeAbandoned(parent) {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(partialPrefix)) continue;
    const pid = Number(name.slice(partialPrefix.length).split('-')[0]);
    if (!isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @returns {number} bytes of all files below it; 0 when it does not exist. Files that vanish meanwhile count as 0.
 */
export function folderBytes(folder) {
  let total = 0;
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) total += folderBytes(path);
    else total += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  return total;
}

/** @param {string} folder */
function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw error;
  }
}
