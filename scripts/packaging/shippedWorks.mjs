import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { nodeModules, repoRoot } from '../setup/paths.mjs';
import { packageLicence, standardText, textsIn } from './thirdParty.mjs';

const tensorflowFolder = join(nodeModules, '@tensorflow', 'tfjs-node-gpu', 'deps');

/**
 * All third-party works in the packaged app.
 *
 * @param {string[]} packages - folders of npm packages, from the checkout's.
 * @param {import('../setup/runtimes.mjs').Runtimes} runtimes - that ship.
 * @returns {import('./thirdParty.mjs').ThirdParty[]} by name.
 * @throws {import('../setup/setupError.mjs').SetupError} when one may not ship.
 */
export function shippedWorks(packages, runtimes) {
  const works = [
    ...packages.map((folder) => packageLicence(folder)),
    {
      name: 'TensorFlow',
      version: runtimes.tensorflow?.version ?? '',
      licence: 'Apache-2.0',
      text:
        textsIn(join(tensorflowFolder, 'include')) ||
        textsIn(tensorflowFolder) ||
        (standardText('Apache-2.0', '') ?? ''),
    },
    {
      name: 'Electron',
      version: runtimes.electron?.version ?? '',
      licence: 'MIT',
      text:
        'The texts of Electron and of Chromium lie beside the program: LICENSE.electron.txt and ' +
        'LICENSES.chromium.html.',
    },
    {
      name: 'SQLite',
      version: runtimes.sqlite3?.sqlite ?? '',
      licence: 'public domain',
      text:
        'The authors of SQLite disclaim copyright to its source code. It is compiled from the copy in the npm ' +
        'package better-sqlite3 (MIT).',
    },
    {
      name: 'Inter',
      version: '4.001',
      licence: 'OFL-1.1',
      text: textsIn(join(repoRoot, 'resources', 'fonts')),
    },
    {
      name: 'Sample project',
      version: '',
      licence: 'public domain (elevations), ODbL-1.0 (labels)',
      text: readFileSync(join(repoRoot, 'resources', 'sample', 'SOURCES.md'), 'utf8').trim(),
    },
    {
      name: 'EPSG Dataset, from PROJ',
      version: '',
      licence: 'terms of use of the EPSG Dataset',
      text: 'Coordinate systems are those of the EPSG Dataset, as in PROJ (MIT). Its terms of use are at epsg.org.',
    },
  ];
  return works.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}
