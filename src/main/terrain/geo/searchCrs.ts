import type { FoundCrs } from '../../../shared/contract/dtms';
import { readTable, unitOf, type Crs, type TableEntry } from './crs';

/** Names of the most used systems. */
const WORLDWIDE = /^WGS 84\b/;

/**
 * Coordinate systems whose code, name or area contains all the words, ignoring case: those with that code first, then
 * those with all words in the name, those on the world's datum before others, then by how short their names are.
 * @param most maximum number of results; default 50
 */
export function searchCrs(words: string, most = 50): FoundCrs[] {
  const wanted = plain(words)
    .split(/[\s,/]+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return [];
  const has = (text: string): boolean => wanted.every((word) => text.includes(word));
  const rank = ({ code, name }: Crs): number => {
    if (wanted.some((word) => code.toLowerCase() === word || code.slice(5) === word)) return 0;
    if (!has(plain(name))) return 3;
    return WORLDWIDE.test(name) ? 1 : 2;
  };
  return [...readTable().byCode.values()]
    .filter(({ lack, code, name, area }) => lack === null && has(plain(`${code} ${name} ${area}`)))
    .map((entry) => ({ entry, rank: rank(entry) }))
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        a.entry.name.length - b.entry.name.length ||
        (a.entry.name < b.entry.name ? -1 : 1),
    )
    .slice(0, most)
    .map(({ entry }) => foundCrs(entry));
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What is shown of a CRS that was found. */
export const foundCrs = (crs: Crs | TableEntry): FoundCrs => ({
  code: crs.code,
  name: crs.name,
  unit: unitOf(crs),
  accuracyM: crs.accuracyM,
  area: 'area' in crs ? crs.area : '',
});
