import proj4 from 'proj4';
import type { Crs } from './crs';

/** Conversions between WGS84 degrees and the coordinates of one CRS; both give NaN where there is no answer. */
export interface Projection {
  /** lon, lat (degrees) → x, y (CRS units). */
  readonly forward: (lonDeg: number, latDeg: number) => readonly [number, number];
  /** x, y (CRS units) → lon, lat (degrees). */
  readonly inverse: (x: number, y: number) => readonly [number, number];
}

const NOWHERE = [NaN, NaN] as const;
const projections = new Map<string, Projection>();

/** The conversions of a CRS, made once per definition. */
export function projectionOf(crs: Crs): Projection {
  const known = projections.get(crs.proj4);
  if (known !== undefined) return known;
  const converter = proj4('+proj=longlat +datum=WGS84 +no_defs', crs.proj4);
  // proj4 throws on coordinates it does not accept and answers infinities outside a projection's domain.
  const safely = (convert: (pair: [number, number]) => [number, number], x: number, y: number) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return NOWHERE;
    try {
      const pair = convert([x, y]);
      return Number.isFinite(pair[0]) && Number.isFinite(pair[1]) ? pair : NOWHERE;
    } catch {
      return NOWHERE;
    }
  };
  const projection: Projection = {
    forward: (lonDeg, latDeg) => safely(converter.forward, lonDeg, latDeg),
    inverse: (x, y) => safely(converter.inverse, x, y),
  };
  projections.set(crs.proj4, projection);
  return projection;
}
