import { type Cells, downsample } from './downsample';
import { BLOCK_CELLS, BLOCK_SIZE, type Block } from './levels';

/** Rows that are averaged before other work gets its turn. */
const ROWS_AT_ONCE = 16;

/** A row of blocks of one level while it is being filled from above. */
export class Band {
  readonly whole: Float32Array;
  readonly mean: Float32Array;
  /** Rows filled so far, at most 256. */
  filled = 0;

  /** @param width cells of the level from west to east */
  constructor(readonly width: number) {
    this.whole = new Float32Array(width * BLOCK_SIZE);
    this.mean = new Float32Array(width * BLOCK_SIZE);
  }

  /** Adds the rows that the finer level's rows average to, a few at a time; waits for `breathe` in between. */
  async append(cells: Cells, breathe: () => Promise<void>): Promise<void> {
    for (let row = 0; row < cells.height; row += ROWS_AT_ONCE) {
      const height = Math.min(ROWS_AT_ONCE, cells.height - row);
      const end = (row + height) * cells.stride;
      downsample(
        {
          ...cells,
          whole: cells.whole.subarray(row * cells.stride, end),
          mean: cells.mean.subarray(row * cells.stride, end),
          height,
        },
        { whole: this.whole, mean: this.mean, at: this.filled * this.width, stride: this.width },
      );
      this.filled += Math.ceil(height / 2);
      await breathe();
    }
  }

  /** What has been filled, to be averaged further. */
  cells(): Cells {
    return { whole: this.whole, mean: this.mean, width: this.width, height: this.filled, stride: this.width };
  }

  /** One block of the band; NaN past the level's edges. */
  block(column: number): Block {
    return { whole: this.#cut(this.whole, column), mean: this.#cut(this.mean, column) };
  }

  #cut(values: Float32Array, column: number): Float32Array {
    const block = new Float32Array(BLOCK_CELLS).fill(NaN);
    const left = column * BLOCK_SIZE;
    const width = Math.min(BLOCK_SIZE, this.width - left);
    for (let row = 0; row < this.filled; row++) {
      const from = row * this.width + left;
      block.set(values.subarray(from, from + width), row * BLOCK_SIZE);
    }
    return block;
  }
}
