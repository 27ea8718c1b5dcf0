import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Kernel settings by which distributions forbid unprivileged namespaces, which Chromium's sandbox needs. */
const refusals = /** @type {const} */ ([
  ['/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1'],
  ['/proc/sys/kernel/unprivileged_userns_clone', '0'],
]);

/**
 * Finds what prevents Chromium's sandbox; without it Electron exits immediately.
 *
 * @param {string} electron - path of the executable.
 * @param {(path: string) => string | undefined} [read] - content of a file; undefined when there is none.
 * @param {(path: string) => boolean} [isSetuidRoot] - whether a program runs as root for everybody.
 * @returns {string | undefined} the command that helps; undefined when nothing prevents it.
 */
export function sandboxRemedy(electron, read = readIfThere, isSetuidRoot = runsAsRoot) {
  const refused = refusals.some(([setting, value]) => read(setting)?.trim() === value);
  const aid = join(dirname(electron), 'chrome-sandbox');
  if (!refused || isSetuidRoot(aid)) return undefined;
  return `sudo chown root:root '${aid}' && sudo chmod 4755 '${aid}'`;
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {string} path */
function runsAsRoot(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.uid === 0 && (stats.mode & 0o4000) !== 0;
}
