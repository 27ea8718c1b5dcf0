/** Bits of a key that one pass sorts by: few enough that the places written to stay in the CPU's caches. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** Cells and their keys, in one order. */
interface Keyed {
  readonly cells: Uint32Array;
  readonly keys: Uint32Array;
}

/**
 * The cells of a grid from the highest to the lowest, equal ones in the order of the grid: three passes of a radix sort over
 * the bits of the elevations, which is linear in the cells.
 * @param elevationsM metres; NaN where there is no data
 * @returns cells that have data
 */
export function cellsFromTheTop(elevationsM: Float32Array): Uint32Array {
  let keyed = withKeys(elevationsM);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) keyed = sortByDigit(keyed, shift);
  return keyed.cells;
}

/** The cells that have data, with integer keys that decrease as elevations increase: floats order like their bits, negative ones in reverse. */
function withKeys(elevationsM: Float32Array): Keyed {
  const cells = new Uint32Array(elevationsM.length);
  const keys = new Uint32Array(elevationsM.length);
  const float = new Float32Array(1);
  const bits = new Uint32Array(float.buffer);
  let known = 0;
  for (let cell = 0; cell < elevationsM.length; cell++) {
    const elevationM = elevationsM[cell] ?? NaN;
    if (Number.isNaN(elevationM)) continue;
    // Adding 0 turns -0 into 0.
    float[0] = elevationM + 0;
    const word = bits[0] ?? 0;
    cells[known] = cell;
    keys[known++] = word >>> 31 === 1 ? word : ~word ^ 0x80000000;
  }
  return { cells: cells.subarray(0, known), keys: keys.subarray(0, known) };
}

/** Sorts by some bits of the keys, keeping the order of equal ones. */
function sortByDigit({ cells, keys }: Keyed, shift: number): Keyed {
  const starts = new Uint32Array(DIGITS + 1);
  for (const key of keys) {
    const above = ((key >>> shift) & (DIGITS - 1)) + 1;
    starts[above] = (starts[above] ?? 0) + 1;
  }
  for (let digit = 0; digit < DIGITS; digit++)
    starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
  const sorted = { cells: new Uint32Array(cells.length), keys: new Uint32Array(cells.length) };
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? 0;
    const digit = (key >>> shift) & (DIGITS - 1);
    const at = starts[digit] ?? 0;
    sorted.cells[at] = cells[i] ?? 0;
    sorted.keys[at] = key;
    starts[digit] = at + 1;
  }
  return sorted;
}
