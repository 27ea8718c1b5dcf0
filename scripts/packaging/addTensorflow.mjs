import { cpSync, lstatSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../setup/childProcesses.mjs';
import { nodeModules } from '../setup/paths.mjs';

const inPackage = join('node_modules', '@tensorflow', 'tfjs-node-gpu', 'deps', 'lib');

/**
 * Puts TensorFlow's libraries, stripped of symbols, where the app's binding looks for them, and removes the placeholder app
 * of the set-up's Electron. CUDA's libraries stay out: their licence is not permissive, and
 * without them TensorFlow uses the system's or computes on the CPU.
 *
 * @param {import('electron-builder').AfterPackContext} context - of electron-builder's hook `afterPack`.
 */
export async function addTensorflow({ appOutDir, packager }) {
  const resources = packager.getResourcesDir(appOutDir);
  rmSync(join(resources, 'app'), { recursive: true, force: true });

  const from = realpathSync(join(dirname(nodeModules), inPackage));
  const to = join(resources, 'app.asar.unpacked', inPackage);
  for (const name of readdirSync(from)) {
    // Symbolic links are for linkers: the binding loads the libraries by their real names.
    if (lstatSync(join(from, name)).isSymbolicLink()) continue;
    cpSync(join(from, name), join(to, name));
    // Without `strip` the libraries are larger, but work.
    if (process.platform === 'linux') await run('strip', ['--strip-unneeded', join(to, name)]);
  }
}
