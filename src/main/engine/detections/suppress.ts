import type { LatticeValue } from '../../../shared/contract/compute';
import { localMaxima, strongestApart } from '../../terrain/geo/apart';

/** Cells that are detections, strongest first. */
export interface DetectedCells {
  readonly columns: Uint32Array;
  readonly rows: Uint32Array;
  readonly probabilities: Float32Array;
}

/**
 * Detections of a probability map: cells that reach the threshold and are not below any of their eight neighbours, none
 * nearer than `distanceM` to a stronger one. Of equal cells the one further north, then west, is taken.
 * @param probabilities [rows * columns] row-major, NaN where there is no patch
 */
export function findDetections(
  probabilities: Float32Array,
  { columns, stepM }: Pick<LatticeValue, 'columns' | 'rows' | 'stepM'>,
  threshold: number,
  distanceM: number,
): DetectedCells {
  const maxima = localMaxima(probabilities, columns, threshold);
  const taken = strongestApart(maxima, probabilities, columns, distanceM / stepM);
  return {
    columns: Uint32Array.from(taken, (cell) => cell % columns),
    rows: Uint32Array.from(taken, (cell) => Math.floor(cell / columns)),
    probabilities: Float32Array.from(taken, (cell) => probabilities[cell] ?? 0),
  };
}
