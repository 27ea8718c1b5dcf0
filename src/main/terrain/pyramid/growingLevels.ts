import { type Cells, halve, put } from './downsample';
import { BLOCK_CELLS, BLOCK_SIZE, type Block, levelSize, storedLevelCount } from './levels';

/** A block that is filled from the four blocks under it, in any order. */
interface GrowingBlock {
  /** Null until there is some data. */
  block: Block | null;
  /** Blocks under it that are still to come. */
  awaited: number;
}

/** Levels 1 and up of a raster, block by block; a block lives until it is full. */
export class GrowingLevels {
  readonly #growing: Map<number, GrowingBlock>[] = [];
  readonly #levels: number;

  /** @param write takes each block with data once it is full, finer levels first */
  constructor(
    private readonly width: number,
    private readonly height: number,
    private readonly write: (level: number, column: number, row: number, block: Block) => Promise<void>,
  ) {
    this.#levels = storedLevelCount(width, height);
    for (let level = 1; level < this.#levels; level++) this.#growing[level] = new Map();
  }

  /**
   * Adds a block of a level, 0 being the raster itself, to the levels above.
   * @param cells null where there is no data
   */
  async add(level: number, column: number, row: number, cells: Cells | null): Promise<void> {
    const above = level + 1;
    if (above >= this.#levels) return;
    const [aboveColumn, aboveRow] = [column >> 1, row >> 1];
    const growing = this.#blockAt(above, aboveColumn, aboveRow);
    if (cells !== null) {
      growing.block = intoQuarter(growing.block, cells, column & 1, row & 1);
    }
    growing.awaited -= 1;
    if (growing.awaited > 0) return;
    this.#growing[above]?.delete(aboveRow * 2 ** 26 + aboveColumn);
    const { block } = growing;
    if (block !== null) await this.write(above, aboveColumn, aboveRow, block);
    const size = {
      width: this.#along(this.width, above, aboveColumn),
      height: this.#along(this.height, above, aboveRow),
      stride: BLOCK_SIZE,
    };
    await this.add(above, aboveColumn, aboveRow, block === null ? null : { ...block, ...size });
  }

  #blockAt(level: number, column: number, row: number): GrowingBlock {
    const key = row * 2 ** 26 + column;
    const known = this.#growing[level]?.get(key);
    if (known !== undefined) return known;
    const across = this.#along(this.width, level - 1, 2 * column + 1) > 0 ? 2 : 1;
    const down = this.#along(this.height, level - 1, 2 * row + 1) > 0 ? 2 : 1;
    const growing = { block: null, awaited: across * down };
    this.#growing[level]?.set(key, growing);
    return growing;
  }

  /** Cells that a block has along an edge of the raster. */
  #along(pixels: number, level: number, block: number): number {
    return Math.min(BLOCK_SIZE, levelSize(pixels, level) - block * BLOCK_SIZE);
  }
}

/** Averages cells into a quarter of a block; its two arrays are the same one until they differ. */
function intoQuarter(known: Block | null, cells: Cells, right: number, down: number): Block {
  const whole = known?.whole ?? new Float32Array(BLOCK_CELLS).fill(NaN);
  const halved = halve(cells);
  const isOne = (known === null || known.mean === whole) && !halved.differ;
  const mean = isOne ? whole : known === null || known.mean === whole ? whole.slice() : known.mean;
  put(halved, { whole, mean, at: (down * BLOCK_CELLS + right * BLOCK_SIZE) / 2, stride: BLOCK_SIZE });
  return { whole, mean };
}
