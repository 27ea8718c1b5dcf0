import { UserError } from '../../../shared/errors';
import type { LabelFileChoice } from '../../../shared/labels/labelFiles';
import { crsFromText } from '../../terrain/geo/crsFromText';
import type { KnownCrs } from './labelReaderContract';

/** The most CRSs that the layers of one file are of. */
const CRSS_MAX = 20;

/**
 * Does work on a file, and does it again with each CRS that is found to be needed.
 * @param work gives a value, or the text of a CRS that it needs first; null where the file states none
 * @throws UserError `crs-missing` or `crs-unknown` saying what to state
 */
export async function withKnownCrss<T>(
  name: string,
  choice: LabelFileChoice,
  work: (crss: KnownCrs[]) => Promise<{ readonly value: T } | { readonly needs: string | null }>,
): Promise<T> {
  const crss: KnownCrs[] = [];
  if (choice.crs !== undefined) crss.push({ ...crsFromText(choice.crs), text: null });
  for (let count = 0; count <= CRSS_MAX; count++) {
    const done = await work(crss);
    if ('value' in done) return done.value;
    const { needs } = done;
    if (needs === null) {
      throw new UserError(
        'crs-missing',
        `${name} does not say in which coordinate system its places are. State it, such as EPSG:4326 for degrees of longitude and latitude.`,
      );
    }
    crss.push({ ...understood(name, needs), text: needs });
  }
  throw new UserError('crs-unknown', `${name} is of too many coordinate systems. Choose one layer.`);
}

function understood(name: string, text: string): ReturnType<typeof crsFromText> {
  try {
    return crsFromText(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError('crs-unknown', `${name} cannot be placed. ${error.message}`, { cause: error });
  }
}
