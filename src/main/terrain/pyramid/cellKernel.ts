import { sharedKernel } from '../../kernels/sharedKernel';
import { BLOCK_CELLS, BLOCK_SIZE } from './levels';
import pyramidCode from './pyramid.as?kernel';

const BLOCK_BYTES = BLOCK_CELLS * Float32Array.BYTES_PER_ELEMENT;
/** A packed block's header, two masks of one bit per cell, and four planes of one byte per cell. */
const PACKED_BYTES = 4 + BLOCK_CELLS / 4 + 4 * BLOCK_CELLS;

const kernelFor = sharedKernel(pyramidCode, ['survey', 'halve', 'pack']);

/** A kernel with room for two input arrays of a block, two output arrays, and a packed block. */
export function cellKernel(): {
  readonly kernel: ReturnType<typeof kernelFor>;
  readonly whole: number;
  readonly mean: number;
  readonly toWhole: number;
  readonly toMean: number;
  readonly packed: number;
} {
  const kernel = kernelFor(BLOCK_BYTES);
  const rooms = kernel.place(BLOCK_BYTES, BLOCK_BYTES, BLOCK_BYTES, BLOCK_BYTES, PACKED_BYTES);
  const [whole = 0, mean = 0, toWhole = 0, toMean = 0, packed = 0] = rooms;
  return { kernel, whole, mean, toWhole, toMean, packed };
}

/** Rows of cells that exist, as many as `width` x `height`; in the kernel rows are a block's edge apart. */
export interface CellRows {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

/** Copies cells into the kernel's memory. */
export function loadCells(
  cells: Float32Array,
  { width, height, stride }: CellRows,
  room: Float32Array,
): void {
  if (width === BLOCK_SIZE && stride === BLOCK_SIZE) room.set(cells.subarray(0, height * stride));
  else
    for (let row = 0; row < height; row++)
      room.set(cells.subarray(row * stride, row * stride + width), row * BLOCK_SIZE);
}

/** Range and count of the numbers among values. */
export interface ValueRange {
  /** Infinity and -Infinity where there are none. */
  readonly low: number;
  readonly high: number;
  readonly known: number;
}

/** Counts the numbers among values. */
export function surveyValues(values: Float32Array): ValueRange {
  const { kernel, whole, toWhole } = cellKernel();
  const range = { low: Infinity, high: -Infinity, known: 0 };
  for (let at = 0; at < values.length; at += BLOCK_CELLS) {
    const part = values.subarray(at, at + BLOCK_CELLS);
    kernel.float32(whole, part.length).set(part);
    range.known += kernel.call('survey', whole, part.length, toWhole);
    const [low = NaN, high = NaN] = kernel.float32(toWhole, 2);
    range.low = Math.min(range.low, low);
    range.high = Math.max(range.high, high);
  }
  return range;
}
