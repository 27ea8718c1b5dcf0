import type { LatticeValue } from '../../../shared/contract/compute';
import { TOO_FLAT } from '../../../shared/flatGround';

/** Cells that are detections, strongest first. */
export interface DetectedCells {
  readonly columns: Uint32Array;
  readonly rows: Uint32Array;
  readonly probabilities: Float32Array;
}

/**
 * Detections of a probability map: cells that reach the threshold and are not below any of their eight neighbours, none
 * nearer than `distanceM` to a stronger one. A cell beside ground that is too flat is none either: it may be the flank of a
 * maximum in there, and what stands out by itself does so in all patches around it. Of equal cells the one further north,
 * then west, is taken.
 * @param probabilities [rows * columns] row-major, TOO_FLAT (below any threshold) or NaN where there is none
 */
export function findDetections(
  probabilities: Float32Array,
  { columns, rows, stepM }: Pick<LatticeValue, 'columns' | 'rows' | 'stepM'>,
  threshold: number,
  distanceM: number,
): DetectedCells {
  const maxima = localMaxima(probabilities, columns, rows, threshold);
  const strength = (cell: number): number => probabilities[cell] ?? 0;
  maxima.sort((a, b) => strength(b) - strength(a) || a - b);

  // Buckets as wide as the distance: whatever is too near lies in a bucket's own neighbourhood of 3 x 3.
  const reach = distanceM / stepM;
  const bucketCells = Math.max(1, reach);
  const bucketColumns = Math.ceil(columns / bucketCells) + 1;
  const buckets = new Map<number, number[]>();
  const taken: number[] = [];
  for (const cell of maxima) {
    const column = cell % columns;
    const row = Math.floor(cell / columns);
    const bucketColumn = Math.floor(column / bucketCells);
    const bucketRow = Math.floor(row / bucketCells);
    if (hasNear(buckets, bucketColumns, bucketColumn, bucketRow, column, row, columns, reach)) continue;
    taken.push(cell);
    const key = bucketRow * bucketColumns + bucketColumn;
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [cell]);
    else bucket.push(cell);
  }
  return {
    columns: Uint32Array.from(taken, (cell) => cell % columns),
    rows: Uint32Array.from(taken, (cell) => Math.floor(cell / columns)),
    probabilities: Float32Array.from(taken, strength),
  };
}

function localMaxima(
  probabilities: Float32Array,
  columns: number,
  rows: number,
  threshold: number,
): number[] {
  const maxima: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column;
      const value = probabilities[cell] ?? NaN;
      if (!(value >= threshold)) continue;
      let highest = true;
      for (let y = Math.max(0, row - 1); highest && y <= Math.min(rows - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
          const neighbour = probabilities[y * columns + x] ?? NaN;
          if (neighbour > value || neighbour === TOO_FLAT) {
            highest = false;
            break;
          }
        }
      }
      if (highest) maxima.push(cell);
    }
  }
  return maxima;
}

function hasNear(
  buckets: Map<number, number[]>,
  bucketColumns: number,
  bucketColumn: number,
  bucketRow: number,
  column: number,
  row: number,
  columns: number,
  reach: number,
): boolean {
  for (let y = bucketRow - 1; y <= bucketRow + 1; y++) {
    for (let x = bucketColumn - 1; x <= bucketColumn + 1; x++) {
      if (x < 0 || x >= bucketColumns) continue;
      for (const other of buckets.get(y * bucketColumns + x) ?? []) {
        if (Math.hypot((other % columns) - column, Math.floor(other / columns) - row) < reach) return true;
      }
    }
  }
  return false;
}
