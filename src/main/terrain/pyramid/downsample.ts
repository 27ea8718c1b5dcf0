/** Cells in memory, row-major; `width` x `height` of them exist, rows are `stride` apart. */
export interface Cells {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

/**
 * Averages 2 x 2 cells into one, a level's rule: the mean of the cells that have data; at the right and lower edge of
 * the raster, of those that exist. With `whole`, a cell exists only if each of its cells does: no void is averaged away.
 * @param out receives ceil(width / 2) x ceil(height / 2) values
 * @param at index in `out` of the first value
 * @param outStride distance of rows in `out`
 */
export function downsample(
  cells: Cells,
  whole: boolean,
  out: Float32Array,
  at: number,
  outStride: number,
): void {
  const { values, width, height, stride } = cells;
  for (let row = 0; row < height; row += 2) {
    const rows = Math.min(2, height - row);
    const outRow = at + (row >> 1) * outStride;
    for (let column = 0; column < width; column += 2) {
      const columns = Math.min(2, width - column);
      let sum = 0;
      let count = 0;
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) {
          const value = values[(row + y) * stride + column + x] ?? NaN;
          if (value === value) {
            sum += value;
            count++;
          }
        }
      }
      const exists = whole ? count === rows * columns : count > 0;
      out[outRow + (column >> 1)] = exists ? sum / count : NaN;
    }
  }
}
