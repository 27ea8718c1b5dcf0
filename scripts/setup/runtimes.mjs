import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { notesFolder } from './paths.mjs';

/**
 * The installed runtimes, read by `topo2vec doctor`.
 *
 * @typedef {object} Runtimes
 * @property {{ version: string }} [node] - of the process that did the set-up.
 * @property {{ version: string, sqlite: string }} [sqlite3] - of the driver's package, and of the SQLite compiled into it.
 * @property {TensorFlowRuntime} [tensorflow]
 * @property {{ version: string, source: 'official' | 'pypi', path: string, wanted: string }} [electron] - version of the
 * executable at `path`; `wanted` is what package.json names.
 * @property {{ version: string, path: string }} [node24] - a second Node, for tests.
 *
 * @typedef {object} TensorFlowRuntime
 * @property {string} version - of the TensorFlow library, e.g. `2.21.0`.
 * @property {'cpu' | 'gpu'} variant - what the library can use.
 * @property {'official' | 'pypi'} source - the binding's own download, or the wheel of the Python package.
 * @property {string} path - folder in the cache with `deps` and `lib`.
 * @property {'cpu' | 'gpu'} wanted - what this machine asked for when it was chosen.
 * @property {string} binding - version of the npm package whose binding was built.
 */

const file = join(notesFolder, 'runtimes.json');

/** @returns {Runtimes} the noted runtimes; empty before the first set-up. */
export function readRuntimes() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // Unreadable notes count as none: the steps check again and rewrite them.
    if (error instanceof SyntaxError || /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT')
      return {};
    throw error;
  }
}

/**
 * Notes a runtime that was installed and checked.
 *
 * @param {Runtimes} runtimes - replaces the entries of the same names.
 */
export function noteRuntimes(runtimes) {
  mkdirSync(notesFolder, { recursive: true });
  const beside = `${file}.${process.pid}`;
  const all = { ...readRuntimes(), node: { version: process.versions.node }, ...runtimes };
  writeFileSync(beside, `${JSON.stringify(all, null, 2)}\n`);
  renameSync(beside, file);
}
