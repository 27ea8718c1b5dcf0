/**
 * The cells whose values meet a condition, ascending.
 * @param values of all cells
 * @param isWanted of a value
 */
export function cellsWhere(values: Float32Array, isWanted: (value: number) => boolean): Uint32Array {
  const cells = new Uint32Array(values.length);
  let count = 0;
  for (let cell = 0; cell < values.length; cell++) if (isWanted(values[cell] ?? NaN)) cells[count++] = cell;
  return cells.subarray(0, count);
}
