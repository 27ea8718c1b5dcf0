import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dtm } from '../dtm/dtm';
import type { PyramidBlockCache } from './pyramidBlockCache';
import { halve, put } from './downsample';
import type { PyramidFile } from './pyramidFile';
import { BLOCK_CELLS, BLOCK_SIZE, type Block, levelCount, levelSize, storedLevelCount } from './levels';

/** Maximum bytes that one read of the file may fetch to fill the blocks beside the requested one. */
const READ_LIMIT_BYTES = 64 * 1024 * 1024;

/** Reads that fetch more than this wait for one another: for a wide raster in strips, memory holds one at a time. */
const LARGE_READ_BYTES = 4 * 1024 * 1024;

/** Blocks that are cut from one read before other work gets its turn. */
const BLOCKS_A_TURN = 16;

const noData = new Float32Array(BLOCK_CELLS).fill(NaN);
/** A block without any data. */
const EMPTY: Block = { whole: noData, mean: noData };

/** Blocks of the file that one read fetches: those that its strips or tiles cover. */
interface BlockGroup {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/** A DTM as blocks of its pyramid: read from the stored pyramid if there is one, else averaged on demand. */
export class Raster {
  readonly levels: number;
  /** The pyramid on disk, once it exists. */
  stored: PyramidFile | null = null;
  readonly #key: string;
  /** Current reads of the file, by the first block of their group. */
  readonly #reading = new Map<string, Promise<ReadonlyMap<string, Block>>>();
  #lastLargeRead: Promise<unknown> = Promise.resolve();

  constructor(
    readonly dtm: Dtm,
    private readonly cache: PyramidBlockCache,
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
      return (await this.stored.readBlock(level, column, row)) ?? EMPTY;
    const whole = new Float32Array(BLOCK_CELLS).fill(NaN);
    const mean = new Float32Array(BLOCK_CELLS).fill(NaN);
    // One after the other: a high level depends on thousands of blocks, which must not all be in memory.
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
      put(halve({ ...size, ...child }), { whole, mean, at, stride: BLOCK_SIZE });
    }
    return { whole, mean: sameValues(whole, mean) ? whole : mean };
  }

  /** A block of the file; those of one group that are requested at the same time wait for the same read. */
  async #readBase(column: number, row: number): Promise<Block> {
    const group = this.#groupOf(column, row);
    const key = this.#blockKey(0, group.column, group.row);
    let reading = this.#reading.get(key);
    if (reading === undefined) {
      const isLarge = group.columns * group.rows * BLOCK_CELLS * 4 > LARGE_READ_BYTES;
      const before = isLarge ? this.#lastLargeRead : Promise.resolve();
      reading = before.then(() => this.#readGroup(group)).finally(() => this.#reading.delete(key));
      this.#reading.set(key, reading);
      // Only the order matters here: the caller of the failed read gets its error.
      if (isLarge) this.#lastLargeRead = reading.catch(() => undefined);
    }
    const block = (await reading).get(this.#blockKey(0, column, row));
    if (block === undefined) throw new RangeError(`Block ${column},${row} lies outside the raster`);
    return block;
  }

  #groupOf(column: number, row: number): BlockGroup {
    const { width, height } = this.dtm.metadata;
    const columns = Math.ceil(Math.min(this.dtm.blockWidth, width) / BLOCK_SIZE);
    const most = Math.max(1, Math.floor(READ_LIMIT_BYTES / (columns * BLOCK_CELLS * 4)));
    const rows = Math.min(most, Math.ceil(Math.min(this.dtm.blockHeight, height) / BLOCK_SIZE));
    return { column: column - (column % columns), row: row - (row % rows), columns, rows };
  }

  async #readGroup({ column, row, columns, rows }: BlockGroup): Promise<ReadonlyMap<string, Block>> {
    const { width, height } = this.dtm.metadata;
    const left = column * BLOCK_SIZE;
    const top = row * BLOCK_SIZE;
    const readWidth = Math.min(columns * BLOCK_SIZE, width - left);
    const readHeight = Math.min(rows * BLOCK_SIZE, height - top);
    const values = await this.dtm.read(left, top, readWidth, readHeight);
    const group = new Map<string, Block>();
    for (let y = 0; y < readHeight; y += BLOCK_SIZE) {
      for (let x = 0; x < readWidth; x += BLOCK_SIZE) {
        const cutWidth = Math.min(BLOCK_SIZE, readWidth - x);
        const cutHeight = Math.min(BLOCK_SIZE, readHeight - y);
        const block = new Float32Array(BLOCK_CELLS);
        if (cutWidth * cutHeight < BLOCK_CELLS) block.fill(NaN);
        for (let line = 0; line < cutHeight; line++) {
          const from = (y + line) * readWidth + x;
          block.set(values.subarray(from, from + cutWidth), line * BLOCK_SIZE);
        }
        const key = this.#blockKey(0, column + x / BLOCK_SIZE, row + y / BLOCK_SIZE);
        const entry = { whole: block, mean: block };
        group.set(key, entry);
        this.cache.put(key, entry);
        if (group.size % BLOCKS_A_TURN === 0) await nextTurn();
      }
    }
    return group;
  }
}

/** Whether both arrays have data in the same places. */
function sameValues(whole: Float32Array, mean: Float32Array): boolean {
  for (let i = 0; i < whole.length; i++) {
    if (Number.isNaN(whole[i]) && !Number.isNaN(mean[i])) return false;
  }
  return true;
}
