import { UserError } from '../../../shared/errors';
import { crsByCode, type Crs } from './crs';
import { crsFromWkt } from './crsFromWkt';

/**
 * The CRS that a person or a file states: an EPSG code (`EPSG:2056`, `2056`, as a URN or an address of OGC), or well-known
 * text. Coordinates count east and north, whatever the order of its axes.
 * @throws UserError `crs-unknown` saying why it is not understood and what to state
 */
export function crsFromText(text: string): Crs {
  const stated = text.trim();
  if (/^(\w+)\s*\[/.test(stated)) return crsFromWkt(stated);
  if (/\bCRS84$/i.test(stated)) return crsByCode('EPSG:4326');
  const code = /(?:^|EPSG[:/]+(?:[\d.]*[:/])?)(\d{1,7})$/i.exec(stated)?.[1];
  if (code !== undefined) return crsByCode(code);
  throw new UserError(
    'crs-unknown',
    `The coordinate system "${stated.slice(0, 80)}" is not known: state an EPSG code such as EPSG:2056.`,
  );
}
