import { join } from 'node:path';
import { here, repoRoot } from '../setup/paths.mjs';
import { about, executableName } from './about.mjs';

/** electron-builder's words for platforms in its folders' names. @type {Readonly<Record<string, string>>} */
const systems = { linux: 'linux', win32: 'win', darwin: 'mac' };

/**
 * @param {string} platform - and processor, e.g. `win32-x64`.
 * @returns {{ folder: string, executable: string, resources: string }} where electron-builder leaves the app unpacked, its
 * program, and the folder of its archive.
 */
export function unpackedApp(platform) {
  const [system = '', arch] = platform.split('-');
  const name = `${systems[system]}${arch === 'x64' ? '' : `-${arch}`}`;
  if (system === 'darwin') {
    const folder = join(repoRoot, 'dist', name);
    const contents = join(folder, `${about.productName}.app`, 'Contents');
    return {
      folder,
      executable: join(contents, 'MacOS', about.productName),
      resources: join(contents, 'Resources'),
    };
  }
  const folder = join(repoRoot, 'dist', `${name}-unpacked`);
  const program = system === 'win32' ? `${about.productName}.exe` : executableName;
  return { folder, executable: join(folder, program), resources: join(folder, 'resources') };
}

const unpacked = unpackedApp(here);

/** Folder of the unpacked app for this machine. */
export const unpackedFolder = unpacked.folder;

/** The packaged program for this machine. */
export const unpackedExecutable = unpacked.executable;
