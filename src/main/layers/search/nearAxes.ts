import type { LayerChunk } from '../../../shared/contract/layerForm';
import { Kernel } from '../../kernels/kernel';
import { CHUNK_SIZE, NEAR_AXES } from '../layer';
import { SLACK, type RotatedQuery } from './distanceBounds';
import code from './nearAxes.as?kernel';

/** Bytes of a query in the kernel. */
const QUERY_BYTES = 48;

/** Largest whole number that a query's coordinates are rounded to. */
const LARGEST = 32_767;

/** What is known of a chunk's embeddings along the first axes. */
export type NearAxesOfChunk = Pick<LayerChunk, 'near' | 'scale' | 'error'>;

/**
 * Finds by the first sixteen axes which cells of a chunk may be near some queries: what lies along the other axes only adds to a
 * distance. Products are whole numbers and exact; a query is rounded to 16 bits for that, and how far this moves it is added to
 * the requested distance.
 */
export class NearAxes {
  readonly #kernel = new Kernel(code, ['nearSquares', 'within']);
  readonly #near: number;
  readonly #scales: number;
  readonly #errors: number;
  readonly #queries: number;
  readonly #squares: number;
  readonly #cells: number;
  readonly #copies: number;
  /** How far a query may have been moved. */
  readonly #moved: number;

  /** @param queries in the rotation of the chunks' layer */
  constructor(queries: readonly RotatedQuery[]) {
    const floats = CHUNK_SIZE * Float32Array.BYTES_PER_ELEMENT;
    [
      this.#near = 0,
      this.#scales = 0,
      this.#errors = 0,
      this.#squares = 0,
      this.#cells = 0,
      this.#queries = 0,
    ] = this.#kernel.place(
      CHUNK_SIZE * NEAR_AXES,
      floats,
      floats,
      floats,
      floats,
      queries.length * QUERY_BYTES,
    );
    this.#copies = queries.length;
    this.#moved = Math.max(...queries.map((query, index) => this.#place(query, index) + query.slack));
  }

  /** Places a query in the kernel's memory; returns how far rounding moved it. */
  #place({ along }: RotatedQuery, index: number): number {
    const bytes = this.#kernel.bytes(this.#queries + index * QUERY_BYTES, QUERY_BYTES);
    const view = new DataView(bytes.buffer, bytes.byteOffset, QUERY_BYTES);
    const near = along.subarray(0, NEAR_AXES);
    const scale = Math.fround(Math.max(...near.map(Math.abs)) / LARGEST);
    let length = 0;
    let moved = 0;
    for (const [axis, value] of near.entries()) {
      const whole = scale === 0 ? 0 : Math.min(LARGEST, Math.max(-LARGEST, Math.round(value / scale)));
      view.setInt16(2 * axis, whole, true);
      length += (whole * scale) ** 2;
      moved += (value - whole * scale) ** 2;
    }
    view.setFloat32(2 * NEAR_AXES, 2 * scale, true);
    view.setFloat32(2 * NEAR_AXES + 4, length, true);
    return Math.sqrt(moved);
  }

  /**
   * Squared distances along the first axes from what is stored to the nearest query, never more than they are: with the cells'
   * errors, lower bounds for all of a chunk at once.
   * @returns [4096] NaN where no patch exists; a view that is valid until the next call
   */
  squares({ near, scale }: Pick<NearAxesOfChunk, 'near' | 'scale'>): Float32Array {
    this.#kernel
      .bytes(this.#near, CHUNK_SIZE * NEAR_AXES)
      .set(new Uint8Array(near.buffer, near.byteOffset, near.length));
    this.#kernel.float32(this.#scales, CHUNK_SIZE).set(scale);
    this.#kernel.call(
      'nearSquares',
      this.#near,
      this.#scales,
      this.#queries,
      this.#copies,
      CHUNK_SIZE,
      this.#squares,
    );
    return this.#kernel.float32(this.#squares, CHUNK_SIZE);
  }

  /**
   * The cells that may be as near to a query as a distance.
   * @returns ascending; a view that is valid until the next call
   */
  within(chunk: NearAxesOfChunk, distance: number): Uint32Array {
    this.squares(chunk);
    this.#kernel.float32(this.#errors, CHUNK_SIZE).set(chunk.error);
    // Float32 rounds by less than the slack.
    const reach = distance * (1 + 2 * SLACK) + this.#moved * (1 + SLACK);
    const count = this.#kernel.call(
      'within',
      this.#squares,
      this.#scales,
      this.#errors,
      CHUNK_SIZE,
      reach,
      this.#cells,
    );
    const { buffer, byteOffset } = this.#kernel.bytes(this.#cells, 4 * count);
    return new Uint32Array(buffer, byteOffset, count);
  }
}
