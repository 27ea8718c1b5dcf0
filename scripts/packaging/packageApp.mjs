import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Arch, Platform, build } from 'electron-builder';
import { folderBytes } from '../setup/cache.mjs';
import { run } from '../setup/childProcesses.mjs';
import { repoRoot } from '../setup/paths.mjs';
import { formatBytes, Progress } from '../setup/progress.mjs';
import { readRuntimes } from '../setup/runtimes.mjs';
import { about, executableName } from './about.mjs';
import { fillAppFolder } from './appFolder.mjs';
import { builderConfig } from './builderConfig.mjs';
import { packDeb } from './deb.mjs';
import { checkFuses } from './fuses.mjs';
import { refuseOldElectron } from './oldElectron.mjs';
import { packTarGz } from './tarGz.mjs';
import { unpackedExecutable, unpackedFolder } from './unpacked.mjs';

/** Folder of the packages. */
const output = join(repoRoot, 'dist');

/** Source folder of electron-builder; exists only while it works. */
const app = join(output, 'app');

/**
 * Packages the app that the set-up built, for the current platform, into `dist`: on Linux unpacked, then as .tar.gz, .deb and
 * AppImage as far as their tools are available; on Windows and macOS as their installers.
 *
 * @param {{ unpackedOnly: boolean, allowOldElectron: boolean }} options
 * @throws {import('../setup/setupError.mjs').SetupError} when Electron no longer gets security fixes and `allowOldElectron` is not set.
 */
export async function packageApp({ unpackedOnly, allowOldElectron }) {
  if (!allowOldElectron) refuseOldElectron(readRuntimes().electron);
  const progress = new Progress('App');
  progress.say('collecting what ships');
  await fillAppFolder(app);
  progress.end(formatBytes(folderBytes(app)));
  await builder(unpackedOnly || process.platform === 'linux' ? ['dir'] : []);
  if (process.platform === 'linux') {
    checkFuses(unpackedExecutable);
    if (!unpackedOnly) await packForLinux();
  }
  for (const left of [app, join(output, 'builder-debug.yml')]) rmSync(left, { recursive: true, force: true });
}

async function packForLinux() {
  const { arch } = process;
  const name = `${executableName}-${about.version}-linux-${arch}`;
  await packed(`${name}.tar.gz`, (file) => packTarGz(unpackedFolder, file, name));
  if (await isThere('dpkg-deb')) {
    await packed(`${name}.deb`, (file) => packDeb(unpackedFolder, file, join(output, 'deb')));
  } else skipped('.deb', 'dpkg-deb is missing');
  // electron-builder downloads its tools from where Electron comes from.
  if (readRuntimes().electron?.source === 'official') await builder(['AppImage'], unpackedFolder);
  else skipped('AppImage', 'its tools come from github.com, which cannot be reached from here');
}

/**
 * @param {string[]} targets - electron-builder's names; if empty, those of its configuration.
 * @param {string} [prepackaged] - folder of an already unpacked app.
 */
async function builder(targets, prepackaged) {
  await build({
    projectDir: app,
    config: builderConfig({ app, output }),
    targets: Platform.current().createTarget(targets, Arch[process.arch === 'arm64' ? 'arm64' : 'x64']),
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
