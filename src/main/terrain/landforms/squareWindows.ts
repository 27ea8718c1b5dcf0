/**
 * The highest value of the square window around each cell: van Herk's algorithm (1992, Pattern Recognition Letters 13, 517-521),
 * along rows, then along columns.
 * @param values [rows * columns], NaN where there is none
 * @param reach cells from the window's centre to its edge
 * @returns [rows * columns]; NaN where the window leaves the grid or holds a NaN
 */
export const windowMaximum = (values: Float32Array, columns: number, reach: number): Float32Array =>
  alongBoth(values, columns, (line) => slidingMaximum(line, reach));

/** The mean of the square window around each cell; parameters and NaN as for windowMaximum. */
export const windowMean = (values: Float32Array, columns: number, reach: number): Float32Array =>
  alongBoth(values, columns, (line) => slidingMean(line, reach));

function alongBoth(
  values: Float32Array,
  columns: number,
  slide: (line: Float32Array) => Float32Array,
): Float32Array {
  const rows = values.length / columns;
  const out = values.slice();
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    out.set(slide(out.subarray(from, from + columns)), from);
  }
  const line = new Float32Array(rows);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) line[row] = out[row * columns + column] ?? NaN;
    for (const [row, value] of slide(line).entries()) out[row * columns + column] = value;
  }
  return out;
}

/** For runs as long as the window, the highest so far from either end; two of them make a window. */
function slidingMaximum(line: Float32Array, reach: number): Float32Array {
  const window = 2 * reach + 1;
  const last = line.length - 1;
  const ahead = line.slice();
  const back = line.slice();
  // Math.max propagates NaN.
  for (let i = 1; i <= last; i++)
    if (i % window !== 0) ahead[i] = Math.max(ahead[i - 1] ?? NaN, line[i] ?? NaN);
  for (let i = last - 1; i >= 0; i--)
    if (i % window !== window - 1) back[i] = Math.max(back[i + 1] ?? NaN, line[i] ?? NaN);
  return line.map((_, i) => Math.max(back[i - reach] ?? NaN, ahead[i + reach] ?? NaN));
}

function slidingMean(line: Float32Array, reach: number): Float32Array {
  const window = 2 * reach + 1;
  const sums = new Float64Array(line.length + 1);
  const gaps = new Uint32Array(line.length + 1);
  for (const [i, value] of line.entries()) {
    const isGap = Number.isNaN(value);
    sums[i + 1] = (sums[i] ?? 0) + (isGap ? 0 : value);
    gaps[i + 1] = (gaps[i] ?? 0) + Number(isGap);
  }
  return line.map((_, i) => {
    const [from, to] = [i - reach, i + reach + 1];
    return gaps[from] === gaps[to] ? ((sums[to] ?? NaN) - (sums[from] ?? NaN)) / window : NaN;
  });
}
