import { entryOf, GRADS, isLonLat } from './crs';
import type { Ellipsoid } from './geodesy';
import { ellipsoidOf, tokensOf } from './projTokens';

/** The base of a coordinate system: ellipsoid, prime meridian and the shift of its datum to WGS 84. */
export interface Base {
  /** Its part of a proj4 definition. */
  readonly text: string;
  readonly ellipsoid: Ellipsoid;
  /** Whether the shift of the datum is known, or is small by its ellipsoid. */
  readonly isPlaced: boolean;
  /** Whether the shift was stated, rather than being the known one of the datum. */
  readonly isStated: boolean;
  /** Metres; null where not known. */
  readonly accuracyM: number | null;
}

/** Semi-major axis of GRS 80 and WGS 84, metres: datums on them are within some metres of each other. */
const MODERN_SEMI_MAJOR_M = 6_378_137;

/** Parameters of a shift to WGS 84: three of a translation, or seven as position vector, in metres, seconds and millionths. */
export type Shift = readonly number[];

/** Whether these numbers are valid parameters of a shift. */
export const isShift = (numbers: Shift): boolean =>
  (numbers.length === 3 || numbers.length === 7) && numbers.every(Number.isFinite);

/** A base from an ellipsoid and a prime meridian, with its shift if one is stated. */
export function baseOf(ellipsoid: Ellipsoid, meridianDeg: number, shift: Shift | null): Base {
  const { aM, rf } = ellipsoid;
  const figure = rf === 0 ? `+R=${aM}` : `+a=${aM} +rf=${rf}`;
  const meridian = meridianDeg === 0 ? '' : ` +pm=${meridianDeg}`;
  return {
    text: `${figure}${meridian}${shift === null ? '' : ` +towgs84=${shift.join(',')}`}`,
    ellipsoid,
    isPlaced: shift !== null || rf === 0 || aM === MODERN_SEMI_MAJOR_M,
    isStated: shift !== null,
    accuracyM: null,
  };
}

/** The base of a geographic CRS of the table; null if it has no such code. */
export function baseOfCrs(code: string): Base | null {
  const crs = entryOf(code);
  if (crs === undefined || !isLonLat(crs)) return null;
  const tokens = tokensOf(crs.proj4);
  const ellipsoid = ellipsoidOf(tokens);
  if (ellipsoid === null) return null;
  const text = crs.proj4
    .replace(GRADS, '')
    .replace(/\+(proj|axis)=\S+/g, '')
    .trim();
  const isPlaced =
    tokens.has('towgs84') ||
    tokens.has('datum') ||
    ellipsoid.rf === 0 ||
    ellipsoid.aM === MODERN_SEMI_MAJOR_M;
  return { text, ellipsoid, isPlaced, isStated: false, accuracyM: crs.accuracyM };
}
