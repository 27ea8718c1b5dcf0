import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/geo/ellipsoid';
import { lonNear } from '../../../shared/geo/lonLat';

/** Metres between two locations that are at most some tens of kilometres apart (error below 0.1 %). */
export function distanceM(lonDeg: number, latDeg: number, otherLonDeg: number, otherLatDeg: number): number {
  const middleDeg = (latDeg + otherLatDeg) / 2;
  return Math.hypot(
    (lonNear(lonDeg, otherLonDeg) - lonDeg) * metresPerDegreeLon(middleDeg),
    (otherLatDeg - latDeg) * metresPerDegreeLat(middleDeg),
  );
}

/** Metres of a degree of latitude, never more than there are. */
const LEAST_DEGREE_M = 110_500;

/** Whether any of some locations (lon, lat in degrees) is nearer to another one than `limitM`. */
export const anyNearer = (
  locations: readonly (readonly [number, number])[],
  lonDeg: number,
  latDeg: number,
  limitM: number,
): boolean =>
  locations.some(
    ([lon, lat]) =>
      Math.abs(lat - latDeg) * LEAST_DEGREE_M < limitM && distanceM(lonDeg, latDeg, lon, lat) < limitM,
  );
