import type { BlockKernel } from './blockKernel';

/** The kernel's function for values of so many bytes. */
const SUMS: Readonly<Record<number, 'sums8' | 'sums16' | 'sums32' | 'sums64'>> = {
  1: 'sums8',
  2: 'sums16',
  4: 'sums32',
  8: 'sums64',
};

/** How values are arranged: rows of `rowLength` values of `valueBytes` bytes, of which `bands` make up a pixel. */
interface Rows {
  readonly rowLength: number;
  readonly bands: number;
  readonly valueBytes: number;
}

/**
 * Undoes a predictor of TIFF in a kernel's memory; gives little-endian values. 2: every value was stored as its difference from the one before
 * in its row and band. 3 (TIFF Technical Note 3): a row holds the highest bytes of all its floating-point values, then
 * the next lower ones, and so on, each byte as its difference from the one before in its band. Others leave values as they are.
 * @param at address of whole rows, which are overwritten; for 2 they are little-endian values of 1, 2, 4 or 8 bytes
 * @param spare address with room for as many bytes
 * @returns the address of the values, `at` or `spare`
 */
export function undoPredictor(
  kernel: BlockKernel,
  predictor: number,
  { rowLength, bands, valueBytes }: Rows,
  rows: number,
  at: number,
  spare: number,
): number {
  if (predictor === 3) {
    kernel.call('floats', at, rows, rowLength, bands, valueBytes, spare);
    return spare;
  }
  if (predictor === 2) {
    const name = SUMS[valueBytes];
    if (name === undefined) throw new RangeError(`No values have ${valueBytes} bytes.`);
    kernel.call(name, at, rows, rowLength, bands);
  }
  return at;
}
