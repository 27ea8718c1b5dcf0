import { ellipsoidOfProj, type Ellipsoid } from './geodesy';

/** Parameters of a PROJ text, by name; a flag has the value "". */
export function tokensOf(text: string): Map<string, string> {
  const tokens = new Map<string, string>();
  for (const token of text.trim().split(/\s+/)) {
    const [, name, value = ''] = /^\+?([A-Za-z]\w*)(?:=(\S*))?$/.exec(token) ?? [];
    // As in PROJ, the first one is used.
    if (name !== undefined && !tokens.has(name)) tokens.set(name, value);
  }
  return tokens;
}

/** The ellipsoid that a PROJ text states; null if it states none, or an unknown one. */
export function ellipsoidOf(tokens: ReadonlyMap<string, string>): Ellipsoid | null {
  const number = (name: string): number => {
    const text = tokens.get(name);
    return text === undefined || text === '' ? NaN : Number(text);
  };
  const [radius, a, b] = [number('R'), number('a'), number('b')];
  if (tokens.get('datum') === 'WGS84') return ellipsoidOfProj('WGS84') ?? null;
  if (radius > 0) return { aM: radius, rf: 0 };
  if (a > 0) {
    if (b > 0) return { aM: a, rf: a === b ? 0 : a / (a - b) };
    const rf = tokens.has('f') ? 1 / number('f') : number('rf');
    return rf > 1 ? { aM: a, rf } : null;
  }
  return ellipsoidOfProj(tokens.get('ellps') ?? '') ?? null;
}
