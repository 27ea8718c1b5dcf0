import { UserError } from '../../../shared/errors';
import type { Crs } from '../geo/crs';
import { crsFromText } from '../geo/crsFromText';
import type { FileSource } from '../../platform/fileSource';

/**
 * The CRS of a file: the one that the user states, whatever the file says, or else its own.
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
    'does not state its coordinate system. State it when you import the file, for example EPSG:2056.',
  );
}
