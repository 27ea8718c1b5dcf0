/** A grid with a frame of one no-data cell on each side, so that each of its own cells has eight neighbours. */
export interface Framed {
  /** [(rows + 2) * columns] metres, row-major, NaN without data */
  readonly elevationsM: Float32Array;
  /** Columns, frame included. */
  readonly columns: number;
  /** Offsets from a cell to its eight neighbours, row by row. */
  readonly neighbours: readonly number[];
  /** The cell in the grid without its frame. */
  readonly unframed: (cell: number) => number;
}

/** @param elevationsM [rows * columns] metres, row-major */
export function framed(elevationsM: Float32Array, columns: number): Framed {
  const wide = columns + 2;
  const rows = elevationsM.length / columns;
  const values = new Float32Array(wide * (rows + 2)).fill(NaN);
  for (let row = 0; row < rows; row++)
    values.set(elevationsM.subarray(row * columns, (row + 1) * columns), (row + 1) * wide + 1);
  return {
    elevationsM: values,
    columns: wide,
    neighbours: [-wide - 1, -wide, 1 - wide, -1, 1, wide - 1, wide, wide + 1],
    unframed: (cell) => (Math.floor(cell / wide) - 1) * columns + (cell % wide) - 1,
  };
}
