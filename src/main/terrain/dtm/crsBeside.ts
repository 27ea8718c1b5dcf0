import { crsFromWkt } from '../geo/crsFromWkt';
import { readPrj } from './asc/prj';
import type { Crs } from './dtm';

/**
 * The CRS that the .prj beside a file states, as `chooseCrs` asks for it: null when there is none.
 * @returns what throws UserError `crs-unknown` when the .prj is not understood
 */
export async function crsBeside(path: string): Promise<() => Crs | null> {
  const prj = await readPrj(path);
  return () => (prj === null ? null : crsFromWkt(prj));
}
