import { cellKernel, loadCells } from './cellKernel';
import { BLOCK_SIZE } from './levels';

/**
 * Cells in memory, as in a Block; `width` x `height` of them exist, at most a block's edge each, and rows are `stride` apart.
 */
export interface Cells {
  readonly whole: Float32Array;
  readonly mean: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

/** Where cells are written: the first one at index `at`, rows `stride` apart. */
export interface CellTarget {
  readonly whole: Float32Array;
  readonly mean: Float32Array;
  readonly at: number;
  readonly stride: number;
}

/** Averaged cells, in rows of half a block's edge; the arrays are valid until the kernel is used again. */
interface Halved {
  readonly whole: Float32Array;
  readonly mean: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Whether a cell of `mean` has a value that `whole` lacks. */
  readonly differ: boolean;
}

/**
 * Computes a level from the finer one: each cell averages 2 x 2 cells, or, at the raster's right and lower edge, those that
 * exist. `whole` has a value only if all of them have one; `mean` averages those that do.
 */
export function halve(cells: Cells): Halved {
  const { kernel, whole, mean, toWhole, toMean } = cellKernel();
  const isOne = cells.whole === cells.mean;
  const length = cells.height * BLOCK_SIZE;
  loadCells(cells.whole, cells, kernel.float32(whole, length));
  if (!isOne) loadCells(cells.mean, cells, kernel.float32(mean, length));
  const from = isOne ? whole : mean;
  const differ = kernel.call('halve', whole, from, cells.width, cells.height, toWhole, toMean) !== 0;
  const [width, height] = [Math.ceil(cells.width / 2), Math.ceil(cells.height / 2)];
  const out = (at: number): Float32Array => kernel.float32(at, (height * BLOCK_SIZE) / 2);
  return { whole: out(toWhole), mean: out(toMean), width, height, differ };
}

/** Copies averaged cells to their destination; `mean` may be `whole` if they do not differ. */
export function put({ whole, mean, width, height }: Halved, target: CellTarget): void {
  const copy = (from: Float32Array, to: Float32Array): void => {
    for (let row = 0; row < height; row++) {
      const start = (row * BLOCK_SIZE) / 2;
      to.set(from.subarray(start, start + width), target.at + row * target.stride);
    }
  };
  copy(whole, target.whole);
  if (target.mean !== target.whole) copy(mean, target.mean);
}
