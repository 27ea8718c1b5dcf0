import type { FoundCrs } from '../../../shared/contract/dtms';
import type { UserErrorCode } from '../../../shared/errors';

/** Errors of files whose coordinate system is to be stated. */
export const wantsCrs = (code: UserErrorCode | null | undefined): boolean =>
  code === 'crs-missing' || code === 'crs-unknown' || code === 'crs-misfit';

/** A coordinate system that was stated, and the text that says it to an import: its code, or what was pasted. */
export interface StatedCrs {
  readonly crs: FoundCrs;
  readonly text: string;
}

/**
 * Whether a text states a coordinate system by itself: by a `code` (`2056`, `EPSG:2056`, `ESRI:54009`), or as a `whole`
 * (well-known text, PROJ text, an address of OGC, the lines of a .prj); null for words to look for.
 */
export function statesCrs(text: string): 'code' | 'whole' | null {
  if (/^(?:[a-z]+:+)?\d{3,7}$/i.test(text)) return 'code';
  return /[[\n]|^\+|\+(?:proj|init)=|^urn:|^https?:/i.test(text) ? 'whole' : null;
}
