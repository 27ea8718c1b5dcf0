/** Cells in memory, as a Block has them; `width` x `height` of them exist, rows are `stride` apart. */
export interface Cells {
  readonly whole: Float32Array;
  readonly mean: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

/** Where cells are written: the first one at index `at`, rows `stride` apart. */
export interface CellTarget {
  readonly whole: Float32Array;
  readonly mean: Float32Array;
  readonly at: number;
  readonly stride: number;
}

/**
 * Makes a level from the finer one: each cell averages 2 x 2 cells, or, at the raster's right and lower edge, those that
 * exist. `whole` has a value only if all of them have one; `mean` averages those that do.
 */
export function downsample(cells: Cells, target: CellTarget): void {
  const { whole, width, height, stride } = cells;
  for (let row = 0; row < height; row += 2) {
    const outRow = target.at + (row >> 1) * target.stride;
    for (let column = 0; column < width; column += 2) {
      const at = row * stride + column;
      const to = outRow + (column >> 1);
      if (row + 1 < height && column + 1 < width) {
        const north = (whole[at] ?? NaN) + (whole[at + 1] ?? NaN);
        const south = (whole[at + stride] ?? NaN) + (whole[at + stride + 1] ?? NaN);
        const value = (north + south) / 4;
        target.whole[to] = value;
        target.mean[to] = Number.isNaN(value) ? meanOf(cells.mean, at, 2, 2, stride) : value;
      } else {
        const columns = Math.min(2, width - column);
        const rows = Math.min(2, height - row);
        target.mean[to] = meanOf(cells.mean, at, columns, rows, stride);
        target.whole[to] = allNumbers(whole, at, columns, rows, stride) ? (target.mean[to] ?? NaN) : NaN;
      }
    }
  }
}

/** The mean of the numbers among some cells; NaN where there is none. */
function meanOf(values: Float32Array, at: number, columns: number, rows: number, stride: number): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const value = values[at + y * stride + x] ?? NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
  }
  return sum / count;
}

function allNumbers(
  values: Float32Array,
  at: number,
  columns: number,
  rows: number,
  stride: number,
): boolean {
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) if (Number.isNaN(values[at + y * stride + x] ?? NaN)) return false;
  }
  return true;
}
