import type { ElevationGrid } from './elevationGrid';
import { windowStatistics } from './squareWindows';

/**
 * Cells that are the highest of the square window that reaches a radius to each side, by how far they stand above its mean:
 * local maxima ranked by topographic position (Weiss 2001, "Topographic position and landforms analysis").
 * @returns [rows * columns] metres above the mean, NaN where a cell is no such maximum or its window is not whole
 */
export function windowMaxima({ lattice, elevationsM }: ElevationGrid, radiusM: number): Float32Array {
  const { highestM, meanM } = windowStatistics(
    elevationsM,
    lattice.columns,
    Math.round(radiusM / lattice.stepM),
  );
  return elevationsM.map((elevation, cell) =>
    elevation === highestM[cell] && elevation > (meanM[cell] ?? NaN) ? elevation - (meanM[cell] ?? NaN) : NaN,
  );
}
