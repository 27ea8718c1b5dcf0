import type { Crs } from '../geo/crs';
import { crsFromText } from '../geo/crsFromText';
import { readAuxXml } from './sidecars/auxXml';
import { readPrj } from './sidecars/prj';

/**
 * The CRS that what lies beside a file states, its .aux.xml or else its .prj, as `chooseCrs` asks for it: null when none does.
 * @returns what throws UserError `crs-unknown` when that is not understood
 */
export async function crsBeside(path: string): Promise<() => Crs | null> {
  const text = (await readAuxXml(path))?.srs ?? (await readPrj(path));
  return () => crsIn(text);
}

/**
 * The CRS that a text states; null where it is empty.
 * @throws UserError `crs-unknown`
 */
export function crsIn(text: string | null): Crs | null {
  return text === null || text.trim() === '' ? null : crsFromText(text);
}
