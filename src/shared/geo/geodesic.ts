import { Geodesic as GeographicLib } from 'geographiclib-geodesic';
import type { LonLat } from './lonLat';

/** WGS84, by the algorithms of C. F. F. Karney, Journal of Geodesy 87, 43-55, 2013: to nanometres, for any two places. */
const wgs84 = GeographicLib.WGS84;
const { DISTANCE, AZIMUTH, LATITUDE, LONGITUDE, LONG_UNROLL } = GeographicLib;

/** The shortest path between two places on the ellipsoid. */
export interface Geodesic {
  /** Metres. */
  readonly lengthM: number;
  /** Direction at the start, degrees clockwise from north, 0 .. 360; any where both places are one. */
  readonly azimuthDeg: number;
}

/** The geodesic from one place to another on WGS84. */
export function geodesicBetween(from: LonLat, to: LonLat): Geodesic {
  const { s12 = NaN, azi1 = NaN } = wgs84.Inverse(
    from.latDeg,
    from.lonDeg,
    to.latDeg,
    to.lonDeg,
    DISTANCE | AZIMUTH,
  );
  return { lengthM: s12, azimuthDeg: (azi1 + 360) % 360 };
}

/**
 * The place that lies a distance away in a direction, and the direction of the geodesic there, -180 .. 180 degrees. Its longitude
 * continues from that of the start, and may exceed 180 degrees.
 */
export function geodesicFrom(
  start: LonLat,
  azimuthDeg: number,
  lengthM: number,
): LonLat & { azimuthDeg: number } {
  const {
    lon2 = NaN,
    lat2 = NaN,
    azi2 = NaN,
  } = wgs84.Direct(
    start.latDeg,
    start.lonDeg,
    azimuthDeg,
    lengthM,
    LATITUDE | LONGITUDE | AZIMUTH | LONG_UNROLL,
  );
  return { lonDeg: lon2, latDeg: lat2, azimuthDeg: azi2 };
}

/** The lengths of a line's segments, metres: one fewer than it has corners. */
export const segmentLengthsM = (line: readonly LonLat[]): number[] =>
  line.slice(1).map((corner, index) => geodesicBetween(line[index] ?? corner, corner).lengthM);

/** Whole length of a line, metres. */
export const lengthM = (line: readonly LonLat[]): number =>
  segmentLengthsM(line).reduce((sum, segmentM) => sum + segmentM, 0);

/**
 * Places along a line at equal distances, both ends included.
 * @param line at least two corners
 * @param count of places, at least two
 * @returns lonLat [n, 2] degrees, and distanceM [n] from the start
 */
export function placesAlong(
  line: readonly LonLat[],
  count: number,
): { lonLat: Float64Array; distanceM: Float64Array } {
  const segments = line.slice(1).map((to, index) => {
    const from = line[index] ?? to;
    return { from, ...geodesicBetween(from, to) };
  });
  const wholeM = segments.reduce((sum, segment) => sum + segment.lengthM, 0);
  const lonLat = new Float64Array(2 * count);
  const distanceM = new Float64Array(count);
  let at = 0;
  let startM = 0;
  for (let index = 0; index < count; index++) {
    const reachM = (wholeM * index) / (count - 1);
    let segment = segments[at];
    while (segment !== undefined && at < segments.length - 1 && reachM > startM + segment.lengthM) {
      startM += segment.lengthM;
      at += 1;
      segment = segments[at];
    }
    if (segment === undefined) throw new Error('A line needs two corners.');
    const place = geodesicFrom(segment.from, segment.azimuthDeg, reachM - startM);
    distanceM[index] = reachM;
    lonLat[2 * index] = place.lonDeg;
    lonLat[2 * index + 1] = place.latDeg;
  }
  return { lonLat, distanceM };
}

/**
 * Area of a polygon whose edges are geodesics, square metres; the last corner is joined to the first. Of the two parts into which
 * its edges cut the Earth, it is the smaller one, also around a pole.
 */
export function polygonAreaM2(corners: readonly LonLat[]): number {
  const polygon = wgs84.Polygon(false);
  for (const { latDeg, lonDeg } of corners) polygon.AddPoint(latDeg, lonDeg);
  return Math.abs(polygon.Compute(false, true).area ?? 0);
}
