import type { LayerChunk } from '../../../shared/contract/layerForm';
import { UserError } from '../../../shared/errors';
import { CHUNK_SIZE, NEAR_AXES } from '../../layers/layer';
import { inflateZstd, prepareZstd } from '../../platform/zstd';
import type { ObjectStore } from '../objects/objectStore';
import type { ShardLayer } from './shard';
import {
  axisGroups,
  innerBytes,
  innerChunks,
  SHARDED_ARRAYS,
  shardName,
  type ShardedArray,
} from './shardArrays';
import { checked, indexBytes, readIndex, type Span } from './shardFile';
import { shardGroup } from './shardGroup';

/** Chunks that are read at once: some megabytes. */
const CHUNKS_AT_ONCE = 64;

/** Whole chunks that are read at once, and then decided on. */
const WHOLE_CHUNKS_AT_ONCE = 32;

type Indexes = Record<ShardedArray, readonly (Span | null)[]>;

/** What is known of a chunk without its axes beyond the first sixteen. */
type NearChunk = Omit<LayerChunk, 'far'>;

/** Reads a shard by ranges. */
export class ShardReader {
  private constructor(
    private readonly store: ObjectStore,
    private readonly layer: ShardLayer,
    private readonly key: string,
    private readonly indexes: Indexes,
    /** Whether a CRC-32C follows each inner chunk. */
    private readonly hasCrc: boolean,
  ) {}

  /**
   * Opens a shard.
   * @param key of its group
   * @throws UserError `not-found` when it is not there, `bad-input` when it is damaged or belongs to another layer
   */
  static async open(store: ObjectStore, layer: ShardLayer, key: string): Promise<ShardReader> {
    await prepareZstd();
    const group = shardGroup.safeParse(parsedJson(await store.get(`${key}/zarr.json`)));
    if (group.data?.attributes.layer !== layer.id) throw damaged(store, key);
    const indexOf = async (array: ShardedArray): Promise<(Span | null)[]> => {
      const bytes = indexBytes(layer.shardChunks ** 2 * innerChunks(layer, array));
      const index = readIndex(await store.read(`${key}/${shardName(array)}`, -bytes, bytes));
      if (index === null) throw damaged(store, key);
      return index;
    };
    const [embedding = [], scale = [], error = [], relief = []] = await Promise.all(
      SHARDED_ARRAYS.map(indexOf),
    );
    const hasCrc = group.data.attributes.form === 'topo2vec-shard 1';
    return new ShardReader(store, layer, key, { embedding, scale, error, relief }, hasCrc);
  }

  /**
   * The chunks that hold an embedding, without their axes beyond the first sixteen; row by row, some at a time.
   * @throws UserError `not-found`, `bad-input` when the shard is damaged
   */
  async *nearChunks(): AsyncGenerator<readonly NearChunk[]> {
    const places = [...this.indexes.scale.keys()].filter((place) => this.indexes.scale[place] !== null);
    for (let first = 0; first < places.length; first += CHUNKS_AT_ONCE)
      yield await this.#near(places.slice(first, first + CHUNKS_AT_ONCE));
  }

  /**
   * The chunks that are wanted of those that hold an embedding, whole; row by row, some at a time.
   * @throws UserError `not-found`, `bad-input` when the shard is damaged
   */
  async *wholeChunks(
    isWanted: (chunkColumn: number, chunkRow: number) => boolean,
  ): AsyncGenerator<readonly LayerChunk[]> {
    const { shardChunks } = this.layer;
    const places = [...this.indexes.scale.keys()].filter(
      (place) =>
        this.indexes.scale[place] !== null && isWanted(place % shardChunks, Math.floor(place / shardChunks)),
    );
    for (const some of runsOf(places, WHOLE_CHUNKS_AT_ONCE)) {
      const [near, far] = await Promise.all([this.#near(some), this.#far(some)]);
      yield near.map((chunk, index) => ({ ...chunk, far: far[index] ?? new Int8Array() }));
    }
  }

  /** What is stored of a chunk along the axes after the first sixteen, [4096, kept - 16]; 0 where nothing is embedded. */
  async far(chunkColumn: number, chunkRow: number): Promise<Int8Array> {
    const [far = new Int8Array()] = await this.#far([this.#placeOf(chunkColumn, chunkRow)]);
    return far;
  }

  async #far(places: readonly number[]): Promise<Int8Array[]> {
    const others = axisGroups(this.layer) - 1;
    const farAxes = others * NEAR_AXES;
    const read = await this.#read(
      'embedding',
      places.flatMap((place) =>
        Array.from({ length: others }, (_, group) => place * (others + 1) + group + 1),
      ),
    );
    return places.map((_, index) => {
      const far = new Int8Array(CHUNK_SIZE * farAxes);
      for (let group = 0; group < others; group++) {
        const bytes = read[index * others + group] ?? null;
        if (bytes === null) continue;
        const values = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
        for (let cell = 0, from = 0; cell < CHUNK_SIZE; cell++) {
          const to = cell * farAxes + group * NEAR_AXES;
          for (let axis = 0; axis < NEAR_AXES; axis++) far[to + axis] = values[from++] ?? 0;
        }
      }
      return far;
    });
  }

  /** A whole chunk; null where nothing is embedded. */
  async chunk(chunkColumn: number, chunkRow: number): Promise<LayerChunk | null> {
    const place = this.#placeOf(chunkColumn, chunkRow);
    if (this.indexes.scale[place] === null) return null;
    const [near] = await this.#near([place]);
    return near === undefined ? null : { ...near, far: await this.far(chunkColumn, chunkRow) };
  }

  #placeOf(chunkColumn: number, chunkRow: number): number {
    const { shardChunks } = this.layer;
    if (![chunkColumn, chunkRow].every((at) => Number.isInteger(at) && at >= 0 && at < shardChunks))
      throw new RangeError(`There is no chunk ${chunkColumn}, ${chunkRow} in a shard.`);
    return chunkRow * shardChunks + chunkColumn;
  }

  async #near(places: readonly number[]): Promise<NearChunk[]> {
    const groups = axisGroups(this.layer);
    const [near, scale, error, relief] = await Promise.all([
      this.#read(
        'embedding',
        places.map((place) => place * groups),
      ),
      this.#read('scale', places),
      this.#read('error', places),
      this.#read('relief', places),
    ]);
    return places.map((place, index) => {
      const values = near[index] ?? null;
      if (values === null) throw damaged(this.store, this.key);
      return {
        chunkColumn: place % this.layer.shardChunks,
        chunkRow: Math.floor(place / this.layer.shardChunks),
        near: new Int8Array(values.buffer, values.byteOffset, values.length),
        scale: this.#floats(scale[index]),
        error: this.#floats(error[index]),
        reliefM: this.#floats(relief[index]),
      };
    });
  }

  #floats(bytes: Uint8Array | null | undefined): Float32Array {
    if (bytes === null || bytes === undefined) throw damaged(this.store, this.key);
    return new Float32Array(bytes.slice().buffer);
  }

  /** Inner chunks of an array, which are read in one piece. @param places in its index */
  async #read(array: ShardedArray, places: readonly number[]): Promise<(Uint8Array | null)[]> {
    const spans = places.map((place) => this.indexes[array][place] ?? null);
    const there = spans.filter((span) => span !== null);
    const start = Math.min(...there.map(({ offset }) => offset));
    const end = Math.max(...there.map(({ offset, length }) => offset + length));
    if (there.length === 0) return spans.map(() => null);
    const piece = await this.store.read(`${this.key}/${shardName(array)}`, start, end - start);
    return spans.map((span) => {
      if (span === null) return null;
      const stored = piece.subarray(span.offset - start, span.offset - start + span.length);
      const packed = this.hasCrc ? checked(stored) : stored;
      const bytes = packed === null ? null : inflateZstd(packed, innerBytes(array));
      if (bytes?.length !== innerBytes(array)) throw damaged(this.store, this.key);
      return bytes;
    });
  }
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

const damaged = ({ place }: ObjectStore, key: string): UserError =>
  new UserError(
    'bad-input',
    `The shard ${key} in ${place} is damaged, or not of this layer. Embed it again.`,
  );

/** Rising numbers in runs without a gap, none longer than `most`: each is read in one piece. */
function runsOf(places: readonly number[], most: number): number[][] {
  const runs: number[][] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last !== undefined && last.length < most && last.at(-1) === place - 1) last.push(place);
    else runs.push([place]);
  }
  return runs;
}
