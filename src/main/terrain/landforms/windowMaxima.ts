import type { ElevationGrid } from './elevationGrid';
import { windowMaximum, windowMean } from './squareWindows';

/**
 * Cells that are the highest of a square window whose side is the radius, by their height above the mean of the
 * square that reaches a radius to each side, as a patch does: local maxima ranked by topographic position (Weiss 2001,
 * "Topographic position and landforms analysis"). If several cells of a summit have the same height, each is such a maximum.
 * @returns [rows * columns] metres above the mean; NaN where a cell is not such a maximum, is not above the mean, or
 * has no whole patch
 */
export function windowMaxima({ lattice, elevationsM }: ElevationGrid, radiusM: number): Float32Array {
  const { columns, stepM } = lattice;
  const highestM = windowMaximum(elevationsM, columns, Math.max(1, Math.round(radiusM / 2 / stepM)));
  const meanM = windowMean(elevationsM, columns, Math.round(radiusM / stepM));
  return elevationsM.map((elevationM, cell) => {
    const aboveM = elevationM - (meanM[cell] ?? NaN);
    return elevationM === highestM[cell] && aboveM > 0 ? aboveM : NaN;
  });
}
