import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from './paths.mjs';
import { SetupError } from './setupError.mjs';

/**
 * Stops where Node is older than package.json asks for; npm itself only warns.
 *
 * @throws {SetupError}
 */
export function refuseOldNode() {
  const about = JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8'));
  const least = String(about.engines.node).replace('>=', '');
  if (isAtLeast(process.versions.node, least)) return;
  throw new SetupError(`Node ${least} or newer is needed; this is ${process.versions.node}.`, [
    'Install a current one from https://nodejs.org/, or with a version manager: nvm install 24',
  ]);
}

/**
 * @param {string} version - e.g. `20.20.2`.
 * @param {string} least - e.g. `20.19`.
 * @returns {boolean} whether the version is that one or newer.
 */
export function isAtLeast(version, least) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
