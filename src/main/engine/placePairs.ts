import type { LonLat } from '../../shared/geo/lonLat';

/** Longitude, latitude pairs as places. */
export const placesOf = (pairs: Float64Array): LonLat[] =>
  Array.from({ length: pairs.length / 2 }, (_, index) => ({
    lonDeg: pairs[2 * index] ?? NaN,
    latDeg: pairs[2 * index + 1] ?? NaN,
  }));

/** Places as longitude, latitude pairs. */
export const pairsOfPlaces = (places: readonly LonLat[]): Float64Array =>
  Float64Array.from(places.flatMap(({ lonDeg, latDeg }) => [lonDeg, latDeg]));
