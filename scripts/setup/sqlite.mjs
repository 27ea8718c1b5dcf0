import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache.mjs';
import { mustRun, run } from './childProcesses.mjs';
import { compile } from './nodeGyp.mjs';
import { nodeModules } from './paths.mjs';
import { noteRuntimes, readRuntimes } from './runtimes.mjs';
import { SetupError } from './setupError.mjs';

/**
 * The SQLite that is compiled into the driver, in place of the withdrawn 3.52.0 that the npm package sqlite3 and its
 * official binary contain: the amalgamation in the npm package better-sqlite3, byte by byte.
 */
export const amalgamation = {
  version: '3.54.1',
  /** SHA-256 by file. */
  files: {
    'sqlite3.c': '75a4760a7b9727a4c4c877aec92eacf39e52a8f2921ce00bd33be6d3a8e8e254',
    'sqlite3.h': 'd6c84557261893439b341d2e6c35187ae3ea24fbfd843ad94616f72d89242b8c',
    'sqlite3ext.h': '48963abfefb41ac329ef9d706acb5eadba952a99a748285c9ded6b5e0942721b',
  },
};

const folder = join(nodeModules, 'sqlite3');
const binding = join(folder, 'build', 'Release', 'node_sqlite3.node');
const query = `
const { Database } = require(${JSON.stringify(folder)});
new Database(':memory:').get('SELECT sqlite_version() AS version', (error, row) => {
  if (error) throw error;
  console.log(row.version);
});`;

/** Compiles the driver sqlite3 with {@link amalgamation} in it. @type {import('./setUp.mjs').Step} */
export const sqlite = {
  title: 'SQLite',
  isDone: () => {
    const noted = readRuntimes().sqlite3;
    return noted?.version === driverVersion() && noted.sqlite === amalgamation.version && existsSync(binding);
  },
  async run(progress) {
    const cached = join(
      cacheFolder(),
      'sqlite3',
      `${driverVersion()}-${amalgamation.version}-${process.platform}-${process.arch}.node`,
    );
    if (existsSync(cached)) {
      copyWhole(cached, binding);
      if (await works()) return note();
    }
    const source = amalgamationFolder();
    checkAmalgamation(source);
    const version = amalgamationNumber(amalgamation.version);
    await packAmalgamation(source, version);
    await compile('SQLite', folder, { sqlite_version: version }, progress);
    if (!(await works())) throw new SetupError('SQLite was compiled but does not run.', []);
    copyWhole(binding, cached);
    return note();
  },
};

/** @returns {string} where the npm package keeps the amalgamation. */
export function amalgamationFolder() {
  const entry = fileURLToPath(import.meta.resolve('better-sqlite3'));
  return join(dirname(entry), '..', 'deps', 'sqlite3');
}

/**
 * @param {string} path - folder of an amalgamation.
 * @throws {SetupError} when a file of it is not the one that {@link amalgamation} names.
 */
export function checkAmalgamation(path) {
  for (const [name, sha256] of Object.entries(amalgamation.files)) {
    const file = join(path, name);
    const found = existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'none';
    if (found === sha256) continue;
    throw new SetupError(
      `${name} is not the source of SQLite ${amalgamation.version}.`,
      ['Remove the folder node_modules, then start again: the packages are reinstalled.'],
      `${file}\nSHA-256 wanted: ${sha256}\nSHA-256 found:  ${found}`,
    );
  }
}

/**
 * @param {string} version - of SQLite, e.g. `3.54.1`.
 * @returns {string} as in SQLite's file names, e.g. `3540100`.
 */
export function amalgamationNumber(version) {
  const [major = '', minor = '', patch = ''] = version.split('.');
  return `${major}${minor.padStart(2, '0')}${patch.padStart(2, '0')}00`;
}

/**
 * Puts the amalgamation where the driver's build looks for the requested version: a tar with SQLite's naming beside the
 * one in the driver's package.
 *
 * @param {string} source - folder of the amalgamation.
 * @param {string} version - see {@link amalgamationNumber}.
 */
async function packAmalgamation(source, version) {
  const prefix = `sqlite-autoconf-${version}`;
  const options = {
    file: join(folder, 'deps', `${prefix}.tar.gz`),
    cwd: source,
    gzip: true,
    sync: true,
    prefix,
  };
  const files = Object.keys(amalgamation.files);
  // The tar package is the one that the driver itself unpacks with.
  const script = `require('tar').create(${JSON.stringify(options)}, ${JSON.stringify(files)})`;
  await mustRun('The source of SQLite could not be packed.', [], process.execPath, ['-e', script], {
    cwd: folder,
  });
}

async function works() {
  if (!existsSync(binding)) return false;
  const { code, output } = await run(process.execPath, ['-e', query]);
  return code === 0 && output.trim() === amalgamation.version;
}

/** @returns {string} */
function note() {
  noteRuntimes({ sqlite3: { version: driverVersion(), sqlite: amalgamation.version } });
  return `SQLite ${amalgamation.version}, compiled here`;
}

function driverVersion() {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) throw new SetupError('The npm package sqlite3 is not installed.', ['Run: npm ci']);
  return String(JSON.parse(readFileSync(file, 'utf8')).version);
}

/**
 * @param {string} from
 * @param {string} to
 */
function copyWhole(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  const beside = `${to}.${process.pid}`;
  copyFileSync(from, beside);
  renameSync(beside, to);
}
