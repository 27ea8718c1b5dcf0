import type { Crs } from '../geo/crs';
import { crsFromText } from '../geo/crsFromText';
import { readAuxXml } from './sidecars/auxXml';
import { readPrj } from './sidecars/prj';

/**
 * The CRS that the .aux.xml beside a file states, or else its .prj, in the form that `chooseCrs` takes: null when neither does.
 * @returns a function that throws UserError `crs-unknown` when the CRS is not understood
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
