import { distanceM } from '../../../src/main/terrain/geo/distance';

export const box = (west: number, south: number, east: number, north: number): Float64Array =>
  Float64Array.of(west, south, east, south, east, north, west, north);

/** Least metres between any two places. */
export const closestM = (places: readonly (readonly [number, number])[]): number =>
  Math.min(
    ...places.flatMap(([lon, lat], index) =>
      places.slice(index + 1).map(([otherLon, otherLat]) => distanceM(lon, lat, otherLon, otherLat)),
    ),
  );

/** Longitude and latitude of each place. */
export const pairs = (places: Float64Array): [number, number][] =>
  Array.from({ length: places.length / 2 }, (_, i) => [places[2 * i] ?? NaN, places[2 * i + 1] ?? NaN]);
