import type { FoundCrs } from '../../../shared/contract/dtms';
import { isUnderstood, readTable, unitOf, type Crs } from './crs';

/**
 * Coordinate systems whose code or name holds every one of some words, capitals or not: those whose code it is first, then by
 * how short their names are.
 * @param most how many at most; default 50
 */
export function searchCrs(words: string, most = 50): FoundCrs[] {
  const wanted = words
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return [];
  const found = [...readTable().byCode.values()].filter(({ code, name }) => {
    const text = `${code} ${name}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const rank = (code: string): number => (wanted.some((word) => code.replace(/^\w+:/, '') === word) ? 0 : 1);
  return found
    .sort(
      (a, b) => rank(a.code) - rank(b.code) || a.name.length - b.name.length || (a.name < b.name ? -1 : 1),
    )
    .filter(isUnderstood)
    .slice(0, most)
    .map(foundCrs);
}

/** What is shown of a CRS that was looked for. */
export const foundCrs = (crs: Crs): FoundCrs => ({
  code: crs.code,
  name: crs.name,
  unit: unitOf(crs),
  accuracyM: crs.accuracyM,
});
