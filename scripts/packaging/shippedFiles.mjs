import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { mustRun } from '../setup/childProcesses.mjs';
import { repoRoot } from '../setup/paths.mjs';
import { SetupError } from '../setup/setupError.mjs';
import { bundledPackagesFile, packageFolder } from './bundledPackages.mjs';

/** Entries of the window: the page's process and its services. The command-line programs are not packaged. */
const entries = ['index.js', 'engine.js', 'compute.js', 'grid.js'];

/**
 * What the packaged app consists of, apart from the runtimes' libraries.
 *
 * @typedef {object} ShippedFiles
 * @property {string[]} files - from the checkout's folder, with slashes.
 * @property {string[]} packages - folders of the npm packages that are in these files, whole or in part.
 */

/**
 * Finds the files that run: the chunks that the window's entries reach, the page, and of the native modules and their
 * dependencies just the files that loading them reads.
 *
 * @returns {Promise<ShippedFiles>}
 * @throws {SetupError} when the native modules do not load.
 */
export async function shippedFiles() {
  const main = join(repoRoot, 'out', 'main');
  const chunks = reachable(entries, (chunk) => readFileSync(join(main, chunk), 'utf8'));
  const page = filesBelow(join(repoRoot, 'out', 'renderer'));
  const native = await nativeFiles();
  const files = [
    ...chunks.map((chunk) => `out/main/${chunk}`),
    'out/preload/index.js',
    ...page.filter((file) => !file.endsWith('.map') && !file.endsWith('/packages.json')),
    ...native,
    ...new Set(native.flatMap(manifests)),
  ];
  return {
    files: files.sort(),
    packages: [
      ...new Set([
        ...bundledInto(main, chunks),
        ...bundledInto(join(repoRoot, 'out', 'preload')),
        ...bundledInto(join(repoRoot, 'out', 'renderer')),
        ...native.map(packageFolder).filter((folder) => folder !== undefined),
      ]),
    ].sort(),
  };
}

/**
 * @param {string[]} starts - files of a build, from its folder.
 * @param {(file: string) => string} read - gives a file's CommonJS source.
 * @returns {string[]} these and all that they require by relative paths, directly or not.
 */
export function reachable(starts, read) {
  const found = new Set(starts);
  for (const file of found) {
    for (const [, path = ''] of read(file).matchAll(/\brequire\(["'](\.[^"']+)["']\)/g)) {
      found.add(join(dirname(file), path).replaceAll('\\', '/'));
    }
  }
  return [...found];
}

/** @returns {Promise<string[]>} files of `node_modules` that are loaded with the app's dependencies. */
async function nativeFiles() {
  const { dependencies } = JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8'));
  const output = await mustRun(
    'The native modules do not load.',
    [],
    process.execPath,
    [
      // The packages' folders may be links into the cache; their paths in the app matter.
      '--preserve-symlinks',
      join(import.meta.dirname, 'loadedFiles.cjs'),
      repoRoot,
      ...Object.keys(dependencies),
    ],
    { limitS: 120 },
  );
  const list = /^loaded (\[.*\])$/m.exec(output)?.[1];
  if (list === undefined) throw new SetupError('The native modules do not load.', [], output);
  /** @type {string[]} */
  const paths = JSON.parse(list);
  return paths.map(fromRoot);
}

/**
 * @param {string} file - of `node_modules`.
 * @returns {string[]} the manifests by which the file is found: of its package, and of folders inside it.
 */
function manifests(file) {
  const found = [];
  for (let folder = dirname(file); folder.includes('/'); folder = dirname(folder)) {
    const manifest = `${folder}/package.json`;
    if (existsSync(join(repoRoot, manifest))) found.push(manifest);
  }
  return found;
}

/**
 * @param {string} folder - of a part of the build.
 * @param {string[]} [chunks] - all of the part's where left out.
 * @returns {string[]} folders of the packages in these chunks.
 */
function bundledInto(folder, chunks) {
  /** @type {Record<string, string[]>} */
  const packages = JSON.parse(readFileSync(bundledPackagesFile(folder), 'utf8'));
  return (chunks ?? Object.keys(packages)).flatMap((chunk) => packages[chunk] ?? []);
}

/** @param {string} folder */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => fromRoot(join(entry.parentPath, entry.name)));
}

/** @param {string} path */
function fromRoot(path) {
  return relative(repoRoot, path).split(sep).join('/');
}
