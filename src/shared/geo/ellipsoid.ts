/** Semi-major axis of WGS84 in metres, and its flattening (NGA.STND.0036, table 3.1). */
export const SEMI_MAJOR_M = 6378137;
export const FLATTENING = 1 / 298.257223563;

const E2 = FLATTENING * (2 - FLATTENING);
const E = Math.sqrt(E2);
const SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING);
const RADIANS = Math.PI / 180;

/**
 * Metres per degree of latitude at a latitude: the meridional radius of curvature M = a (1 - e²) / W³ with
 * W = sqrt(1 - e² sin² φ) (Snyder, Map Projections: A Working Manual, USGS PP 1395, eq. 4-18).
 */
export function metresPerDegreeLat(latDeg: number): number {
  const sin = Math.sin(latDeg * RADIANS);
  const w2 = 1 - E2 * sin * sin;
  return (RADIANS * SEMI_MAJOR_M * (1 - E2)) / (w2 * Math.sqrt(w2));
}

/**
 * Metres per degree of longitude at a latitude: N cos φ with the prime-vertical radius of curvature N = a / W
 * (Snyder, eq. 4-20 and 4-21).
 */
export function metresPerDegreeLon(latDeg: number): number {
  const sin = Math.sin(latDeg * RADIANS);
  return (RADIANS * SEMI_MAJOR_M * Math.cos(latDeg * RADIANS)) / Math.sqrt(1 - E2 * sin * sin);
}

/** Area between the equator and a parallel, square metres per radian of longitude (Snyder, USGS PP 1395, eq. 3-12). */
export function zoneAreaM2(latDeg: number): number {
  const sin = Math.sin(latDeg * RADIANS);
  return (SEMI_MINOR_M ** 2 / 2) * (sin / (1 - E2 * sin * sin) + Math.atanh(E * sin) / E);
}
