import type { Dtm } from '../dtm/dtm';
import type { BlockCache } from './blockCache';
import { downsample } from './downsample';
import type { PyramidFile } from './pyramidFile';
import { BLOCK_CELLS, BLOCK_SIZE, type Block, levelCount, levelSize, storedLevelCount } from './levels';

/** Most bytes that one read of the file may bring to fill the blocks beside the one asked for. */
const READ_LIMIT_BYTES = 64 * 1024 * 1024;

/** A DTM as blocks of its pyramid: read from the stored pyramid where there is one, else averaged when asked for. */
export class Raster {
  readonly levels: number;
  /** The pyramid on disk, once it exists. */
  stored: PyramidFile | null = null;
  readonly #key: string;

  constructor(
    readonly dtm: Dtm,
    private readonly cache: BlockCache,
  ) {
    const { fingerprint, band, path, width, height } = dtm.metadata;
    this.#key = `${path}|${fingerprint}|${band}|`;
    this.levels = levelCount(width, height);
  }

  /** The block if it is in memory. */
  peek(level: number, column: number, row: number): Block | undefined {
    return this.cache.peek(this.#blockKey(level, column, row));
  }

  /**
   * A block, by level (0 is the file itself) and position counted in blocks.
   * @throws UserError `truncated-file` when the file cannot be decoded
   */
  async block(level: number, column: number, row: number): Promise<Block> {
    const load = () => (level === 0 ? this.#readBase(column, row) : this.#higherBlock(level, column, row));
    return this.cache.get(this.#blockKey(level, column, row), load);
  }

  /** Closes the files. */
  async close(): Promise<void> {
    await this.stored?.close();
    await this.dtm.close();
  }

  #blockKey(level: number, column: number, row: number): string {
    return `${this.#key}${level}/${column}/${row}`;
  }

  async #higherBlock(level: number, column: number, row: number): Promise<Block> {
    const { width, height } = this.dtm.metadata;
    if (this.stored !== null && level < storedLevelCount(width, height))
      return this.stored.readBlock(level, column, row);
    const whole = new Float32Array(BLOCK_CELLS).fill(NaN);
    const mean = new Float32Array(BLOCK_CELLS).fill(NaN);
    // One after the other: a high level reaches down to thousands of blocks, which must not all be in memory.
    for (const [right, down] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const childColumn = 2 * column + right;
      const childRow = 2 * row + down;
      const size = {
        width: Math.min(BLOCK_SIZE, levelSize(width, level - 1) - childColumn * BLOCK_SIZE),
        height: Math.min(BLOCK_SIZE, levelSize(height, level - 1) - childRow * BLOCK_SIZE),
        stride: BLOCK_SIZE,
      };
      if (size.width <= 0 || size.height <= 0) continue;
      const child = await this.block(level - 1, childColumn, childRow);
      const at = (down * BLOCK_CELLS + right * BLOCK_SIZE) / 2;
      downsample({ ...size, ...child }, { whole, mean, at, stride: BLOCK_SIZE });
    }
    return { whole, mean: sameValues(whole, mean) ? whole : mean };
  }

  /** Reads a block of the file, and those beside it that the same strip or tile holds. */
  async #readBase(column: number, row: number): Promise<Block> {
    const { width, height } = this.dtm.metadata;
    const columns = Math.ceil(Math.min(this.dtm.blockWidth, width) / BLOCK_SIZE);
    const most = Math.max(1, Math.floor(READ_LIMIT_BYTES / (columns * BLOCK_CELLS * 4)));
    const rows = Math.min(most, Math.ceil(Math.min(this.dtm.blockHeight, height) / BLOCK_SIZE));
    const firstColumn = column - (column % columns);
    const firstRow = row - (row % rows);
    const left = firstColumn * BLOCK_SIZE;
    const top = firstRow * BLOCK_SIZE;
    const readWidth = Math.min(columns * BLOCK_SIZE, width - left);
    const readHeight = Math.min(rows * BLOCK_SIZE, height - top);
    const values = await this.dtm.read(left, top, readWidth, readHeight);
    const cut = (blockColumn: number, blockRow: number): Block => {
      const block = new Float32Array(BLOCK_CELLS).fill(NaN);
      const x = blockColumn * BLOCK_SIZE - left;
      const y = blockRow * BLOCK_SIZE - top;
      const cutWidth = Math.min(BLOCK_SIZE, readWidth - x);
      for (let line = 0; line < Math.min(BLOCK_SIZE, readHeight - y); line++) {
        const from = (y + line) * readWidth + x;
        block.set(values.subarray(from, from + cutWidth), line * BLOCK_SIZE);
      }
      return { whole: block, mean: block };
    };
    for (let y = firstRow; y * BLOCK_SIZE < top + readHeight; y++) {
      for (let x = firstColumn; x * BLOCK_SIZE < left + readWidth; x++) {
        if (x !== column || y !== row) this.cache.put(this.#blockKey(0, x, y), cut(x, y));
      }
    }
    return cut(column, row);
  }
}

/** Whether both arrays have data in the same places. */
function sameValues(whole: Float32Array, mean: Float32Array): boolean {
  for (let i = 0; i < whole.length; i++) {
    if (Number.isNaN(whole[i]) && !Number.isNaN(mean[i])) return false;
  }
  return true;
}
