/** What the square windows around cells hold. */
export interface WindowStatistics {
  /** [rows * columns]; NaN where the window leaves the grid or has a cell without data */
  readonly highestM: Float32Array;
  readonly meanM: Float32Array;
}

/**
 * The highest and the mean elevation of the square window around each cell.
 * @param elevationsM [rows * columns] metres, NaN without data
 * @param reach cells from the window's middle to its edge
 */
export function windowStatistics(
  elevationsM: Float32Array,
  columns: number,
  reach: number,
): WindowStatistics {
  const rows = elevationsM.length / columns;
  const highestM = elevationsM.slice();
  const sums = Float64Array.from(elevationsM);
  for (let row = 0; row < rows; row++) slide(highestM, sums, row * columns, 1, columns, reach);
  for (let column = 0; column < columns; column++) slide(highestM, sums, column, columns, rows, reach);
  const meanM = Float32Array.from(sums, (sum) => sum / (2 * reach + 1) ** 2);
  return { highestM, meanM };
}

/**
 * Puts the highest and the sum of the window around each cell of a line in the cell's place; NaN where the window leaves the line or
 * has a NaN. The highest is van Herk's (1992, Pattern Recognition Letters 13, 517-521): of runs as long as the window, the
 * highest so far from either end.
 */
function slide(
  highest: Float32Array,
  sums: Float64Array,
  from: number,
  stride: number,
  length: number,
  reach: number,
): void {
  const window = 2 * reach + 1;
  const ahead = new Float32Array(length);
  const back = new Float32Array(length);
  const before = new Float64Array(length + 1);
  for (let i = 0; i < length; i++) {
    const value = highest[from + i * stride] ?? NaN;
    // Math.max hands a NaN on, so that it is in every window that holds its cell, and in no other.
    ahead[i] = i % window === 0 ? value : Math.max(ahead[i - 1] ?? NaN, value);
    const sum = sums[from + i * stride] ?? NaN;
    before[i + 1] = (before[i] ?? NaN) + (Number.isNaN(sum) ? 0 : sum);
  }
  for (let i = length - 1; i >= 0; i--) {
    const value = highest[from + i * stride] ?? NaN;
    const isLast = i === length - 1 || i % window === window - 1;
    back[i] = isLast ? value : Math.max(back[i + 1] ?? NaN, value);
  }
  for (let i = 0; i < length; i++) {
    const [first, last] = [i - reach, i + reach];
    const isWhole = first >= 0 && last < length;
    const top = isWhole ? Math.max(back[first] ?? NaN, ahead[last] ?? NaN) : NaN;
    highest[from + i * stride] = top;
    sums[from + i * stride] = Number.isNaN(top) ? NaN : (before[last + 1] ?? NaN) - (before[first] ?? NaN);
  }
}
