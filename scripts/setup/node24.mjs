import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, makeFolder } from './cache.mjs';
import { mustRun } from './childProcesses.mjs';
import { npmCommand } from './npm.mjs';
import { noteRuntimes, readRuntimes } from './runtimes.mjs';

const version = '24.21.0';

/** Provides a second Node, of the major version inside current Electron, for tests. @type {import('./setUp.mjs').Step} */
export const node24 = {
  title: `Node ${version} for tests`,
  isDone: () => {
    const noted = readRuntimes().node24;
    return noted?.version === version && existsSync(noted.path);
  },
  async run(progress) {
    const { executable } = await provideNode24(progress);
    noteRuntimes({ node24: { version, path: executable } });
    return executable;
  },
};

/**
 * Puts npm's package of Node into the cache, with its C headers.
 *
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<{ folder: string, executable: string }>} the folder has `bin` and `include`.
 * @throws {import('./setupError.mjs').SetupError} when npm cannot get it or it does not run.
 */
export async function provideNode24(progress) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(cacheFolder(), 'node', `${version}-${process.platform}-${process.arch}`);
  const executable = join('bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(folder)) {
    await makeFolder(folder, async (partial) => {
      progress.say(`downloading ${name}@${version} with npm`);
      const [npm, args] = npmCommand(['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts']);
      await mustRun(
        `npm could not install ${name}@${version}.`,
        ['Behind a proxy or with a mirror: see `npm config` (https-proxy, registry).'],
        npm,
        [...args, '--prefix', partial, `${name}@${version}`],
        // Run inside a package, npm would otherwise install into that one.
        { cwd: partial, env: { npm_config_local_prefix: undefined } },
      );
      const installed = join(partial, 'node_modules', name);
      await mustRun('The Node that npm installed does not run.', [], join(installed, executable), [
        '--version',
      ]);
      for (const part of ['bin', 'include', 'LICENSE'])
        renameSync(join(installed, part), join(partial, part));
    });
  }
  return { folder, executable: join(folder, executable) };
}
