import proj4 from 'proj4';
import { UserError } from '../../../shared/errors';
import type { Crs } from '../dtm/dtm';
import { everyCrs, findCrs } from './crs';

/** Longer ones are no coordinate system. */
const MAX_WKT_LENGTH = 65_536;
/** proj4's mark of a datum without a known shift to WGS 84. */
const NO_DATUM = 5;
/** Semi-major axis of GRS 80 and WGS 84, metres: datums on them are within 2 m of each other. */
const MODERN_SEMI_MAJOR_M = 6_378_137;

/**
 * The CRS of a well-known text (WKT 1 as OGC or ESRI write it, or WKT 2). Its EPSG code is taken from the authority of
 * the whole, or found by name where the definition of that name puts places where the text puts them; else the CRS is
 * built from the text.
 * @throws UserError `crs-unknown` when it cannot be understood, or hangs on a datum whose shift is not known
 */
export function crsFromWkt(wkt: string): Crs {
  if (wkt.length > MAX_WKT_LENGTH) throw unknown('is too long to be one');
  const text = horizontalPart(wkt.trim());
  const code = /(?:AUTHORITY|ID)\s*\[\s*"EPSG"\s*,\s*"?(\d+)"?\s*\]\s*\]\s*$/i.exec(text)?.[1];
  const stated = code === undefined ? null : findCrs(code);
  if (stated !== null) return stated;

  const name = /^\s*\w+\s*\[\s*"([^"]*)"/.exec(text)?.[1] ?? 'without a name';
  const built: Crs = { code: 'custom', name, proj4: text, geographic: /^GEOG/i.test(text) };
  const datum = datumOf(built);
  const named = [...everyCrs()].find((crs) => plain(crs.name) === plain(name) && placesAgree(crs, built));
  if (named !== undefined) return named;
  if (datum.datum_type === NO_DATUM && datum.es > 0 && datum.a !== MODERN_SEMI_MAJOR_M)
    throw unknown(`"${name}" hangs on a datum whose shift to WGS 84 is not stated`);
  return built;
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

function datumOf(crs: Crs): { datum_type: number; a: number; es: number } {
  try {
    return new proj4.Proj(crs.proj4).datum;
  } catch (error) {
    throw unknown(`"${crs.name}" cannot be understood`, error);
  }
}

/** A name without the differences between ESRI's and EPSG's ways of writing it. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/^gcs_/, '')
    .replace(/_19(\d\d)(?!\d)/g, '$1')
    .replace(/[^a-z0-9+]/g, '');
}

/** Whether two CRSs put some places at most 0.02 degrees apart, which a missing datum shift does not exceed. */
function placesAgree(known: Crs, built: Crs): boolean {
  if (known.geographic !== built.geographic) return false;
  const [x0, y0] = falseOrigin(known);
  return [0, 1e5].every((step) => {
    const place: [number, number] = known.geographic ? [10, step / 2e3] : [x0 + step, y0 + step];
    const [lonDeg, latDeg] = proj4(known.proj4, 'WGS84', place);
    const [otherLonDeg, otherLatDeg] = proj4(built.proj4, 'WGS84', place);
    return Math.abs(lonDeg - otherLonDeg) < 0.02 && Math.abs(latDeg - otherLatDeg) < 0.02;
  });
}

/** False easting and northing in CRS units: a point where the projection is at home. */
function falseOrigin({ proj4: definition }: Crs): [number, number] {
  if (definition.includes('+proj=utm')) return [500_000, definition.includes('+south') ? 1e7 : 0];
  const value = (key: string): number => Number(new RegExp(`\\+${key}=(\\S+)`).exec(definition)?.[1] ?? 0);
  const unitM = value('to_meter') || (/\+units=(us-)?ft/.test(definition) ? 0.3048 : 1);
  return [value('x_0') / unitM, value('y_0') / unitM];
}

function unknown(what: string, cause?: unknown): UserError {
  return new UserError(
    'crs-unknown',
    `The coordinate system ${what}: state its EPSG code instead.`,
    cause === undefined ? undefined : { cause },
  );
}
