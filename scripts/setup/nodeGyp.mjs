import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mustRun, run } from './childProcesses.mjs';
import { provideNode24 } from './node24.mjs';
import { nodeModules } from './paths.mjs';

const nodeGyp = join(nodeModules, 'node-gyp', 'bin', 'node-gyp.js');

/**
 * Compiles a native module.
 *
 * @param {string} what - its name, for progress and errors.
 * @param {string} folder - holds binding.gyp and package.json.
 * @param {Record<string, string>} variables - of gyp.
 * @param {import('./progress.mjs').Progress} progress
 * @throws {import('./setupError.mjs').SetupError} when it does not compile.
 */
export async function compile(what, folder, variables, progress) {
  const headers = await nodeHeaders(progress);
  progress.say(`compiling ${what}`);
  await mustRun(
    `${what} could not be compiled.`,
    [
      'A C++ compiler, make and Python 3 are needed. Debian, Ubuntu: apt-get install build-essential python3',
      'Fedora: dnf install gcc-c++ make python3. macOS: xcode-select --install',
    ],
    process.execPath,
    [
      nodeGyp,
      'rebuild',
      '--jobs=max',
      ...(headers === undefined ? [] : [`--nodedir=${headers}`]),
      ...Object.entries(variables).map(([name, value]) => `--${name}=${value}`),
    ],
    { cwd: folder },
  );
}

/**
 * Finds Node's C headers where no download is needed, else lets node-gyp download them. Where that fails, the
 * headers in npm's package of Node do as well: the modules here only use Node-API, which is stable.
 *
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string | undefined>} the folder above `include`; undefined: node-gyp has them.
 */
async function nodeHeaders(progress) {
  const beside = join(dirname(process.execPath), '..');
  for (const folder of [beside, process.env['npm_config_nodedir']]) {
    if (folder !== undefined && existsSync(join(folder, 'include', 'node', 'node_api.h'))) return folder;
  }
  progress.say("downloading Node's headers");
  const { code } = await run(process.execPath, [nodeGyp, 'install', '--ensure'], { limitS: 120 });
  if (code === 0) return undefined;
  return (await provideNode24(progress)).folder;
}
