import { crsByCode } from '../geo/crs';
import { crsFromWkt } from '../geo/crsFromWkt';
import type { Crs } from './dtm';
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
 * The CRS of a text: EPSG's code, or well-known text. Null where there is none.
 * @throws UserError `crs-unknown`
 */
export function crsIn(text: string | null): Crs | null {
  if (text === null || text.trim() === '') return null;
  return /^EPSG:\d+$/i.test(text.trim()) ? crsByCode(text) : crsFromWkt(text);
}
