import { UserError } from '../../../shared/errors';
import { arcInfoPrj, isArcInfoPrj } from './arcInfoPrj';
import { crsByCode, type Crs } from './crs';
import { crsFromProj } from './crsFromProj';
import { crsFromWkt } from './crsFromWkt';

/** Longer texts are not coordinate systems. */
const MAX_LENGTH = 65_536;

/**
 * The CRS that a person or a file states: a code (`EPSG:2056`, `2056`, `ESRI:54009`, as a URN or an address of OGC), well-known
 * text of OGC, ESRI or ISO, PROJ text, or what Arc/Info 7 wrote into .prj files. Coordinates are east before north, whatever
 * the order of its axes.
 * @throws UserError `crs-unknown` saying why it is not understood and what to state
 */
export function crsFromText(text: string): Crs {
  // A byte order mark is treated as a blank.
  const stated = text.slice(0, MAX_LENGTH + 1).trim();
  if (/^\w+\s*[[(]/.test(stated)) return crsFromWkt(stated);
  if (/^\+?(proj|init)=|^\+[a-z]\w*=?/i.test(stated)) return crsFromProj(stated);
  if (isArcInfoPrj(stated)) return arcInfoPrj(stated);
  if (
    /^(OGC:|urn:(x-)?ogc:def:crs:OGC:[\d.]*:|https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/[\d.]+\/)CRS84$/i.test(
      stated,
    )
  )
    return crsByCode('EPSG:4326');
  const [, authority, code] =
    /^(?:urn:(?:x-)?ogc:def:crs:|https?:\/\/www\.opengis\.net\/def\/crs\/)?(\w+)[:/]+(?:[\d.]*[:/]+)?(\d{1,7})$/i.exec(
      stated,
    ) ?? [];
  if (authority !== undefined) return crsByCode(`${authority}:${code ?? ''}`);
  const address = /^https?:\/\/www\.opengis\.net\/gml\/srs\/epsg\.xml#(\d{1,7})$/i.exec(stated)?.[1];
  const number = address ?? /^\d{1,7}$/.exec(stated)?.[0];
  if (number !== undefined) return crsByCode(number);
  throw new UserError(
    'crs-unknown',
    `The coordinate system "${stated.slice(0, 80)}" is not understood: state an EPSG code such as EPSG:2056, well-known text ` +
      'or PROJ text.',
  );
}
