import { metresPerDegreeLat, metresPerDegreeLon } from './ellipsoid';

/** Metres between two locations that are at most some tens of kilometres apart (error below 0.1 %). */
export function distanceM(lonDeg: number, latDeg: number, otherLonDeg: number, otherLatDeg: number): number {
  const middleDeg = (latDeg + otherLatDeg) / 2;
  return Math.hypot(
    (otherLonDeg - lonDeg) * metresPerDegreeLon(middleDeg),
    (otherLatDeg - latDeg) * metresPerDegreeLat(middleDeg),
  );
}
