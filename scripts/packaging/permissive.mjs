/** Licences (SPDX identifiers) under which third-party work may ship with the program: none requires the program's source. */
const permissive = new Set([
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
]);

/**
 * @param {string} expression - SPDX licence expression, e.g. `(MIT OR WTFPL)` (SPDX specification, annex D).
 * @returns {boolean} whether permissive licences alone fulfil it; an expression that cannot be read does not.
 */
export function isPermissive(expression) {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let next = 0;
  // AND binds tighter than OR.
  const any = () => {
    let fulfilled = all();
    while (tokens[next] === 'OR') {
      next += 1;
      fulfilled = all() || fulfilled;
    }
    return fulfilled;
  };
  const all = () => {
    let fulfilled = one();
    while (tokens[next] === 'AND') {
      next += 1;
      fulfilled = one() && fulfilled;
    }
    return fulfilled;
  };
  /** @returns {boolean} */
  const one = () => {
    const token = tokens[next++];
    if (token !== '(') return token !== undefined && permissive.has(token);
    const fulfilled = any();
    return tokens[next++] === ')' && fulfilled;
  };
  const fulfilled = any();
  return next === tokens.length && fulfilled;
}
