import { FLATTENING, SEMI_MAJOR_M } from './ellipsoid';
import type { LonLat } from './lonLat';

const SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING);
const E2 = FLATTENING * (2 - FLATTENING);
const E = Math.sqrt(E2);
const RADIANS = Math.PI / 180;

/** Change of the angle, radians, below which an iteration has ended; it moves a place by some micrometres. */
const CONVERGED = 1e-12;
const MAX_ROUNDS = 200;

/** The shortest way between two places on the ellipsoid. */
export interface Geodesic {
  /** Metres. */
  readonly lengthM: number;
  /** Direction at the start, degrees clockwise from north. */
  readonly azimuthDeg: number;
}

/** What the geodesic's series need: A, B and Δσ of Vincenty's equations 3, 4 and 6. */
interface Series {
  readonly a: number;
  readonly shift: (sinSigma: number, cosSigma: number, cos2SigmaM: number) => number;
}

/** Tangent, sine and cosine of the reduced latitude. */
function reduced(latDeg: number): { sin: number; cos: number } {
  const tan = (1 - FLATTENING) * Math.tan(latDeg * RADIANS);
  const cos = 1 / Math.sqrt(1 + tan * tan);
  return { sin: tan * cos, cos };
}

function seriesOf(cos2Alpha: number): Series {
  const u2 = (cos2Alpha * (SEMI_MAJOR_M ** 2 - SEMI_MINOR_M ** 2)) / SEMI_MINOR_M ** 2;
  const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  return {
    a: 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2))),
    shift: (sinSigma, cosSigma, cos2SigmaM) => {
      const c = cos2SigmaM;
      const inner = cosSigma * (2 * c * c - 1) - (b / 6) * c * (4 * sinSigma ** 2 - 3) * (4 * c * c - 3);
      return b * sinSigma * (c + (b / 4) * inner);
    },
  };
}

/** The difference of longitude on the sphere less that on the ellipsoid (Vincenty's equations 10 and 11). */
function longitudeShift(sinAlpha: number, sigma: number, cos2SigmaM: number): number {
  const cos2Alpha = 1 - sinAlpha * sinAlpha;
  const c = (FLATTENING / 16) * cos2Alpha * (4 + FLATTENING * (4 - 3 * cos2Alpha));
  const inner = cos2SigmaM + c * Math.cos(sigma) * (2 * cos2SigmaM ** 2 - 1);
  return (1 - c) * FLATTENING * sinAlpha * (sigma + c * Math.sin(sigma) * inner);
}

/**
 * The geodesic from one place to another on WGS84, to a tenth of a millimetre (Vincenty, Survey Review XXIII 176, 1975,
 * inverse formula). NaN for places that lie almost opposite each other on Earth, where the formula has no answer.
 */
export function geodesicBetween(from: LonLat, to: LonLat): Geodesic {
  const u1 = reduced(from.latDeg);
  const u2 = reduced(to.latDeg);
  const differenceDeg = to.lonDeg - from.lonDeg;
  const span = (differenceDeg - 360 * Math.round(differenceDeg / 360)) * RADIANS;
  let lambda = span;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const east = u2.cos * Math.sin(lambda);
    const north = u1.cos * u2.sin - u1.sin * u2.cos * Math.cos(lambda);
    const sinSigma = Math.hypot(east, north);
    if (sinSigma === 0) return { lengthM: lambda === 0 ? 0 : NaN, azimuthDeg: lambda === 0 ? 0 : NaN };
    const cosSigma = u1.sin * u2.sin + u1.cos * u2.cos * Math.cos(lambda);
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (u1.cos * u2.cos * Math.sin(lambda)) / sinSigma;
    const cos2Alpha = 1 - sinAlpha * sinAlpha;
    // Along the equator it is of no consequence.
    const cos2SigmaM = cos2Alpha === 0 ? 0 : cosSigma - (2 * u1.sin * u2.sin) / cos2Alpha;
    const next = span + longitudeShift(sinAlpha, sigma, cos2SigmaM);
    if (Math.abs(next) > Math.PI) break;
    if (Math.abs(next - lambda) < CONVERGED) {
      const { a, shift } = seriesOf(cos2Alpha);
      const azimuthDeg = Math.atan2(east, north) / RADIANS;
      return {
        lengthM: SEMI_MINOR_M * a * (sigma - shift(sinSigma, cosSigma, cos2SigmaM)),
        azimuthDeg: (azimuthDeg + 360) % 360,
      };
    }
    lambda = next;
  }
  return { lengthM: NaN, azimuthDeg: NaN };
}

/**
 * The place that lies a distance away in a direction, and the direction of the geodesic there (Vincenty's direct formula).
 * Its longitude counts on from that of the start, and may pass 180 degrees.
 */
export function geodesicFrom(
  start: LonLat,
  azimuthDeg: number,
  lengthM: number,
): LonLat & { azimuthDeg: number } {
  const u1 = reduced(start.latDeg);
  const sin1 = Math.sin(azimuthDeg * RADIANS);
  const cos1 = Math.cos(azimuthDeg * RADIANS);
  const sinAlpha = u1.cos * sin1;
  const { a, shift } = seriesOf(1 - sinAlpha * sinAlpha);
  const sigma1 = Math.atan2(u1.sin, u1.cos * cos1);
  const first = lengthM / (SEMI_MINOR_M * a);
  let sigma = first;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = first + shift(Math.sin(sigma), Math.cos(sigma), Math.cos(2 * sigma1 + sigma));
    const done = Math.abs(next - sigma) < CONVERGED;
    sigma = next;
    if (done) break;
  }
  const sin = Math.sin(sigma);
  const cos = Math.cos(sigma);
  const along = u1.cos * cos * cos1 - u1.sin * sin;
  const lat = Math.atan2(u1.sin * cos + u1.cos * sin * cos1, (1 - FLATTENING) * Math.hypot(sinAlpha, along));
  const lambda = Math.atan2(sin * sin1, u1.cos * cos - u1.sin * sin * cos1);
  const span = lambda - longitudeShift(sinAlpha, sigma, Math.cos(2 * sigma1 + sigma));
  return {
    lonDeg: start.lonDeg + span / RADIANS,
    latDeg: lat / RADIANS,
    azimuthDeg: Math.atan2(sinAlpha, along) / RADIANS,
  };
}

/** The lengths of a line's segments, metres: one fewer than it has corners. */
export const segmentLengthsM = (line: readonly LonLat[]): number[] =>
  line.slice(1).map((corner, index) => geodesicBetween(line[index] ?? corner, corner).lengthM);

/** Whole length of a line, metres. */
export const lengthM = (line: readonly LonLat[]): number =>
  segmentLengthsM(line).reduce((sum, segmentM) => sum + segmentM, 0);

/**
 * Places along a line at equal distances, both ends among them.
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

/** Places and weights of the Gauss-Legendre rule of eight points on -1 … 1 (Abramowitz and Stegun, table 25.4). */
const gauss = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;

/** Area between the equator and a parallel, square metres per radian of longitude (Snyder, USGS PP 1395, eq. 3-12). */
export function zoneAreaM2(latDeg: number): number {
  const sin = Math.sin(latDeg * RADIANS);
  return (SEMI_MINOR_M ** 2 / 2) * (sin / (1 - E2 * sin * sin) + Math.atanh(E * sin) / E);
}

/**
 * Area of a polygon whose edges are geodesics, square metres; the last corner is joined to the first. The area between
 * each edge and a parallel is integrated along the edge. A polygon around a pole is taken as what lies outside it.
 */
export function polygonAreaM2(corners: readonly LonLat[]): number {
  const [first] = corners;
  if (first === undefined || corners.length < 3) return 0;
  const reference = zoneAreaM2(first.latDeg);
  let area = 0;
  for (const [index, from] of corners.entries()) {
    const edge = geodesicBetween(from, corners[(index + 1) % corners.length] ?? first);
    const half = edge.lengthM / 2;
    for (const [offset, weight] of gauss) {
      for (const side of [-1, 1]) {
        const { latDeg, azimuthDeg } = geodesicFrom(from, edge.azimuthDeg, half * (1 + side * offset));
        const sin = Math.sin(latDeg * RADIANS);
        const parallelM = (SEMI_MAJOR_M * Math.cos(latDeg * RADIANS)) / Math.sqrt(1 - E2 * sin * sin);
        area +=
          half * weight * (zoneAreaM2(latDeg) - reference) * (Math.sin(azimuthDeg * RADIANS) / parallelM);
      }
    }
  }
  return Math.abs(area);
}
