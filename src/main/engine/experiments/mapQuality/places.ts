import type { LatticeValue } from '../../../../shared/contract/compute';
import type { LonLat } from '../../../../shared/geo';
import { locationsOfCells } from '../../../terrain/geo/lattice';
import { findDetections } from '../../detections/suppress';

/** A place that a method points at; the higher the score, the surer it is. */
export interface ScoredPlace extends LonLat {
  readonly score: number;
}

/** Longitude, latitude pairs as places. */
export const placesOf = (pairs: Float64Array): LonLat[] =>
  Array.from({ length: pairs.length / 2 }, (_, index) => ({
    lonDeg: pairs[2 * index] ?? NaN,
    latDeg: pairs[2 * index + 1] ?? NaN,
  }));

/** Places as longitude, latitude pairs. */
export const pairsOfPlaces = (places: readonly LonLat[]): Float64Array =>
  Float64Array.from(places.flatMap(({ lonDeg, latDeg }) => [lonDeg, latDeg]));

/**
 * The detections of a map from a least value on, none nearer than `distanceM` to a stronger one.
 * @param values [rows * columns] row-major, NaN where there is none
 */
export function strongestPlaces(
  values: Float32Array,
  lattice: LatticeValue,
  least: number,
  distanceM: number,
): ScoredPlace[] {
  const { columns, rows, probabilities } = findDetections(values, lattice, least, distanceM);
  return placesOf(locationsOfCells(lattice, columns, rows)).map((place, index) => ({
    ...place,
    score: probabilities[index] ?? NaN,
  }));
}
