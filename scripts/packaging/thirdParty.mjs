import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../setup/paths.mjs';
import { SetupError } from '../setup/setupError.mjs';
import { isPermissive } from './permissive.mjs';

/**
 * A third-party work that ships.
 *
 * @typedef {object} ThirdParty
 * @property {string} name
 * @property {string} version
 * @property {string} licence - SPDX expression, or a description in its place.
 * @property {string} text - the licence's text with the copyright notices.
 */

/** Names of files with a licence or notices. */
const licenceFile = /^(licen[cs]e|copying|notice|copyright)/i;

/**
 * @param {string} folder - of an npm package, from the checkout's.
 * @param {string} [root] - the checkout's folder.
 * @returns {ThirdParty}
 * @throws {SetupError} when its licence is not permissive, or its text is not known.
 */
export function packageLicence(folder, root = repoRoot) {
  const path = join(root, folder);
  /** @type {{ name: string, version: string, license?: unknown, author?: string | { name: string } }} */
  const { name, version, license, author } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const licence = typeof license === 'string' ? license : 'none stated';
  if (!isPermissive(licence)) {
    throw new SetupError(`${name} ${version} may not ship with the program: its licence is ${licence}.`, [
      'Remove the package, or find another one for the same purpose.',
      'If its terms are permissive, add the licence to scripts/packaging/permissive.mjs.',
    ]);
  }
  const own = textsIn(path);
  if (own !== '') return { name, version, licence, text: own };
  const holder = typeof author === 'object' ? author.name : (author ?? `The authors of ${name}`);
  const text = licence.split(' AND ').map((id) => standardText(id, holder));
  if (text.includes(undefined)) {
    throw new SetupError(`${name} ${version} contains no text of its licence, ${licence}.`, [
      'Add the standard text to scripts/packaging/licences.',
    ]);
  }
  return { name, version, licence, text: text.join('\n\n') };
}

/**
 * @param {string} folder
 * @returns {string} texts of the licence files in it; empty when there is none.
 */
export function textsIn(folder) {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && licenceFile.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim())
    .join('\n\n');
}

/**
 * @param {string} id - SPDX identifier.
 * @param {string} holder - of the copyright.
 * @returns {string | undefined} the licence's standard text; undefined when it is not here.
 */
export function standardText(id, holder) {
  const file = join(import.meta.dirname, 'licences', `${id}.txt`);
  if (!existsSync(file)) return undefined;
  return readFileSync(file, 'utf8').trim().replace('<copyright holders>', holder);
}
