import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { here, repoRoot } from '../setup/paths.mjs';
import { about, executableName, maintainers } from './about.mjs';
import { shippedElsewhere } from './elsewhere.mjs';
import { shippedFiles } from './shippedFiles.mjs';
import { writeLicences } from './licencesPage.mjs';

/**
 * Assembles the content of the app's archive: files that run, and the page of licences.
 *
 * @param {string} folder - is recreated.
 * @param {string} platform - and processor that it is for, e.g. `win32-x64`.
 * @throws {import('../setup/setupError.mjs').SetupError} when something may not ship.
 */
export async function fillAppFolder(folder, platform) {
  rmSync(folder, { recursive: true, force: true });
  const shipped = await shippedFiles();
  const { files, packages } = platform === here ? shipped : await shippedElsewhere(shipped, platform);
  writeLicences(packages, folder);
  for (const file of files) {
    const place = join(folder, file);
    mkdirSync(dirname(place), { recursive: true });
    copyFileSync(join(repoRoot, file), place);
  }
  const { name, productName, version, description, license } = about;
  const manifest = {
    name,
    productName,
    version,
    description,
    license,
    author: maintainers,
    main: 'out/main/index.js',
    desktopName: `${executableName}.desktop`,
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
