import { z } from 'zod';
import type { LayerChunk } from '../../../shared/contract/layerForm';
import { CHUNK_SIZE, keptAxes, NEAR_AXES, type EmbeddingLayer } from '../../layers/layer';
import { chunkRangeOf } from '../../terrain/geo/lattice';
import { blob, float32Of } from '../store/blob';
import type { Reader } from '../store/database';
import { errorOf } from './errorColumn';

/** Chunks that are read by one SELECT. */
const CHUNKS_AT_ONCE = 32;

const chunkRow = z.object({
  chunk_column: z.number(),
  chunk_row: z.number(),
  near: blob,
  scale: blob,
  error: blob,
  relief: blob,
  far: blob,
});

/** The chunks of a layer's extent that hold any embedding, row by row, a few at a time: a layer may be larger than memory. */
export async function* readChunks(reader: Reader, layer: EmbeddingLayer): AsyncGenerator<LayerChunk> {
  const { column, row, columns, rows } = chunkRangeOf(layer.lattice);
  const across = Math.min(columns, CHUNKS_AT_ONCE);
  const down = Math.max(1, Math.floor(CHUNKS_AT_ONCE / columns));
  for (let top = row; top < row + rows; top += down) {
    for (let left = column; left < column + columns; left += across) {
      const found = await reader.all(
        chunkRow,
        `SELECT chunk_column, chunk_row, near, scale, error, relief, far FROM layer_chunks
         WHERE layer_id = ? AND chunk_row BETWEEN ? AND ? AND chunk_column BETWEEN ? AND ? AND patches > 0
         ORDER BY chunk_row, chunk_column`,
        [
          layer.id,
          top,
          Math.min(top + down, row + rows) - 1,
          left,
          Math.min(left + across, column + columns) - 1,
        ],
      );
      for (const stored of found) yield chunkOf(layer, stored, column, row);
    }
  }
}

function chunkOf(
  { id, rotation }: EmbeddingLayer,
  { chunk_column, chunk_row, near, scale, error, relief, far }: z.infer<typeof chunkRow>,
  column: number,
  row: number,
): LayerChunk {
  const isWhole =
    near.length === CHUNK_SIZE * NEAR_AXES &&
    far.length === CHUNK_SIZE * (keptAxes(rotation) - NEAR_AXES) &&
    scale.length === CHUNK_SIZE * 4 &&
    error.length === CHUNK_SIZE * 2 &&
    relief.length === CHUNK_SIZE * 4;
  if (!isWhole)
    throw new RangeError(`Chunk ${chunk_column}, ${chunk_row} of layer ${id} has the wrong size.`);
  return {
    chunkColumn: chunk_column - column,
    chunkRow: chunk_row - row,
    near: new Int8Array(near.buffer, near.byteOffset, near.length),
    far: new Int8Array(far.buffer, far.byteOffset, far.length),
    scale: float32Of(scale),
    error: errorOf(error),
    reliefM: float32Of(relief),
  };
}
