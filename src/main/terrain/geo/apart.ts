/**
 * Cells that are not below any of their eight neighbours.
 * @param values [rows * columns] row-major, NaN where there is none
 * @param least lower cells are left out; default: none
 * @returns cells, row by row
 */
export function localMaxima(values: Float32Array, columns: number, least = -Infinity): number[] {
  const rows = values.length / columns;
  const maxima: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column;
      const value = values[cell] ?? NaN;
      if (!(value >= least)) continue;
      let highest = true;
      for (let y = Math.max(0, row - 1); highest && y <= Math.min(rows - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
          if ((values[y * columns + x] ?? NaN) > value) {
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

/**
 * The strongest of some cells, none nearer than a distance to a stronger one. Of equal cells the one further north, then
 * west, is chosen.
 * @param candidates cells of `values`
 * @param values [rows * columns] row-major
 * @param reach the distance, in cells
 * @returns cells, strongest first
 */
export function strongestApart(
  candidates: readonly number[],
  values: Float32Array,
  columns: number,
  reach: number,
): number[] {
  const strength = (cell: number): number => values[cell] ?? 0;
  const order = [...candidates].sort((a, b) => strength(b) - strength(a) || a - b);

  // Buckets as wide as the distance: everything that is too near lies in the 3 x 3 buckets around.
  const bucketCells = Math.max(1, reach);
  const bucketColumns = Math.ceil(columns / bucketCells) + 1;
  const buckets = new Map<number, number[]>();
  const hasNear = (cell: number, bucketColumn: number, bucketRow: number): boolean => {
    const column = cell % columns;
    const row = Math.floor(cell / columns);
    for (let y = bucketRow - 1; y <= bucketRow + 1; y++) {
      for (let x = bucketColumn - 1; x <= bucketColumn + 1; x++) {
        if (x < 0 || x >= bucketColumns) continue;
        for (const other of buckets.get(y * bucketColumns + x) ?? []) {
          if (Math.hypot((other % columns) - column, Math.floor(other / columns) - row) < reach) return true;
        }
      }
    }
    return false;
  };
  return order.filter((cell) => {
    const bucketColumn = Math.floor((cell % columns) / bucketCells);
    const bucketRow = Math.floor(Math.floor(cell / columns) / bucketCells);
    if (hasNear(cell, bucketColumn, bucketRow)) return false;
    const key = bucketRow * bucketColumns + bucketColumn;
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [cell]);
    else bucket.push(cell);
    return true;
  });
}
