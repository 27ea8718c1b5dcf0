import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repoRoot } from '../setup/paths.mjs';
import { about, executableName, maintainers } from './about.mjs';
import { shippedFiles } from './shippedFiles.mjs';
import { licencesFile, writeLicences } from './licencesPage.mjs';

/**
 * Assembles the content of the app's archive: files that run, and the page of licences.
 *
 * @param {string} folder - is recreated.
 * @throws {import('../setup/setupError.mjs').SetupError} when something may not ship.
 */
export async function fillAppFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
  const { files, packages } = await shippedFiles();
  writeLicences(packages);
  for (const file of [...files, licencesFile]) {
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
