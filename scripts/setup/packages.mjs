import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './childProcesses.mjs';
import { npmCommand } from './npm.mjs';
import { nodeModules, repoRoot } from './paths.mjs';
import { SetupError } from './setupError.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lock
 */

/** Installs the npm packages that package-lock.json names. @type {import('./setUp.mjs').Step} */
export const packages = {
  title: 'npm packages',
  isDone: () => {
    const installed = readLock(join(nodeModules, '.package-lock.json'));
    const wanted = readLock(join(repoRoot, 'package-lock.json'));
    return installed !== undefined && wanted !== undefined && areInstalled(wanted, installed);
  },
  async run(progress) {
    progress.say('npm ci');
    const [npm, args] = npmCommand(['ci', '--include=dev', '--no-audit', '--no-fund']);
    const { code, output } = await run(npm, args, { cwd: repoRoot });
    if (code !== 0) {
      throw new SetupError(
        'npm could not install the packages.',
        [
          'Behind a proxy: set HTTPS_PROXY, or `npm config set https-proxy URL`.',
          'With a mirror: `npm config set registry URL`.',
          'After a broken download: `npm cache verify`, then start again.',
        ],
        npmErrors(output),
      );
    }
    return 'installed';
  },
};

/**
 * npm writes the list of what it installed last of all, so this list also marks a finished installation.
 *
 * @param {Lock} wanted - package-lock.json.
 * @param {Lock} installed - node_modules/.package-lock.json.
 * @returns {boolean} whether every package is installed in the version wanted; those that npm leaves out on this
 * platform may be missing.
 */
export function areInstalled(wanted, installed) {
  return Object.entries(wanted.packages ?? {}).every(([path, lock]) => {
    if (path === '') return true;
    const found = installed.packages?.[path];
    if (found === undefined) return lock.optional === true || lock.devOptional === true;
    return found.version === lock.version && found.integrity === lock.integrity;
  });
}

/**
 * @param {string} file
 * @returns {Lock | undefined} undefined when there is none.
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {string} output - of npm: warnings, then errors, then perhaps its manual.
 * @returns {string} the first lines that are errors, where the reason stands.
 */
function npmErrors(output) {
  const errors = output.split('\n').filter((line) => line.startsWith('npm error'));
  return (errors.length > 0 ? errors : output.split('\n')).slice(0, 15).join('\n');
}
