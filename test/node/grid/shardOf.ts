import type { LayerChunk } from '../../../src/shared/contract/layerForm';
import type { ShardAddress, ShardLayer } from '../../../src/main/grid/shards/shard';

/** A layer of 3 x 16 axes, embeddings of 50 values, and shards of 2 x 2 chunks. */
export const layer: ShardLayer = {
  id: 'c0ffee',
  encoderKey: 'ab'.repeat(32),
  encoderName: 'polar',
  radiusM: 240,
  stepM: 120,
  rotation: {
    mean: Float32Array.from({ length: 50 }, (_, i) => i / 7),
    axes: Float32Array.from({ length: 48 * 50 }, (_, i) => (i % 50 === Math.floor(i / 50) ? 1 : 0)),
  },
  shardChunks: 2,
};

/** South of the equator's line of rows: row 2 of shards begins 30,720 m south of the CRS's origin. */
export const address: ShardAddress = { crsCode: 'EPSG:32632', column: 3, row: -40 };

/**
 * A chunk by rules that a reader of the file can repeat: the value of cell c (0..4095) along axis a is ((c + 3 a + 5 column + 7 row)
 * mod 255) - 127, its scale 1 + c / 4096, its error 0.5, its relief c; every ninth cell has no patch.
 */
export function chunkAt(chunkColumn: number, chunkRow: number): LayerChunk {
  const valueOf = (cell: number, axis: number): number =>
    isEmpty(cell) ? 0 : ((cell + 3 * axis + 5 * chunkColumn + 7 * chunkRow) % 255) - 127;
  const cells = { length: 4096 };
  const perCell = (value: (cell: number) => number): Float32Array =>
    Float32Array.from(cells, (_, cell) => (isEmpty(cell) ? NaN : value(cell)));
  return {
    chunkColumn,
    chunkRow,
    near: Int8Array.from({ length: 4096 * 16 }, (_, i) => valueOf(Math.floor(i / 16), i % 16)),
    far: Int8Array.from({ length: 4096 * 32 }, (_, i) => valueOf(Math.floor(i / 32), 16 + (i % 32))),
    scale: perCell((cell) => 1 + cell / 4096),
    error: perCell(() => 0.5),
    reliefM: perCell((cell) => cell),
  };
}

const isEmpty = (cell: number): boolean => cell % 9 === 0;
