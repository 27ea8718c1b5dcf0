import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { LayerChunk } from '../../../shared/contract/layerForm';
import { CHUNK_SIZE, keptAxes, NEAR_AXES, type EmbeddingLayer } from '../../layers/layer';
import type { NearChunk } from '../../layers/search/chunkSearch';
import { chunkRangeOf, type ChunkRange } from '../../terrain/geo/lattice';
import { blob, float32Of } from '../store/blob';
import type { Reader } from '../store/database';
import { errorOf } from './errorColumn';

/** Chunks that are read by one SELECT. */
const CHUNKS_AT_ONCE = 32;

/** Bytes that are cached of the first axes: 24 per cell, ten million cells. */
const NEAR_BYTES = 256e6;

/** Bytes that are cached of the other axes. */
const FAR_BYTES = 128e6;

/** A chunk, counted from the CRS's origin; null where it holds no embedding. */
type Kept = Pick<NearChunk, 'near' | 'scale' | 'error'> | 'empty';

const nearRow = z.object({
  chunk_column: z.number(),
  chunk_row: z.number(),
  patches: z.number(),
  near: blob,
  scale: blob,
  error: blob,
});

/**
 * Stored embeddings that were read recently, for repeated searches of layers. Chunks never change once they are stored; those of
 * removed layers must be forgotten.
 */
export class WarmLayers {
  readonly #near = new LRUCache<string, Kept>({
    maxSize: NEAR_BYTES,
    sizeCalculation: (kept) => 1 + (kept === 'empty' ? 0 : CHUNK_SIZE * (NEAR_AXES + 4 + 4)),
  });
  readonly #far = new LRUCache<string, Int8Array>({
    maxSize: FAR_BYTES,
    sizeCalculation: (far) => 1 + far.byteLength,
  });

  /** Forgets everything. */
  clear(): void {
    this.#near.clear();
    this.#far.clear();
  }

  /**
   * The chunks of a layer's extent that hold any embedding, row by row, some at a time.
   * @throws RangeError when a chunk has the wrong size
   */
  async *nearChunks(reader: Reader, layer: EmbeddingLayer): AsyncGenerator<NearChunk[]> {
    const { column, row } = chunkRangeOf(layer.lattice);
    for (const block of blocksOf(layer)) {
      const places = placesOf(block);
      let kept = places.map(([c, r]) => this.#near.get(chunkKey(layer, c, r)));
      if (kept.includes(undefined)) {
        const read = await readNear(reader, layer, block);
        kept = places.map(([c, r]) => read.get(chunkKey(layer, c, r)) ?? 'empty');
        for (const [key, values] of read) this.#near.set(key, values);
      }
      yield places.flatMap(([c, r], index) => {
        const values = kept[index] ?? 'empty';
        return values === 'empty' ? [] : [{ chunkColumn: c - column, chunkRow: r - row, ...values }];
      });
      // Cached chunks are searched without waiting for the disk: let other work have its turn.
      await setImmediate();
    }
  }

  /**
   * What is stored of a chunk along the axes after the first ones, [4096, kept - 16].
   * @throws RangeError when it is missing, or has the wrong size
   */
  async farOf(
    reader: Reader,
    layer: EmbeddingLayer,
    { chunkColumn, chunkRow }: Pick<LayerChunk, 'chunkColumn' | 'chunkRow'>,
  ): Promise<Int8Array> {
    const { column, row } = chunkRangeOf(layer.lattice);
    const key = chunkKey(layer, column + chunkColumn, row + chunkRow);
    const kept = this.#far.get(key);
    if (kept !== undefined) return kept;
    const found = await reader.get(
      z.object({ far: blob }),
      'SELECT far FROM layer_chunks WHERE layer_id = ? AND chunk_row = ? AND chunk_column = ?',
      [layer.id, row + chunkRow, column + chunkColumn],
    );
    const bytes = found?.far ?? new Uint8Array();
    refuseUnless(bytes.length === CHUNK_SIZE * (keptAxes(layer.rotation) - NEAR_AXES), key);
    const far = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#far.set(key, far);
    return far;
  }
}

/** Key of a chunk, counted from the CRS's origin; also used in messages. */
const chunkKey = (layer: EmbeddingLayer, column: number, row: number): string =>
  `chunk ${column}, ${row} of layer ${layer.id}`;

/** The chunks of a layer's extent in the blocks that one SELECT reads. */
function* blocksOf({ lattice }: EmbeddingLayer): Generator<ChunkRange> {
  const { column, row, columns, rows } = chunkRangeOf(lattice);
  const across = Math.min(columns, CHUNKS_AT_ONCE);
  const down = Math.max(1, Math.floor(CHUNKS_AT_ONCE / columns));
  for (let top = row; top < row + rows; top += down) {
    for (let left = column; left < column + columns; left += across) {
      yield {
        column: left,
        row: top,
        columns: Math.min(across, column + columns - left),
        rows: Math.min(down, row + rows - top),
      };
    }
  }
}

const placesOf = ({ column, row, columns, rows }: ChunkRange): [column: number, row: number][] =>
  Array.from({ length: columns * rows }, (_, i) => [column + (i % columns), row + Math.floor(i / columns)]);

/** The stored chunks of a block, by their keys; others may be embedded later. */
async function readNear(
  reader: Reader,
  layer: EmbeddingLayer,
  { column, row, columns, rows }: ChunkRange,
): Promise<Map<string, Kept>> {
  const found = await reader.all(
    nearRow,
    `SELECT chunk_column, chunk_row, patches, near, scale, error FROM layer_chunks
     WHERE layer_id = ? AND chunk_row BETWEEN ? AND ? AND chunk_column BETWEEN ? AND ?`,
    [layer.id, row, row + rows - 1, column, column + columns - 1],
  );
  return new Map(
    found.map(({ chunk_column, chunk_row, patches, near, scale, error }): [string, Kept] => {
      const key = chunkKey(layer, chunk_column, chunk_row);
      if (patches === 0) return [key, 'empty'];
      refuseUnless(
        near.length === CHUNK_SIZE * NEAR_AXES &&
          scale.length === CHUNK_SIZE * 4 &&
          error.length === CHUNK_SIZE * 2,
        key,
      );
      const values = {
        near: new Int8Array(near.buffer, near.byteOffset, near.length),
        scale: float32Of(scale),
        error: errorOf(error),
      };
      return [key, values];
    }),
  );
}

function refuseUnless(isWhole: boolean, key: string): void {
  if (!isWhole) throw new RangeError(`The ${key} has the wrong size.`);
}
