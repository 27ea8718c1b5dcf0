import { createRequire } from 'node:module';

/** Licences (SPDX identifiers) under which third-party work may ship with the program: none requires the program's source. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/**
 * @param {string} expression - SPDX licence expression, e.g. `(MIT OR WTFPL)` (SPDX specification, annex D).
 * @returns {boolean} whether permissive licences alone fulfil it; an expression that cannot be read does not.
 */
export function isPermissive(expression) {
  // Not imported above: the set-up loads this file before any package is installed.
  /** @type {import('spdx-satisfies')} */
  const satisfies = createRequire(import.meta.url)('spdx-satisfies');
  try {
    return satisfies(expression, permissive);
  } catch {
    return false;
  }
}
