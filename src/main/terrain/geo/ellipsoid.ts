import { FLATTENING, SEMI_MAJOR_M as A } from '../../../shared/geodesic';

const E2 = FLATTENING * (2 - FLATTENING);
const RADIANS = Math.PI / 180;

/**
 * Metres per degree of latitude at a latitude: the meridional radius of curvature M = a (1 - e²) / W³ with
 * W = sqrt(1 - e² sin² φ) (Snyder, Map Projections: A Working Manual, USGS PP 1395, eq. 4-18).
 */
export function metresPerDegreeLat(latDeg: number): number {
  const sin = Math.sin(latDeg * RADIANS);
  const w2 = 1 - E2 * sin * sin;
  return (RADIANS * A * (1 - E2)) / (w2 * Math.sqrt(w2));
}

/**
 * Metres per degree of longitude at a latitude: N cos φ with the prime-vertical radius of curvature N = a / W
 * (Snyder, eq. 4-20 and 4-21).
 */
export function metresPerDegreeLon(latDeg: number): number {
  const sin = Math.sin(latDeg * RADIANS);
  return (RADIANS * A * Math.cos(latDeg * RADIANS)) / Math.sqrt(1 - E2 * sin * sin);
}

/**
 * Degrees that a geodesic of e metres to the east and n metres to the north leads away from a location:
 * longitude lonE e + lonEN e n, latitude latN n + latEE e² + latNN n².
 */
export interface GeodesicTerms {
  lonE: number;
  lonEN: number;
  latN: number;
  latEE: number;
  latNN: number;
}

/**
 * The geodesic's series about its start, to second order, from its differential equations φ' = cos α / M,
 * λ' = sin α / (N cos φ), α' = sin α tan φ / N (Rapp, Geometric Geodesy I, 1991, section 4; Legendre's series).
 * @param terms receives the coefficients
 */
export function geodesicTerms(latDeg: number, terms: GeodesicTerms): void {
  const sin = Math.sin(latDeg * RADIANS);
  const cos = Math.cos(latDeg * RADIANS);
  const w2 = 1 - E2 * sin * sin;
  const n = A / Math.sqrt(w2);
  const m = (n * (1 - E2)) / w2;
  const tan = sin / cos;
  terms.lonE = 1 / (RADIANS * n * cos);
  terms.lonEN = tan / (RADIANS * n * n * cos);
  terms.latN = 1 / (RADIANS * m);
  terms.latEE = -tan / (2 * RADIANS * m * n);
  terms.latNN = (-3 * E2 * sin * cos) / (2 * RADIANS * m * m * w2);
}
