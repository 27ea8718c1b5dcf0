import { LRUCache } from 'lru-cache';
import type { LayerChunk, Rotation } from '../../../shared/contract/layerForm';
import type { Project, TaskWork } from '../context';
import { embedOnce, rotationFor, type EncoderLattice } from '../maps/decisions';

/** Bytes of chunks that are kept at most: of polar about 250 chunks, a million places. */
const MOST_BYTES = 64e6;

/**
 * Embeddings of the areas that heads are measured on, which are the same for every class, draw and kind of head. They belong to one
 * task and go with it; what does not fit is embedded again.
 */
export class HeldOutEmbeddings {
  readonly #rotations = new Map<string, Rotation>();
  readonly #chunks = new LRUCache<string, LayerChunk>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ near, far, scale, error, reliefM }) =>
      [near, far, scale, error, reliefM].reduce((bytes, values) => bytes + values.byteLength, 0),
  });

  constructor(private readonly project: Project) {}

  /** The axes of an encoder's embeddings at a radius. */
  async rotation(at: Omit<EncoderLattice, 'lattice'>, signal: AbortSignal): Promise<Rotation> {
    const key = `${at.encoderId} ${at.radiusM}`;
    const rotation = this.#rotations.get(key) ?? (await rotationFor(this.project, at, signal));
    this.#rotations.set(key, rotation);
    return rotation;
  }

  /** Chunks of a lattice along these axes, in any order. @param chunks column, row pairs */
  async *chunks(
    at: EncoderLattice,
    chunks: [number, number][],
    report: Parameters<TaskWork>[0],
    signal: AbortSignal,
  ): AsyncGenerator<LayerChunk> {
    const { lattice, encoderId, radiusM } = at;
    const keyOf = (column: number, row: number): string =>
      JSON.stringify([encoderId, radiusM, lattice, column, row]);
    const missing: [number, number][] = [];
    for (const [column, row] of chunks) {
      const kept = this.#chunks.get(keyOf(column, row));
      if (kept === undefined) missing.push([column, row]);
      else yield kept;
    }
    if (missing.length === 0) return;
    const rotation = await this.rotation(at, signal);
    for await (const chunk of embedOnce(this.project, { ...at, rotation }, missing, report, signal)) {
      this.#chunks.set(keyOf(chunk.chunkColumn, chunk.chunkRow), chunk);
      yield chunk;
    }
  }
}
