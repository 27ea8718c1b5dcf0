import type { LayerChunk, Rotation } from '../../../shared/contract/layerForm';
import { cellOfChunk } from '../../terrain/geo/lattice';
import type { Contest } from './contest';
import { nearestBounds, rotateQuery, type RotatedQuery } from './distanceBounds';
import { NearAxes } from './nearAxes';

/** What is known of a chunk's embeddings along the first axes. */
export type NearChunk = Pick<LayerChunk, 'chunkColumn' | 'chunkRow' | 'near' | 'scale' | 'error'>;

/** Queries that chunks of one layer are compared with. */
export class ChunkSearch {
  readonly #rotated: readonly RotatedQuery[];
  readonly #nearAxes: NearAxes;

  /** @param queries each [size] */
  constructor(rotation: Rotation, queries: readonly Float32Array[]) {
    this.#rotated = queries.map((query) => rotateQuery(rotation, query));
    this.#nearAxes = new NearAxes(this.#rotated);
  }

  /**
   * Lets the cells of a chunk compete: those that may be within reach by their first axes.
   * @param index of the layer, or of the part of it, in the contest
   * @param columns cells in a row of its lattice
   * @param readFar reads what is stored along the other axes, [4096, kept - 16]; called where a cell may be within reach
   */
  async enter(
    contest: Contest,
    index: number,
    columns: number,
    chunk: NearChunk,
    readFar: () => Promise<Int8Array>,
  ): Promise<void> {
    const cells = this.#nearAxes.within(chunk, contest.reach);
    if (cells.length === 0) return;
    const whole = { ...chunk, far: await readFar() };
    for (const cell of cells) {
      const [column, row] = cellOfChunk(chunk, cell);
      contest.offer(index, row * columns + column, nearestBounds(this.#rotated, whole, cell));
    }
  }
}
