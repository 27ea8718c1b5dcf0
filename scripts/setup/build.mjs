import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeLicences } from '../packaging/licencesPage.mjs';
import { shippedFiles } from '../packaging/shippedFiles.mjs';
import { mustRun } from './childProcesses.mjs';
import { nodeModules, repoRoot } from './paths.mjs';

const stamp = join(repoRoot, 'out', '.sources');
const folders = [
  'src',
  join('test', 'bench'),
  join('test', 'endure'),
  join('test', 'kernels'),
  join('docs', 'guide'),
  join('scripts', 'packaging'),
];
const configuration = [
  join('scripts', 'guide.mjs'),
  'electron.vite.config.ts',
  'svelte.config.mjs',
  'tsconfig.base.json',
  'package.json',
  'package-lock.json',
];

/** Builds the app into `out` when its sources changed. @type {import('./setUp.mjs').Step} */
export const build = {
  title: 'Build',
  isDone: () => existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesDigest(repoRoot),
  async run(progress) {
    progress.say('electron-vite build');
    // Taken first, so that a source that changes during the build is noticed the next time.
    const digest = sourcesDigest(repoRoot);
    rmSync(stamp, { force: true });
    const electronVite = join(nodeModules, 'electron-vite', 'bin', 'electron-vite.js');
    await mustRun('The app could not be built.', [], process.execPath, [electronVite, 'build'], {
      cwd: repoRoot,
    });
    progress.say('collecting licences');
    writeLicences((await shippedFiles()).packages);
    writeFileSync(stamp, digest);
    return 'done';
  },
};

/**
 * @param {string} root - of a checkout.
 * @returns {string} SHA-256 over the names and contents of all that the build reads.
 */
export function sourcesDigest(root) {
  const sources = folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of [...configuration.map((name) => join(root, name)), ...sources]) {
    if (!existsSync(file)) continue;
    const content = readFileSync(file);
    hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
