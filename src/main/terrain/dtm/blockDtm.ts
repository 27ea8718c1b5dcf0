import { FileBlockCache, type KeepBlock } from './fileBlockCache';
import type { Dtm, DtmMetadata } from './dtm';

/** Blocks that are read at the same time. */
const AT_ONCE = 8;
/** Blocks as wide as the raster are read most efficiently in groups of about this many values. */
const GROUP_VALUES = 512 * 1024;

/**
 * Takes elevations of one block, from one of its rows on, [rows, blockWidth], which are valid until it returns. Rows come from the
 * first to the last; the blocks at the bottom may have fewer.
 */
export type TakeRows = (block: number, elevations: Float32Array, firstRow: number) => void;

/** The blocks in which a file stores its values, row by row from the north-west; the last ones may reach beyond the raster. */
export interface Blocks {
  readonly blockWidth: number;
  readonly blockHeight: number;
  /** Reads some blocks, in any order. */
  readBlocks(blocks: readonly number[], take: TakeRows): Promise<void>;
  /** Whether the file holds a block; absent: it holds all. */
  isWritten?(block: number): boolean;
}

/** Reads blocks one by one. */
export const blockByBlock =
  (readBlock: (block: number) => Promise<Float32Array>): Blocks['readBlocks'] =>
  async (blocks, take) => {
    for (let i = 0; i < blocks.length; i += AT_ONCE)
      await Promise.all(
        blocks.slice(i, i + AT_ONCE).map(async (block) => {
          take(block, await readBlock(block), 0);
        }),
      );
  };

/** A DTM whose windows are assembled from blocks of its file. */
export class BlockDtm implements Dtm {
  readonly blockWidth: number;
  readonly blockHeight: number;
  private readonly cache = new FileBlockCache();

  constructor(
    private readonly file: { close(): Promise<void> },
    readonly metadata: DtmMetadata,
    private readonly blocks: Blocks,
  ) {
    const { width, height } = metadata;
    const { blockWidth, blockHeight } = blocks;
    const isWhole = blockWidth >= width;
    const together = isWhole ? Math.max(1, Math.floor(GROUP_VALUES / (blockWidth * blockHeight))) : 1;
    this.blockWidth = Math.min(width, blockWidth);
    this.blockHeight = Math.min(height, blockHeight * together);
  }

  /** @throws RangeError when the window does not lie inside the raster, an error of the caller */
  async read(
    column: number,
    row: number,
    width: number,
    height: number,
    out = new Float32Array(width * height),
  ): Promise<Float32Array> {
    requireInside(this.metadata, column, row, width, height);
    const { blockWidth, blockHeight } = this.blocks;
    const corners = new Map<number, [left: number, top: number]>();
    const copy: TakeRows = (number, rows, firstRow) => {
      const [left, blockTop] = corners.get(number) ?? [NaN, NaN];
      const top = blockTop + firstRow;
      const from = Math.max(column, left);
      const to = Math.min(column + width, left + blockWidth);
      for (let r = Math.max(row, top); r < Math.min(row + height, top + rows.length / blockWidth); r++) {
        const start = (r - top) * blockWidth - left;
        out.set(rows.subarray(start + from, start + to), (r - row) * width + from - column);
      }
    };
    const missing: number[] = [];
    const awaited: Promise<void>[] = [];
    // Blocks of which other windows need parts.
    const shared = new Map<number, KeepBlock & { readonly whole: Float32Array }>();
    for (const [left, top] of this.cornersOf(column, row, width, height)) {
      const number = this.numberOf(left, top);
      corners.set(number, [left, top]);
      const known = this.cache.get(number);
      if (known instanceof Float32Array) copy(number, known, 0);
      else if (known !== undefined)
        awaited.push(
          known.then((block) => {
            copy(number, block, 0);
          }),
        );
      else {
        missing.push(number);
        const isWhole =
          left >= column &&
          top >= row &&
          Math.min(left + blockWidth, this.metadata.width) <= column + width &&
          Math.min(top + blockHeight, this.metadata.height) <= row + height;
        const rows = Math.min(blockHeight, this.metadata.height - top);
        if (!isWhole)
          shared.set(number, {
            ...this.cache.expect(number),
            whole: new Float32Array(rows * blockWidth),
          });
      }
    }
    const reading = this.blocks.readBlocks(missing, (number, rows, firstRow) => {
      copy(number, rows, firstRow);
      const { whole, keep } = shared.get(number) ?? { whole: null };
      if (whole === null) return;
      const at = firstRow * blockWidth;
      whole.set(rows.subarray(0, whole.length - at), at);
      if (at + rows.length >= whole.length) keep(whole);
    });
    const read = reading.catch((error: unknown) => {
      for (const { fail } of shared.values()) fail(error);
      throw error;
    });
    await Promise.all([read, ...awaited]);
    return out;
  }

  isVoid(column: number, row: number, width: number, height: number): boolean {
    const { blocks } = this;
    return this.cornersOf(column, row, width, height).every(
      ([left, top]) => blocks.isWritten?.(this.numberOf(left, top)) === false,
    );
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** North-west corners of the blocks that a window touches. */
  private cornersOf(
    column: number,
    row: number,
    width: number,
    height: number,
  ): [left: number, top: number][] {
    const { blockWidth, blockHeight } = this.blocks;
    const corners: [left: number, top: number][] = [];
    for (let top = row - (row % blockHeight); top < row + height; top += blockHeight)
      for (let left = column - (column % blockWidth); left < column + width; left += blockWidth)
        corners.push([left, top]);
    return corners;
  }

  private numberOf(left: number, top: number): number {
    const { blockWidth, blockHeight } = this.blocks;
    return (top / blockHeight) * Math.ceil(this.metadata.width / blockWidth) + left / blockWidth;
  }
}

function requireInside(
  raster: DtmMetadata,
  column: number,
  row: number,
  width: number,
  height: number,
): void {
  const isInside = (start: number, length: number, size: number): boolean =>
    Number.isInteger(start) && Number.isInteger(length) && start >= 0 && length > 0 && start + length <= size;
  if (!isInside(column, width, raster.width) || !isInside(row, height, raster.height))
    throw new RangeError(
      `Window ${column},${row} ${width}x${height} lies outside the raster of ${raster.width}x${raster.height}`,
    );
}
