import { promisify } from 'node:util';
import { constants, deflate, inflate } from 'node:zlib';
import { cellKernel } from './cellKernel';
import { BLOCK_CELLS, BLOCK_SIZE, type Block } from './levels';

const deflateAsync = promisify(deflate);
const inflateAsync = promisify(inflate);

/**
 * Steps of a metre that elevations are kept to: a 32-bit float has about as many at 4,000 m. Means of whole metres are
 * exact down to level 5.
 */
const STEPS_PER_M = 1024;

const MASK_BYTES = BLOCK_CELLS / 8;
/** Header: kind of numbers, shift, bytes per number, whether there are masks. */
const HEAD_BYTES = 4;
/** Elevations of 2^20 m and more are stored bit by bit, which is another kind. */
const STEPS = 0;
/** Residuals rarely repeat except on flat terrain: runs are worth searching for, repetitions are not. */
const PACKING = { level: 1, strategy: constants.Z_RLE };

/**
 * Packs a block: elevations as integers of 1/1024 m without their common trailing zero bits, each less the
 * prediction from its neighbours (median of W, N and W + N - NW, as JPEG-LS does), low bytes first and plane by plane, deflated.
 * If cells lack data or are not whole, one bit per cell tells which.
 * @returns null for a block without any data
 */
export async function packBlock({ whole, mean }: Block): Promise<Buffer | null> {
  const { kernel, whole: from, mean: fromMean, toWhole: numbers, packed } = cellKernel();
  kernel.float32(from, BLOCK_CELLS).set(whole);
  if (mean !== whole) kernel.float32(fromMean, BLOCK_CELLS).set(mean);
  const length = kernel.call('pack', from, mean === whole ? from : fromMean, numbers, packed);
  // The next block uses the kernel's memory while this one is deflated.
  return length === 0 ? null : deflateAsync(Buffer.from(kernel.bytes(packed, length)), PACKING);
}

/**
 * Unpacks what `packBlock` packed.
 * @throws Error when it is damaged
 */
export async function unpackBlock(packed: Uint8Array): Promise<Block> {
  const most = HEAD_BYTES + 2 * MASK_BYTES + 4 * BLOCK_CELLS;
  const bytes = await inflateAsync(packed, { maxOutputLength: most, chunkSize: most });
  const [kind = 0, shift = 0, planeCount = 0, masked = 0] = bytes;
  const from = HEAD_BYTES + masked * 2 * MASK_BYTES;
  if (bytes.length !== from + planeCount * BLOCK_CELLS)
    throw new RangeError('A packed block has the wrong length.');
  const numbers = numbersOf(bytes.subarray(from), planeCount);
  const mean = kind === STEPS ? new Float32Array(BLOCK_CELLS) : new Float32Array(numbers.buffer);
  for (let cell = 0; cell < BLOCK_CELLS; cell++) {
    const value = (numbers[cell] ?? 0) << shift;
    if (kind === STEPS) mean[cell] = value / STEPS_PER_M;
    else numbers[cell] = value;
  }
  if (masked === 0) return { whole: mean, mean };
  let whole = mean;
  for (let cell = 0; cell < BLOCK_CELLS; cell++) {
    if (!hasBit(bytes, HEAD_BYTES, cell)) mean[cell] = NaN;
  }
  for (let cell = 0; cell < BLOCK_CELLS; cell++) {
    if (hasBit(bytes, HEAD_BYTES + MASK_BYTES, cell) || Number.isNaN(mean[cell])) continue;
    if (whole === mean) whole = mean.slice();
    whole[cell] = NaN;
  }
  return { whole, mean };
}

const hasBit = (bytes: Buffer, from: number, cell: number): boolean =>
  (((bytes[from + (cell >> 3)] ?? 0) >> (cell & 7)) & 1) === 1;

/** The prediction from the cells to the west, north and north-west; the first row and column have only one of them. */
function foretell(numbers: Int32Array, cell: number): number {
  const hasWest = cell % BLOCK_SIZE !== 0;
  if (cell < BLOCK_SIZE) return hasWest ? (numbers[cell - 1] ?? 0) : 0;
  const north = numbers[cell - BLOCK_SIZE] ?? 0;
  if (!hasWest) return north;
  const west = numbers[cell - 1] ?? 0;
  const northWest = numbers[cell - BLOCK_SIZE - 1] ?? 0;
  if (northWest >= Math.max(west, north)) return Math.min(west, north);
  if (northWest <= Math.min(west, north)) return Math.max(west, north);
  return (west + north - northWest) | 0;
}

function numbersOf(bytes: Buffer, planes: number): Int32Array {
  const numbers = new Int32Array(BLOCK_CELLS);
  for (let plane = 0, at = 0; plane < planes; plane++) {
    for (let cell = 0; cell < BLOCK_CELLS; cell++) {
      numbers[cell] = (numbers[cell] ?? 0) | ((bytes[at++] ?? 0) << (8 * plane));
    }
  }
  for (let cell = 0; cell < BLOCK_CELLS; cell++) {
    const folded = numbers[cell] ?? 0;
    numbers[cell] = (foretell(numbers, cell) + ((folded >>> 1) ^ -(folded & 1))) | 0;
  }
  return numbers;
}
