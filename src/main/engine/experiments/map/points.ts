import { polygonContains, type LonLat } from '../../../../shared/geo';
import { locationsOfCells } from '../../../terrain/geo/lattice';
import { joinChunks, type Probabilities } from '../../detections/probabilities';
import { findDetections } from '../../detections/suppress';

/** What a head finds in a polygon. */
export interface Found {
  /** Detections, strongest first. */
  readonly places: readonly (LonLat & { readonly probability: number })[];
  /** Lattice points in the polygon that have a whole patch. */
  readonly points: number;
}

/**
 * Detections among the lattice points of a polygon, none nearer than the radius to a stronger one.
 * @param polygon null: all points
 */
export async function findInside(
  { lattice, chunks }: Probabilities,
  polygon: readonly LonLat[] | null,
  threshold: number,
  radiusM: number,
): Promise<Found> {
  const probabilities = await joinChunks(lattice, chunks);
  const cells = Uint32Array.from(probabilities.keys()).filter((cell) => !Number.isNaN(probabilities[cell]));
  let points = cells.length;
  if (polygon !== null) {
    const locations = locationsOfCells(
      lattice,
      cells.map((cell) => cell % lattice.columns),
      cells.map((cell) => Math.floor(cell / lattice.columns)),
    );
    for (const [index, cell] of cells.entries()) {
      if (polygonContains(polygon, locations[2 * index] ?? NaN, locations[2 * index + 1] ?? NaN)) continue;
      probabilities[cell] = NaN;
      points -= 1;
    }
  }
  const found = findDetections(probabilities, lattice, threshold, radiusM);
  const locations = locationsOfCells(lattice, found.columns, found.rows);
  const places = Array.from(found.probabilities, (probability, index) => ({
    lonDeg: locations[2 * index] ?? NaN,
    latDeg: locations[2 * index + 1] ?? NaN,
    probability,
  }));
  return { places, points };
}
