import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { folderBytes } from './cache.mjs';
import { lastLines, run } from './childProcesses.mjs';
import { nodeModules, notesFolder } from './paths.mjs';
import { formatBytes } from './progress.mjs';
import { SetupError } from './setupError.mjs';
import { bindingFile, compileBinding } from './tensorflowBinding.mjs';

/**
 * Fills a folder with the npm package's own install script, which downloads TensorFlow's C library and the compiled
 * binding.
 *
 * @param {string} packageFolder - of @tensorflow/tfjs-node-gpu.
 * @param {string} folder - receives `deps` and `lib`.
 * @param {import('./progress.mjs').Progress} progress
 * @throws {SetupError} when the library cannot be downloaded (also when it stalls for two minutes), or the binding cannot be compiled.
 */
export async function fillFromOfficialDownload(packageFolder, folder, progress) {
  // The script rewrites its package.json, and leaves it so when it fails: hence a copy of the package. Below
  // node_modules the copy finds the modules it requires.
  const copy = join(notesFolder, 'tfjs-node-gpu');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(notesFolder, { recursive: true });
  cpSync(packageFolder, copy, {
    recursive: true,
    filter: (path) => dirname(path) !== packageFolder || !['lib', 'deps'].some((part) => path.endsWith(part)),
  });
  try {
    progress.say('official download');
    const install = join('scripts', 'install.js');
    const { output } = await run(process.execPath, [install, 'gpu', 'download'], {
      cwd: copy,
      env: { PATH: `${join(nodeModules, '.bin')}${delimiter}${process.env['PATH'] ?? ''}` },
      limitS: 1800,
      stallS: 120,
      measure: () => folderBytes(copy),
      onMeasure: (bytes) => progress.amount(formatBytes(bytes)),
    });
    if (!existsSync(join(copy, 'deps', 'include'))) {
      throw new SetupError('not available from this network.', [], lastLines(output));
    }
    cpSync(join(copy, 'deps'), join(folder, 'deps'), { recursive: true, verbatimSymlinks: true });
    // The script may have got the library but no binding for this machine, nor Node's headers to compile it.
    if (existsSync(join(copy, bindingFile)))
      cpSync(join(copy, 'lib'), join(folder, 'lib'), { recursive: true, verbatimSymlinks: true });
    else await compileBinding(packageFolder, folder, progress);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
