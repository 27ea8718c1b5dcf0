import type { LatticeValue } from '../../../shared/contract/compute';
import { localMaxima, strongestApart } from '../../terrain/geo/apart';
import { cellAt, locationsAt } from '../../terrain/geo/lattice';
import type { ScoredPlace } from '../../terrain/geo/nearness';
import { FLAT } from './asked';

/**
 * The strongest places of a map: cells that reach a least value and are not below any of their eight neighbours, none nearer
 * than `distanceM` to a stronger one, strongest first. Of equal cells the one further north, then west, is taken. Cells at
 * the edge of terrain that is too flat are left out.
 * @param values [rows * columns] row-major, FLAT where the terrain is too flat, NaN where there is no value
 */
export function strongestPlaces(
  values: Float32Array,
  lattice: LatticeValue,
  least: number,
  distanceM: number,
): ScoredPlace[] {
  const { columns, stepM } = lattice;
  const maxima = localMaxima(values, columns, least).filter((cell) => !isAtFlat(values, columns, cell));
  const cells = strongestApart(maxima, values, columns, distanceM / stepM);
  const locations = locationsAt(lattice, cells);
  return cells.map((cell, index) => ({
    lonDeg: locations[2 * index] ?? NaN,
    latDeg: locations[2 * index + 1] ?? NaN,
    score: values[cell] ?? NaN,
  }));
}

/** Whether any of a cell's eight neighbours is too flat. */
function isAtFlat(values: Float32Array, columns: number, cell: number): boolean {
  const [column, row] = cellAt({ columns }, cell);
  for (let y = Math.max(0, row - 1); y <= row + 1; y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      if (values[y * columns + x] === FLAT) return true;
    }
  }
  return false;
}
