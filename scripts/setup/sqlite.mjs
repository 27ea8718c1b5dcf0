import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { mustRun, run } from './childProcesses.mjs';
import { compile } from './nodeGyp.mjs';
import { nodeModules } from './paths.mjs';
import { noteRuntimes, readRuntimes } from './runtimes.mjs';
import { SetupError } from './setupError.mjs';

const folder = join(nodeModules, 'sqlite3');
const binding = join(folder, 'build', 'Release', 'node_sqlite3.node');
const query = `
const { Database } = require(${JSON.stringify(folder)});
new Database(':memory:').get('SELECT sqlite_version() AS version', (error, row) => {
  if (error) throw error;
  console.log(row.version);
});`;

/** Provides the binary of sqlite3: the official one, else compiled from the package's sources. @type {import('./setUp.mjs').Step} */
export const sqlite = {
  title: 'SQLite',
  isDone: () => readRuntimes().sqlite3?.version === packageVersion() && existsSync(binding),
  async run(progress) {
    const cached = join(
      cacheFolder(),
      'sqlite3',
      `${packageVersion()}-${process.platform}-${process.arch}.node`,
    );
    if (existsSync(cached)) {
      copyWhole(cached, binding);
      if (await works()) return note('built');
    }
    progress.say('downloading the official binary');
    rmSync(dirname(binding), { recursive: true, force: true });
    const install = join(nodeModules, 'prebuild-install', 'bin.js');
    await run(process.execPath, [install, '-r', 'napi'], { cwd: folder, limitS: 120 });
    if (await works()) return note('official');

    await compile('SQLite', folder, {}, progress);
    await mustRun('SQLite was compiled but does not run.', [], process.execPath, ['-e', query]);
    copyWhole(binding, cached);
    return note('built');
  },
};

async function works() {
  return existsSync(binding) && (await run(process.execPath, ['-e', query])).code === 0;
}

/**
 * @param {'official' | 'built'} source
 * @returns {string}
 */
function note(source) {
  noteRuntimes({ sqlite3: { version: packageVersion(), source } });
  return source === 'official' ? 'official binary' : 'compiled here';
}

function packageVersion() {
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
