import { FLATTENING, SEMI_MAJOR_M as A } from '../../../shared/geo/ellipsoid';

const E2 = FLATTENING * (2 - FLATTENING);
const RADIANS = Math.PI / 180;

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
