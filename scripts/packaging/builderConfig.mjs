import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeModules, repoRoot } from '../setup/paths.mjs';
import { executableName, maintainers } from './about.mjs';
import { addTensorflow } from './addTensorflow.mjs';
import { fuseFile, fusesFor } from './fuses.mjs';
import { iconFile, windowsIconFile } from './icon.mjs';
import { licencesFile } from './licencesPage.mjs';
import { projectFile } from './projectFile.mjs';

/**
 * @param {{ app: string, output: string }} folders - the app's folder and where packages go.
 * @param {{ version: string, path: string, source?: 'official' | 'pypi' }} electron - that is packed, whatever its source.
 * @returns {import('electron-builder').Configuration}
 */
export function builderConfig({ app, output }, electron) {
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
    files: ['**/*', '!icon.ico', { from: join(app, 'node_modules'), to: 'node_modules' }],
    asarUnpack: ['**/*.node'],
    extraResources: [{ from: join(repoRoot, 'resources'), to: 'resources' }],
    extraFiles: [
      { from: join(repoRoot, 'LICENSE'), to: 'LICENSE.txt' },
      // From the checkout: electron-builder leaves out of the app what it copies beside it.
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
    win: { target: ['nsis'], icon: windowsIconFile(app) },
    nsis: { oneClick: false, allowToChangeInstallationDirectory: true },
    mac: { target: ['dmg', 'zip'], category: 'public.app-category.education' },
  };
}
