import zlib from 'node:zlib';
import type { LayerChunk } from '../../../shared/contract/layerForm';
import { CHUNK_SIZE, keptAxes, NEAR_AXES } from '../../layers/layer';
import type { ObjectStore } from '../objects/objectStore';
import { shardPrefix, type ShardAddress, type ShardLayer, type StoredShard } from './shard';
import {
  axisGroups,
  innerChunks,
  SHARDED_ARRAYS,
  shardName,
  ZSTD_LEVEL,
  type ShardedArray,
} from './shardArrays';
import { shardFile } from './shardFile';
import { bytesIn, shardHash } from './shardHash';
import { groupObjects } from './shardGroup';

const how = {
  params: {
    [zlib.constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL,
    [zlib.constants.ZSTD_c_checksumFlag]: 1,
  },
};

/**
 * Writes a shard: a group of Zarr 3 that stands alone, whose name holds its position and its content's hash. Equal chunks make equal
 * bytes, in whatever order they come, with one version of zstd: it is a part of a program's name (`programOf`).
 */
export class ShardWriter {
  /** Encoded inner chunks of each array, by their place in its index. */
  readonly #encoded: Record<ShardedArray, (Uint8Array | undefined)[]>;
  #embeddings = 0;

  /** @param program name and version of what computed the embeddings */
  constructor(
    private readonly store: ObjectStore,
    private readonly layer: ShardLayer,
    private readonly address: ShardAddress,
    private readonly program: string,
  ) {
    const empty = (array: ShardedArray): undefined[] =>
      Array.from({ length: layer.shardChunks ** 2 * innerChunks(layer, array) });
    this.#encoded = {
      embedding: empty('embedding'),
      scale: empty('scale'),
      error: empty('error'),
      relief: empty('relief'),
    };
  }

  /**
   * Adds a chunk, in any order, each at most once. What is never added, or holds no embedding, is absent in the shard.
   * @param chunk counted from the shard's north-west, 0..shardChunks - 1
   * @throws RangeError for a chunk outside the shard, of another size, or added before
   */
  add(chunk: LayerChunk): void {
    const place = this.#placeOf(chunk);
    let embeddings = 0;
    for (let cell = 0; cell < CHUNK_SIZE; cell++) if (!Number.isNaN(chunk.scale[cell])) embeddings++;
    if (embeddings === 0) return;
    const groups = axisGroups(this.layer);
    this.#encoded.scale[place] = encode(oneNaN(chunk.scale));
    this.#encoded.error[place] = encode(oneNaN(chunk.error));
    this.#encoded.relief[place] = encode(oneNaN(chunk.reliefM));
    for (let group = 0; group < groups; group++)
      this.#encoded.embedding[place * groups + group] = encode(valuesOfGroup(chunk, group, groups));
    this.#embeddings += embeddings;
  }

  #placeOf({ chunkColumn, chunkRow, near, far, scale, error, reliefM }: LayerChunk): number {
    const { shardChunks, rotation } = this.layer;
    const place = chunkRow * shardChunks + chunkColumn;
    const isInside = [chunkColumn, chunkRow].every(
      (at) => Number.isInteger(at) && at >= 0 && at < shardChunks,
    );
    const isWhole =
      near.length === CHUNK_SIZE * NEAR_AXES &&
      far.length === CHUNK_SIZE * (keptAxes(rotation) - NEAR_AXES) &&
      [scale, error, reliefM].every(({ length }) => length === CHUNK_SIZE);
    if (!isInside || !isWhole || this.#encoded.scale[place] !== undefined)
      throw new RangeError(`Chunk ${chunkColumn}, ${chunkRow} does not fit into the shard.`);
    return place;
  }

  /**
   * Writes the shard.
   * @returns null when it has no embedding, and nothing was written; otherwise all is safe
   * @throws UserError what the store throws; what was written until then does not disturb another attempt
   */
  async finish(): Promise<StoredShard | null> {
    if (this.#embeddings === 0) return null;
    const objects = groupObjects(this.layer, this.address, this.program);
    for (const array of SHARDED_ARRAYS)
      objects.set(shardName(array), shardFile(this.#encoded[array], this.#orderOf(array)));
    const sha256 = await shardHash(objects);
    const key = `${shardPrefix(this.layer.id, this.address)}${sha256.slice(0, 16)}.zarr`;
    await Promise.all([...objects].map(([name, pieces]) => this.store.put(`${key}/${name}`, pieces)));
    const bytes = bytesIn([...objects.values()].flat());
    return { key, sha256, bytes, embeddings: this.#embeddings };
  }

  /** The first axes of all chunks, then the others chunk by chunk: either is read in one piece. */
  *#orderOf(array: ShardedArray): Generator<number> {
    const groups = innerChunks(this.layer, array);
    const places = this.layer.shardChunks ** 2;
    for (let place = 0; place < places; place++) yield place * groups;
    for (let place = 0; place < places; place++)
      for (let group = 1; group < groups; group++) yield place * groups + group;
  }
}

/** The bits of the NaN that stands for all others. */
const NAN_BITS = 0x7fc00000;

/** The bits of infinity: without their sign, those of every NaN are more. */
const INFINITY_BITS = 0x7f800000;

/** Values with one kind of NaN: which of many an engine makes of arithmetic differs from run to run. */
function oneNaN(values: Float32Array): Float32Array {
  const same = values.slice();
  const bits = new Uint32Array(same.buffer);
  for (let at = 0; at < bits.length; at++)
    if (((bits[at] ?? 0) & 0x7fffffff) > INFINITY_BITS) bits[at] = NAN_BITS;
  return same;
}

/** Bytes by which zstd may make an inner chunk longer: a header, one for each block, a checksum. */
const MOST_LONGER = 256;

/** An inner chunk: zstd, which holds a checksum. It has room for all of it at once, since Node joins pieces by a copy. */
const encode = ({ buffer, byteOffset, byteLength }: Int8Array | Float32Array): Uint8Array =>
  zlib.zstdCompressSync(new Uint8Array(buffer, byteOffset, byteLength), {
    ...how,
    chunkSize: byteLength + MOST_LONGER,
  });

/** Values in a word. */
const WORD = 4;

/** Values along the sixteen axes of a group, [4096, 16]. */
function valuesOfGroup(
  { near, far }: Pick<LayerChunk, 'near' | 'far'>,
  group: number,
  groups: number,
): Int8Array {
  if (group === 0) return near;
  if (groups === 2) return far;
  // In words of four values; copied where they are not aligned.
  const all = far.byteOffset % WORD === 0 ? far : far.slice();
  const words = new Int32Array(all.buffer, all.byteOffset, all.length / WORD);
  const own = new Int32Array((CHUNK_SIZE * NEAR_AXES) / WORD);
  const perCell = NEAR_AXES / WORD;
  const first = (group - 1) * perCell;
  for (let cell = 0, to = 0; cell < CHUNK_SIZE; cell++) {
    const from = cell * (groups - 1) * perCell + first;
    for (let word = 0; word < perCell; word++) own[to++] = words[from + word] ?? 0;
  }
  return new Int8Array(own.buffer);
}
