import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, makeFolder } from './cache.mjs';
import { run } from './childProcesses.mjs';
import { repoRoot } from './paths.mjs';

const requirements = join(repoRoot, 'test', 'bench', 'rivals', 'requirements.txt');

/**
 * Installs the software that the bench compares with, once, by pip into a folder of the user's cache; TOPO2VEC_BENCH_PYTHON names
 * a Python that has it already. Without pip or network the bench runs without it, and its rows say so.
 *
 * @returns {Promise<NodeJS.ProcessEnv>} additions to the environment of the bench.
 */
export async function benchRivals() {
  if (process.env['TOPO2VEC_BENCH_PYTHON']) return {};
  const python = process.platform === 'win32' ? 'python' : 'python3';
  const { code, output } = await run(python, ['--version'], { limitS: 60 });
  if (code !== 0) return {};
  const key = createHash('sha256')
    .update(output)
    .update(readFileSync(requirements))
    .digest('hex')
    .slice(0, 12);
  const folder = join(cacheFolder(), `bench-rivals-${key}`);
  try {
    if (!existsSync(folder)) await makeFolder(folder, (partial) => install(python, partial));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  return { TOPO2VEC_BENCH_PYTHON: python, PYTHONPATH: folder };
}

/**
 * @param {string} python
 * @param {string} folder
 */
async function install(python, folder) {
  process.stderr.write('installing what the bench compares with, by pip …\n');
  const options = ['--only-binary', ':all:', '--target', folder, '--requirement', requirements];
  const { code, output } = await run(python, ['-m', 'pip', 'install', ...options], { limitS: 1200 });
  if (code !== 0) throw new Error(`The rivals could not be installed: ${output.trim().split('\n').at(-1)}`);
}
