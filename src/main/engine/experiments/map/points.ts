import { polygonContains, type LonLat } from '../../../../shared/geo/lonLat';
import { locationsAt } from '../../../terrain/geo/lattice';
import type { HeadMap } from '../../detections/mapHeads';
import { cellsWhere } from '../../../layers/maps/cellsWhere';

/** What a head finds in a polygon. */
export interface Found {
  /** Detections, likeliest first. */
  readonly places: readonly (LonLat & { readonly probability: number })[];
  /** Lattice points in the polygon that have a whole patch. */
  readonly points: number;
}

/**
 * Detections in a polygon that reach a threshold.
 * @param polygon null: all
 */
export function findInside(
  { lattice, probabilities, detections }: Omit<HeadMap, 'classId'>,
  polygon: readonly LonLat[] | null,
  threshold: number,
): Found {
  const isInside = (lonDeg: number, latDeg: number): boolean =>
    polygon === null || polygonContains(polygon, lonDeg, latDeg);
  const cells = cellsWhere(probabilities, (probability) => !Number.isNaN(probability));
  const locations = locationsAt(lattice, cells);
  return {
    places: detections.flatMap(({ lonDeg, latDeg, score }) =>
      score >= threshold && isInside(lonDeg, latDeg) ? [{ lonDeg, latDeg, probability: score }] : [],
    ),
    points: cells.filter((_, index) => isInside(locations[2 * index] ?? NaN, locations[2 * index + 1] ?? NaN))
      .length,
  };
}
