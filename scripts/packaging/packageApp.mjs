import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Arch, Platform, build } from 'electron-builder';
import { folderBytes } from '../setup/cache.mjs';
import { run } from '../setup/childProcesses.mjs';
import { here, repoRoot } from '../setup/paths.mjs';
import { formatBytes, Progress } from '../setup/progress.mjs';
import { readRuntimes } from '../setup/runtimes.mjs';
import { SetupError } from '../setup/setupError.mjs';
import { about, executableName } from './about.mjs';
import { fillAppFolder } from './appFolder.mjs';
import { builderConfig } from './builderConfig.mjs';
import { packDeb } from './deb.mjs';
import { electronElsewhere } from './elsewhere.mjs';
import { checkFuses } from './fuses.mjs';
import { nativeFaults } from './nativeParts.mjs';
import { refuseOldElectron } from './oldElectron.mjs';
import { packTarGz } from './tarGz.mjs';
import { unpackedApp, unpackedFolder } from './unpacked.mjs';

/** Folder of the packages. */
const output = join(repoRoot, 'dist');

/** Source folder of electron-builder; exists only while it works. */
const app = join(output, 'app');

/**
 * @typedef {{ version: string, path: string, source: 'official' | 'pypi' }} Electron - the executable at `path`.
 */

/**
 * Packages the app that the set-up built into `dist`: on Linux unpacked, then as .tar.gz, .deb and AppImage as far as their tools
 * are available; on Windows and macOS as their installers. For another platform it is only unpacked, with the native parts that
 * the registries carry for it.
 *
 * @param {{ platform: string, unpackedOnly: boolean, allowOldElectron: boolean }} options - platform and processor as `win32-x64`.
 * @returns {Promise<string[]>} the native parts that an app for another platform lacks, a line each.
 * @throws {SetupError} when Electron no longer gets security fixes and `allowOldElectron` is not set; when the app for another
 * platform cannot be made here; when a native part of the app for this one is missing or wrong.
 */
export async function packageApp({ platform, unpackedOnly, allowOldElectron }) {
  const electron = platform === here ? electronHere(allowOldElectron) : await electronElsewhere(platform);
  const progress = new Progress('App');
  progress.say('collecting what ships');
  await fillAppFolder(app, platform);
  progress.end(formatBytes(folderBytes(app)));
  const alone = unpackedOnly || platform !== here || process.platform === 'linux';
  await builder(electron, platform, alone ? ['dir'] : []);
  const { executable, resources } = unpackedApp(platform);
  const faults = nativeFaults(join(resources, 'app.asar.unpacked'), platform);
  if (faults.length > 0 && platform === here) {
    throw new SetupError('The packaged app is not whole.', ['Run: npm start'], faults.join('\n'));
  }
  if (!platform.startsWith('darwin-')) checkFuses(executable);
  if (process.platform === 'linux' && !unpackedOnly && platform === here) await packForLinux(electron);
  for (const left of [app, join(output, 'builder-debug.yml')]) rmSync(left, { recursive: true, force: true });
  return faults;
}

/**
 * @param {boolean} allowOld
 * @returns {Electron} that the set-up provided.
 */
function electronHere(allowOld) {
  const { electron } = readRuntimes();
  if (electron === undefined) throw new SetupError('Electron is not set up yet.', ['Run: npm start']);
  if (!allowOld) refuseOldElectron(electron);
  return electron;
}

/** @param {Electron} electron */
async function packForLinux(electron) {
  const { arch } = process;
  const name = `${executableName}-${about.version}-linux-${arch}`;
  await packed(`${name}.tar.gz`, (file) => packTarGz(unpackedFolder, file, name));
  if (await isThere('dpkg-deb')) {
    await packed(`${name}.deb`, (file) => packDeb(unpackedFolder, file, join(output, 'deb')));
  } else skipped('.deb', 'dpkg-deb is missing');
  // electron-builder downloads its tools from where Electron comes from.
  if (electron.source === 'official') await builder(electron, here, ['AppImage'], unpackedFolder);
  else skipped('AppImage', 'its tools come from github.com, which cannot be reached from here');
}

/**
 * @param {Electron} electron
 * @param {string} platform - and processor, e.g. `win32-x64`.
 * @param {string[]} targets - electron-builder's names; if empty, those of its configuration.
 * @param {string} [prepackaged] - folder of an already unpacked app.
 */
async function builder(electron, platform, targets, prepackaged) {
  const [system = '', arch] = platform.split('-');
  await build({
    projectDir: app,
    config: builderConfig({ app, output }, electron),
    targets: Platform.fromString(system).createTarget(targets, Arch[arch === 'arm64' ? 'arm64' : 'x64']),
    publish: 'never',
    ...(prepackaged !== undefined && { prepackaged }),
  });
}

/**
 * @param {string} name - of the package.
 * @param {(file: string) => Promise<void>} pack - writes it.
 */
async function packed(name, pack) {
  const progress = new Progress(name);
  progress.say('packing');
  const file = join(output, name);
  rmSync(file, { force: true });
  await pack(file);
  progress.end(formatBytes(statSync(file).size));
}

/**
 * @param {string} what
 * @param {string} reason
 */
function skipped(what, reason) {
  process.stderr.write(`${what}: left out, ${reason}\n`);
}

/** @param {string} program */
async function isThere(program) {
  return (await run(program, ['--version'])).code === 0;
}
