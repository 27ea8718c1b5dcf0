import { UserError } from '../../../shared/errors';
import type { Crs } from '../geo/crs';
import { crsFromText } from '../geo/crsFromText';
import type { FileSource } from './fileSource';

/**
 * The CRS of a file: its own, or the one its user states where the file has none that is understood.
 * @param own gives the file's CRS, null when it has none
 * @throws UserError `crs-missing` or `crs-unknown`
 */
export function chooseCrs(file: FileSource, own: () => Crs | null, stated: string | undefined): Crs {
  try {
    const crs = own();
    if (crs !== null) return crs;
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'crs-unknown')) throw error;
    if (stated === undefined) throw file.error('crs-unknown', `cannot be placed. ${error.message}`, error);
  }
  if (stated !== undefined) return crsFromText(stated);
  throw file.error(
    'crs-missing',
    'does not say in which coordinate system it is. State its EPSG code when you import it, such as EPSG:2056.',
  );
}
