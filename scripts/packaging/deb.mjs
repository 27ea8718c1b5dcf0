import { chmodSync, copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderBytes } from '../setup/cache.mjs';
import { mustRun } from '../setup/childProcesses.mjs';
import { electronPackages } from '../setup/systemPackages.mjs';
import { about, executableName, maintainers } from './about.mjs';
import { writeDesktopFiles } from './linuxDesktop.mjs';

/** Debian's names of the architectures. @type {Partial<Record<NodeJS.Architecture, string>>} */
const architectures = { x64: 'amd64', arm64: 'arm64' };

/**
 * Makes a Debian package of an unpacked app, with dpkg-deb: fpm, which electron-builder uses, needs a download.
 *
 * @param {string} unpacked - folder of the app.
 * @param {string} file - to write.
 * @param {string} work - folder for the package's tree, on the same disk as the app; is removed.
 */
export async function packDeb(unpacked, file, work) {
  rmSync(work, { recursive: true, force: true });
  const installed = join(work, 'opt', executableName);
  mkdirSync(join(work, 'opt'), { recursive: true });
  await mustRun('The app could not be copied.', [], 'cp', ['--archive', '--link', unpacked, installed]);
  // Chromium's sandbox for systems without unprivileged namespaces: it must be owned by root and setuid.
  const sandbox = join(installed, 'chrome-sandbox');
  rmSync(sandbox);
  copyFileSync(join(unpacked, 'chrome-sandbox'), sandbox);
  chmodSync(sandbox, 0o4755);

  const share = join(work, 'usr', 'share');
  writeDesktopFiles(share);
  const bin = join(work, 'usr', 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(`../../opt/${executableName}/${executableName}`, join(bin, executableName));
  const documents = join(share, 'doc', executableName);
  mkdirSync(documents, { recursive: true });
  copyFileSync(join(unpacked, 'LICENSE.txt'), join(documents, 'copyright'));

  mkdirSync(join(work, 'DEBIAN'));
  const installedKiB = Math.round(folderBytes(unpacked) / 1024);
  writeFileSync(join(work, 'DEBIAN', 'control'), debControl(process.arch, installedKiB));
  await mustRun('The package could not be prepared.', [], 'chmod', ['--recursive', 'go-w', work]);
  await mustRun('dpkg-deb could not make the package.', [], 'dpkg-deb', [
    '--root-owner-group',
    // Every release of Debian reads xz; the highest levels take minutes to save one percent.
    '-Zxz',
    '-z3',
    '--build',
    work,
    file,
  ]);
  rmSync(work, { recursive: true });
}

/**
 * @param {NodeJS.Architecture} architecture
 * @param {number} installedKiB
 * @returns {string} the package's control file (Debian Policy, chapter 5).
 */
export function debControl(architecture, installedKiB) {
  const depends = electronPackages.map((names) => names.join(' | ')).join(', ');
  return `Package: ${executableName}
Version: ${about.version}
Architecture: ${architectures[architecture] ?? architecture}
Maintainer: ${maintainers} <maintainers@topo2vec.invalid>
Installed-Size: ${installedKiB}
Depends: ${depends}, xdg-utils
Section: science
Priority: optional
Description: ${about.productName}
 ${about.description}
`;
}
