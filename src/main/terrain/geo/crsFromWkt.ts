import { UserError } from '../../../shared/errors';
import { crsFromProj4, crsNamed, findCrs, type Crs } from './crs';
import { recogniseCrs } from './recogniseCrs';

/** Longer ones are no coordinate system. */
const MAX_WKT_LENGTH = 65_536;

/**
 * The CRS of a well-known text (WKT 1 as OGC or ESRI write it, or WKT 2): that of the EPSG code of the whole, or of its
 * name where that fits, or built from the text. Of compound systems, only the horizontal part is read.
 * @throws UserError `crs-unknown` when it cannot be understood, or hangs on a datum whose shift is not known
 */
export function crsFromWkt(wkt: string): Crs {
  if (wkt.length > MAX_WKT_LENGTH) throw unknown('is too long to be one');
  const text = horizontalPart(wkt.trim());
  const code = /(?:AUTHORITY|ID)\s*\[\s*"EPSG"\s*,\s*"?(\d+)"?\s*\]\s*\]\s*$/i.exec(text)?.[1];
  const stated = code === undefined ? null : findCrs(code);
  if (stated !== null) return stated;
  // proj4 takes it for an oblique one and leaves its standard parallel out.
  if (/"Stereographic_North_Pole"/i.test(text))
    throw unknown('is a polar stereographic of ArcGIS, which is not read');
  const name = /^\s*\w+\s*\[\s*"([^"]*)"/.exec(text)?.[1];
  if (name === undefined) throw unknown('is not described in well-known text');
  return recogniseCrs({
    ...crsFromProj4(withShift(text), 'custom', name),
    geographic: /^GEO(G|D)/i.test(text),
  });
}

/** The text of a projected CRS with the shift of its datum, if it lacks one that its geographic CRS is known to have. */
function withShift(text: string): string {
  if (/TOWGS84|EXTENSION/i.test(text)) return text;
  const geographic = /GEOGCS\s*\[\s*"([^"]*)"/i.exec(text)?.[1] ?? '';
  const shift = crsNamed(geographic)
    .map((crs) => /\+towgs84=(\S+)/.exec(crs.proj4)?.[1])
    .find((found) => found !== undefined);
  if (shift === undefined) return text;
  const parameters = [...shift.split(','), 0, 0, 0, 0].slice(0, 7);
  return text.replace(/SPHEROID\s*\[[^\]]*\]/i, (spheroid) => `${spheroid},TOWGS84[${parameters.join(',')}]`);
}

/** The text of the projected or geographic part of a compound CRS, or the text itself. */
function horizontalPart(text: string): string {
  if (!/^(COMPD_CS|COMPOUNDCRS)/i.test(text)) return text;
  const start = text.search(/(PROJCS|PROJCRS|GEOGCS|GEOGCRS)\s*\[/i);
  if (start < 0) throw unknown('is a compound without a horizontal part');
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '[') depth++;
    else if (text[i] === ']' && --depth === 0) return text.slice(start, i + 1);
  }
  throw unknown('ends in the middle of its description');
}

function unknown(what: string): UserError {
  return new UserError('crs-unknown', `Its coordinate system ${what}: state its EPSG code.`);
}
