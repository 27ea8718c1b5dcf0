import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeModules, repoRoot } from '../setup/paths.mjs';
import { readRuntimes } from '../setup/runtimes.mjs';
import { SetupError } from '../setup/setupError.mjs';
import { executableName, maintainers } from './about.mjs';
import { addTensorflow } from './addTensorflow.mjs';
import { fuseFile, fusesFor } from './fuses.mjs';
import { iconFile } from './icon.mjs';
import { licencesFile } from './licencesPage.mjs';
import { projectFile } from './projectFile.mjs';

/**
 * @param {{ app: string, output: string }} folders - the app's folder and where packages go.
 * @returns {import('electron-builder').Configuration} for the current platform, with the Electron that the set-up
 * provided, whatever its source.
 * @throws {SetupError} before the set-up.
 */
export function builderConfig({ app, output }) {
  const { electron } = readRuntimes();
  if (electron === undefined) throw new SetupError('Electron is not set up yet.', ['Run: npm start']);
  const electronDist =
    electron.source === 'official' ? join(nodeModules, 'electron', 'dist') : dirname(electron.path);
  return {
    appId: 'topo2vec.workbench',
    copyright: `Copyright © 2026 ${maintainers}`,
    directories: { output },
    electronDist,
    electronVersion: electron.version,
    electronLanguages: ['en-US'],
    electronFuses: fusesFor(readFileSync(fuseFile(electron.path))),
    files: ['**/*', { from: join(app, 'node_modules'), to: 'node_modules' }],
    asarUnpack: ['**/*.node'],
    extraResources: [{ from: join(repoRoot, 'resources'), to: 'resources' }],
    extraFiles: [
      { from: join(repoRoot, 'LICENSE'), to: 'LICENSE.txt' },
      { from: join(repoRoot, licencesFile), to: 'THIRD-PARTY-LICENCES.html' },
    ],
    afterPack: addTensorflow,
    // The native modules are the set-up's.
    npmRebuild: false,
    icon: iconFile,
    fileAssociations: [{ ...projectFile, role: 'Editor' }],
    // The program does not look for updates; see CONTRIBUTING.md, "Release".
    publish: null,
    artifactName: `${executableName}-\${version}-\${os}-\${arch}.\${ext}`,
    linux: { executableName },
    win: { target: ['nsis'] },
    nsis: { oneClick: false, allowToChangeInstallationDirectory: true },
    mac: { target: ['dmg', 'zip'], category: 'public.app-category.education' },
  };
}
