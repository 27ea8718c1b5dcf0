import { UserError } from '../../../shared/errors';
import type { Crs } from '../geo/crs';
import { crsFromText } from '../geo/crsFromText';
import type { FileSource } from '../../platform/fileSource';

/**
 * The CRS of a file: the one that is stated for it, whatever it says itself, or else its own.
 * @param own gives the file's CRS, null when it has none
 * @throws UserError `crs-missing` or `crs-unknown`
 */
export function chooseCrs(file: FileSource, own: () => Crs | null, stated: string | undefined): Crs {
  if (stated !== undefined) return crsFromText(stated);
  try {
    const crs = own();
    if (crs !== null) return crs;
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'crs-unknown')) throw error;
    throw file.error('crs-unknown', `cannot be placed. ${error.message}`, error);
  }
  throw file.error(
    'crs-missing',
    'does not say in which coordinate system it is. State it when you import it, such as EPSG:2056.',
  );
}
