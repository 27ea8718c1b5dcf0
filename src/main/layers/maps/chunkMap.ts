import type { LatticeValue } from '../../../shared/contract/compute';
import { type ChunkAddress, CHUNK_CELLS, chunksOf } from '../../terrain/geo/lattice';
import { CHUNK_SIZE } from '../layer';

/** Values of one chunk of a map: [4096] row-major, NaN where there is none. */
export interface ValueChunk extends ChunkAddress {
  readonly values: Float32Array;
}

type Size = Pick<LatticeValue, 'columns' | 'rows'>;

/** A map without a value. */
export const emptyMap = ({ columns, rows }: Size): Float32Array => new Float32Array(columns * rows).fill(NaN);

/** Writes a chunk into the map of its lattice, [rows * columns] row-major. */
export function writeChunk(
  map: Float32Array,
  { columns, rows }: Size,
  { chunkColumn, chunkRow, values }: ValueChunk,
): void {
  if (values.length !== CHUNK_SIZE) throw new RangeError('A chunk of a map has the wrong size.');
  const left = chunkColumn * CHUNK_CELLS;
  const width = Math.min(CHUNK_CELLS, columns - left);
  for (let row = 0; row < CHUNK_CELLS && chunkRow * CHUNK_CELLS + row < rows; row++) {
    const from = row * CHUNK_CELLS;
    map.set(values.subarray(from, from + width), (chunkRow * CHUNK_CELLS + row) * columns + left);
  }
}

/** The chunks of a map that hold any value. @param map [rows * columns] row-major */
export function* chunksOfMap(map: Float32Array, lattice: LatticeValue): Generator<ValueChunk> {
  const { columns, rows } = lattice;
  for (const [chunkColumn, chunkRow] of chunksOf(lattice)) {
    const values = new Float32Array(CHUNK_SIZE).fill(NaN);
    const left = chunkColumn * CHUNK_CELLS;
    const width = Math.min(CHUNK_CELLS, columns - left);
    for (let row = 0; row < CHUNK_CELLS && chunkRow * CHUNK_CELLS + row < rows; row++) {
      const from = (chunkRow * CHUNK_CELLS + row) * columns + left;
      values.set(map.subarray(from, from + width), row * CHUNK_CELLS);
    }
    if (values.some((value) => !Number.isNaN(value))) yield { chunkColumn, chunkRow, values };
  }
}
