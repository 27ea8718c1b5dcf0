import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folderBytes } from './cache.mjs';
import { mustRun } from './childProcesses.mjs';
import { nodeModules, notesFolder } from './paths.mjs';
import { formatBytes } from './progress.mjs';
import { SetupError } from './setupError.mjs';

/**
 * Fills a folder by the npm package's own install script, which downloads TensorFlow's C library and the compiled
 * binding (or compiles it).
 *
 * @param {string} packageFolder - of @tensorflow/tfjs-node-gpu.
 * @param {string} folder - receives `deps` and `lib`.
 * @param {import('./progress.mjs').Progress} progress
 * @throws {SetupError} when the script fails, goes silent for two minutes or leaves no binding.
 */
export async function fillFromOfficialDownload(packageFolder, folder, progress) {
  progress.say('official download');
  // The script rewrites its package.json and leaves it so when it fails: a copy of the package may suffer that. Below
  // node_modules the copy finds the modules it requires.
  const copy = join(notesFolder, 'tfjs-node-gpu');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(notesFolder, { recursive: true });
  cpSync(packageFolder, copy, {
    recursive: true,
    filter: (path) => dirname(path) !== packageFolder || !['lib', 'deps'].some((part) => path.endsWith(part)),
  });
  try {
    await mustRun(
      'not available from this network.',
      [],
      process.execPath,
      [join('scripts', 'install.js'), 'gpu', 'download'],
      {
        cwd: copy,
        env: { PATH: `${join(nodeModules, '.bin')}:${process.env['PATH'] ?? ''}` },
        limitS: 1800,
        stallS: 120,
        measure: () => folderBytes(copy),
        onMeasure: (bytes) => progress.amount(formatBytes(bytes)),
      },
    );
    if (!existsSync(join(copy, 'lib', 'napi-v8', 'tfjs_binding.node'))) {
      throw new SetupError('the install script left no binding.');
    }
    for (const part of ['deps', 'lib']) {
      cpSync(join(copy, part), join(folder, part), { recursive: true, verbatimSymlinks: true });
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
