import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from '../setup/setupError.mjs';

/**
 * Whether each fuse is on in what ships, by electron-builder's names (electronjs.org, Electron fuses): the app cannot
 * be used as a Node by other programs, loads code only from its archive, and cannot be inspected.
 *
 * @type {Readonly<Record<string, boolean>>}
 */
const fuses = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  // Electron checks it only on Windows and macOS.
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  // Pages have a custom scheme, so file: needs no privileges. Electron before 29 has no such fuse.
  grantFileProtocolExtraPrivileges: false,
};

/** In the order of the wire, which newer versions of Electron continue. */
const names = Object.keys(fuses);

/** Number of fuses in the oldest supported Electron. */
const leastLength = names.indexOf('grantFileProtocolExtraPrivileges');

/** Marker before the wire in Electron's executable. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/**
 * Of {@link fuses}, those that an Electron has: electron-builder refuses to set others.
 *
 * @param {Buffer} content - of the file with its fuses.
 * @returns {Record<string, boolean>}
 * @throws {SetupError} when it is not Electron.
 */
export function fusesFor(content) {
  const found = readFuses(content);
  return Object.fromEntries(Object.entries(fuses).filter(([name]) => name in found));
}

/**
 * @param {string} executable - Electron's.
 * @returns {string} the file with its fuses; on macOS they are in its framework.
 */
export function fuseFile(executable) {
  if (!executable.includes('.app/')) return executable;
  const framework = 'Electron Framework';
  return join(dirname(executable), '..', 'Frameworks', `${framework}.framework`, framework);
}

/**
 * Checks that an executable has every fuse as {@link fuses} says, as far as its version of Electron has them.
 *
 * @param {string} executable - with Electron in it; on macOS its framework.
 * @throws {SetupError} naming those that differ.
 */
export function checkFuses(executable) {
  const found = readFuses(readFileSync(executable));
  const wrong = names.filter((name, index) =>
    index < leastLength || name in found ? found[name] !== fuses[name] : false,
  );
  if (wrong.length > 0) {
    throw new SetupError(`${executable} has wrong fuses: ${wrong.join(', ')}.`);
  }
}

/**
 * @param {Buffer} content - of an executable.
 * @returns {Record<string, boolean | undefined>} whether each fuse that its version of Electron has is on; undefined for
 * those that it no longer has.
 * @throws {SetupError} when it is not Electron, or its fuses have an unknown format.
 */
export function readFuses(content) {
  const start = content.indexOf(sentinel) + sentinel.length;
  const [version, length = 0] = content.subarray(start, start + 2);
  if (start < sentinel.length || version !== 1)
    throw new SetupError('The executable has no fuses of a known format.');
  const wire = content.subarray(start + 2, start + 2 + length).toString('latin1');
  return Object.fromEntries(
    names.slice(0, length).map((name, index) => [name, { 0: false, 1: true }[wire.charAt(index)]]),
  );
}
