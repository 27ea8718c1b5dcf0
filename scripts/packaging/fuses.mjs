import { readFileSync } from 'node:fs';
import { SetupError } from '../setup/setupError.mjs';

/**
 * Whether each fuse is on in what ships, by electron-builder's names (electronjs.org, Electron fuses): the app is no
 * Node that other programs could use, takes no code but its archive's, and cannot be inspected.
 *
 * @type {Readonly<Record<string, boolean>>}
 */
export const fuses = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  // Electron looks at it on Windows and macOS alone.
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
};

/** In the order of the wire, which newer versions of Electron continue. */
const names = Object.keys(fuses);

/** What stands before the wire in Electron's executable. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/**
 * Checks that an executable has every fuse as {@link fuses} says.
 *
 * @param {string} executable - with Electron in it; on macOS its framework.
 * @throws {SetupError} naming those that are otherwise.
 */
export function checkFuses(executable) {
  const found = readFuses(readFileSync(executable));
  const wrong = names.filter((name) => found[name] !== fuses[name]);
  if (wrong.length > 0) {
    throw new SetupError(`${executable} has other fuses than it should: ${wrong.join(', ')}.`);
  }
}

/**
 * @param {Buffer} content - of an executable.
 * @returns {Record<string, boolean | undefined>} whether each fuse is on; undefined for those that its version of Electron
 * has not, or no longer.
 * @throws {SetupError} when it is no Electron, or its fuses have another form.
 */
export function readFuses(content) {
  const start = content.indexOf(sentinel) + sentinel.length;
  const [version, length = 0] = content.subarray(start, start + 2);
  if (start < sentinel.length || version !== 1)
    throw new SetupError('There are no known fuses in the executable.');
  const wire = content.subarray(start + 2, start + 2 + length).toString('latin1');
  return Object.fromEntries(names.map((name, index) => [name, { 0: false, 1: true }[wire.charAt(index)]]));
}
