const DIGITS = 2 ** 16;

/**
 * The cells of a grid from the highest to the lowest, equal ones in the order of the grid: two passes of a radix sort over
 * the bits of the elevations, which is linear in the cells.
 * @param elevationsM metres; NaN where there is no data
 * @returns cells that have data
 */
export function cellsFromTheTop(elevationsM: Float32Array): Uint32Array {
  const cells = new Uint32Array(elevationsM.length);
  let known = 0;
  for (let cell = 0; cell < elevationsM.length; cell++) {
    if (!Number.isNaN(elevationsM[cell])) cells[known++] = cell;
  }
  const keys = descendingKeys(elevationsM);
  const byLow = sortByDigit(cells.subarray(0, known), keys, 0);
  return sortByDigit(byLow, keys, 16);
}

/** Whole numbers that fall as elevations rise: floats order like their bits, the negative ones the other way round. */
function descendingKeys(elevationsM: Float32Array): Uint32Array {
  // Adding 0 makes one zero of both.
  const bits = new Uint32Array(elevationsM.map((elevation) => elevation + 0).buffer);
  return bits.map((word) => (word >>> 31 === 1 ? word : ~word ^ 0x80000000));
}

/** Sorts by 16 bits of the keys, keeping the order of equal ones. */
function sortByDigit(cells: Uint32Array, keys: Uint32Array, shift: 0 | 16): Uint32Array {
  const digitOf = (cell: number): number => ((keys[cell] ?? 0) >>> shift) & (DIGITS - 1);
  const starts = new Uint32Array(DIGITS + 1);
  for (const cell of cells) starts[digitOf(cell) + 1] = (starts[digitOf(cell) + 1] ?? 0) + 1;
  for (let digit = 0; digit < DIGITS; digit++)
    starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
  const sorted = new Uint32Array(cells.length);
  for (const cell of cells) {
    const at = starts[digitOf(cell)] ?? 0;
    sorted[at] = cell;
    starts[digitOf(cell)] = at + 1;
  }
  return sorted;
}
