import { cpSync, lstatSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Arch } from 'electron-builder';
import { run } from '../setup/childProcesses.mjs';
import { here, repoRoot } from '../setup/paths.mjs';
import { nativeParts } from './nativeParts.mjs';

/**
 * Puts TensorFlow's libraries, stripped of symbols, where the app's binding looks for them, and removes the placeholder app
 * of the set-up's Electron. CUDA's libraries stay out: their licence is not permissive, and
 * without them TensorFlow uses the system's or computes on the CPU. An app for another platform gets none.
 *
 * @param {import('electron-builder').AfterPackContext} context - of electron-builder's hook `afterPack`.
 */
export async function addTensorflow({ appOutDir, arch, packager }) {
  const resources = packager.getResourcesDir(appOutDir);
  rmSync(join(resources, 'app'), { recursive: true, force: true });
  if (`${packager.platform.nodeName}-${Arch[arch]}` !== here) return;

  const { folder, file } = nativeParts(here).tensorflow;
  const from = realpathSync(join(repoRoot, folder));
  const to = join(resources, 'app.asar.unpacked', folder);
  for (const name of readdirSync(from).filter((entry) => file.test(entry))) {
    const library = join(from, name);
    // Windows' packages hold no links; elsewhere the binding loads the library by a link's name.
    cpSync(process.platform === 'win32' ? realpathSync(library) : library, join(to, name), {
      verbatimSymlinks: true,
    });
    // Without `strip` the libraries are larger, but work.
    if (process.platform === 'linux' && !lstatSync(library).isSymbolicLink()) {
      await run('strip', ['--strip-unneeded', join(to, name)]);
    }
  }
}
