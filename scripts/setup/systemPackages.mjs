import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mustRun } from './childProcesses.mjs';
import { electronPath } from './electron.mjs';
import { SetupError } from './setupError.mjs';
import { missingLibraries } from './sharedLibraries.mjs';

/** Debian packages with the libraries that Electron loads; of several names, the first that the release has. */
export const electronPackages = [
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libasound2t64', 'libasound2'],
  ['libcups2t64', 'libcups2'],
  ['libnss3'],
  ['libgbm1'],
  ['libdrm2'],
];

/** Installs, as root on Debian, what Electron and its tests need of the system. @type {import('./setUp.mjs').Step} */
export const systemPackages = {
  title: 'System packages',
  isDone: () => missingPackages().length === 0,
  async run(progress) {
    if (!canInstall()) throw new SetupError(...howToInstall());
    const environment = { DEBIAN_FRONTEND: 'noninteractive' };
    const waysOut = ['Behind a proxy: set http_proxy, or Acquire::http::Proxy in /etc/apt/apt.conf.d.'];
    progress.say('apt-get update');
    await mustRun('apt-get update failed.', waysOut, 'apt-get', ['update'], { env: environment });
    const names = missingPackages().map(knownName);
    progress.say(`apt-get install ${names.join(' ')}`);
    await mustRun(
      `apt-get could not install ${names.join(', ')}.`,
      waysOut,
      'apt-get',
      ['install', '--yes', '--no-install-recommends', ...names],
      { env: environment },
    );
    const missing = missingLibraries(electronPath());
    if (missing.length > 0) throw new SetupError(`Electron still lacks ${missing.join(', ')}.`);
    return `installed ${names.join(', ')}`;
  },
};

/**
 * @returns {[string, string[]]} what is missing, and the command that installs it.
 */
export function howToInstall() {
  const names = missingPackages().map((choice) => choice.at(-1));
  return [
    'System libraries or programs are missing.',
    [
      `Debian, Ubuntu: sudo apt-get install --no-install-recommends ${names.join(' ')}`,
      'Elsewhere: GTK 3, NSS, ALSA, CUPS, GBM, and Xvfb for the tests.',
    ],
  ];
}

/** @returns {boolean} whether this process may install packages. */
function canInstall() {
  return process.getuid?.() === 0 && hasProgram('apt-get');
}

/**
 * @param {string} name
 * @returns {boolean} whether a program of that name is found along PATH.
 */
function hasProgram(name) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @returns {string[][]} possible names of each package that is missing. */
function missingPackages() {
  if (process.platform !== 'linux') return [];
  return [
    ...(hasProgram('Xvfb') ? [] : [['xvfb']]),
    ...(missingLibraries(electronPath()).length === 0 ? [] : electronPackages),
  ];
}

/**
 * @param {string[]} choice
 * @returns {string} the first of the names that this release of Debian can install.
 */
function knownName(choice) {
  const known = choice.find((name) => {
    const policy = execFileSync('apt-cache', ['policy', name], { encoding: 'utf8' });
    return /Candidate: (?!\(none\))/.test(policy);
  });
  return known ?? choice.join(' or ');
}
