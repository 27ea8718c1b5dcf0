import { CHUNK_SIZE, keptAxes, NEAR_AXES } from '../../layers/layer';
import { CHUNK_CELLS } from '../../terrain/geo/lattice';
import type { ShardLayer } from './shard';

/** All arrays that are cut into inner chunks; all but the first hold one number a cell. */
export const SHARDED_ARRAYS = ['embedding', 'scale', 'error', 'relief'] as const;
export type ShardedArray = (typeof SHARDED_ARRAYS)[number];

/** Groups of sixteen axes, each an inner chunk of its own, so that the first are read without the others. */
export const axisGroups = ({ rotation }: Pick<ShardLayer, 'rotation'>): number =>
  keptAxes(rotation) / NEAR_AXES;

/** Inner chunks of an array in the place of one chunk of the layer. */
export const innerChunks = (layer: Pick<ShardLayer, 'rotation'>, array: ShardedArray): number =>
  array === 'embedding' ? axisGroups(layer) : 1;

/** Bytes of an inner chunk as it is in memory. */
export const innerBytes = (array: ShardedArray): number =>
  array === 'embedding' ? CHUNK_SIZE * NEAR_AXES : CHUNK_SIZE * Float32Array.BYTES_PER_ELEMENT;

/** Name of the object that holds an array's one shard (Zarr 3, "default" chunk keys). */
export const shardName = (array: ShardedArray): string =>
  `${array}/c/0/0${array === 'embedding' ? '/0' : ''}`;

/**
 * zarr.json of an array that is cut into inner chunks. The codecs, first to last: numbers to bytes, zstd with its own checksum, which
 * costs less than CRC-32C in JavaScript (docs/performance.md).
 */
export function shardedMetadata(layer: Pick<ShardLayer, 'rotation' | 'shardChunks'>, array: ShardedArray) {
  const edge = layer.shardChunks * CHUNK_CELLS;
  const isEmbedding = array === 'embedding';
  const shape = isEmbedding ? [edge, edge, keptAxes(layer.rotation)] : [edge, edge];
  return arrayMetadata({
    shape,
    dataType: isEmbedding ? 'int8' : 'float32',
    fill: isEmbedding ? 0 : 'NaN',
    names: isEmbedding ? ['y', 'x', 'axis'] : ['y', 'x'],
    codecs: [
      {
        name: 'sharding_indexed',
        configuration: {
          chunk_shape: isEmbedding ? [CHUNK_CELLS, CHUNK_CELLS, NEAR_AXES] : [CHUNK_CELLS, CHUNK_CELLS],
          codecs: [
            isEmbedding ? { name: 'bytes' } : littleEndian,
            { name: 'zstd', configuration: { level: ZSTD_LEVEL, checksum: true } },
          ],
          index_codecs: [littleEndian, { name: 'crc32c' }],
          index_location: 'end',
        },
      },
    ],
  });
}

/**
 * Level of zstd: embeddings are noise-like, so that higher ones take longer and save nothing. Of the levels below, -1 takes no less
 * time, and -5 four fifths of it for a third more bytes; without zstd a shard is 1.7 times as large.
 */
export const ZSTD_LEVEL = 1;

const littleEndian = { name: 'bytes', configuration: { endian: 'little' } };

/** An array as zarr.json describes it, all of it in one chunk. */
export function arrayMetadata({
  shape,
  dataType,
  fill,
  names,
  codecs = [littleEndian],
}: {
  readonly shape: readonly number[];
  readonly dataType: 'int8' | 'float32' | 'float64';
  readonly fill: 0 | 'NaN';
  readonly names: readonly string[];
  readonly codecs?: readonly object[];
}) {
  return {
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: dataType,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: shape } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: fill,
    codecs,
    dimension_names: names,
    attributes: {},
  };
}
