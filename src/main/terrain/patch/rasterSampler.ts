import { FRAME_VALUES } from '../geo/metricFrame';
import { BLOCK_SIZE, type Block, levelSize } from '../pyramid/levels';
import type { Raster } from '../pyramid/raster';
import {
  type CellRange,
  type Grid,
  type LevelShape,
  type Window,
  blockWindow,
  cellRange,
  sampleAtEdge,
  sampleInside,
} from './sampleGrid';

/** Blocks held at once, 256 KB each. */
const BLOCKS_AT_ONCE = 256;

/** Reads in flight at once. */
const READS_AT_ONCE = 8;

/** What to sample of one raster. */
export interface SampleRequest {
  /** Metric frames in the raster, twelve numbers a location. */
  readonly frames: Float64Array;
  /** Which locations: indices of frames. */
  readonly members: Uint32Array;
  readonly grid: Grid;
  readonly level: number;
  /** [slots, size, size]; samples that are not NaN are kept, the others filled. */
  readonly out: Float32Array;
  /** Slot of each member in `out`. */
  readonly slots: Uint32Array;
  /** Whether samples on the outer half of the raster's outermost cells are taken (see sampleAtEdge). */
  readonly rim: boolean;
  /** Whether nothing is in the slots yet: whatever they hold is written over. */
  readonly first: boolean;
}

const blockIndex = (column: number, row: number): number => row * 2 ** 26 + column;

/** Fetches blocks by index into `blocks`. */
async function fetchBlocks(
  raster: Raster,
  level: number,
  wanted: ReadonlySet<number>,
  blocks: Map<number, Block>,
): Promise<void> {
  for (const index of blocks.keys()) if (!wanted.has(index)) blocks.delete(index);
  const queue: number[] = [];
  for (const index of wanted) {
    if (blocks.has(index)) continue;
    const block = raster.peek(level, index % 2 ** 26, Math.floor(index / 2 ** 26));
    if (block === undefined) queue.push(index);
    else blocks.set(index, block);
  }
  const take = async (): Promise<void> => {
    for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
      blocks.set(index, await raster.block(level, index % 2 ** 26, Math.floor(index / 2 ** 26)));
    }
  };
  await Promise.all(Array.from({ length: Math.min(READS_AT_ONCE, queue.length) }, take));
}

/** Copies cells that lie in several blocks into one window. */
function gather(
  blocks: ReadonlyMap<number, Block>,
  range: CellRange,
  scratch: { values: Float32Array },
): Window {
  const stride = range.right - range.left + 1;
  const cells = stride * (range.bottom - range.top + 1);
  if (scratch.values.length < cells) scratch.values = new Float32Array(cells);
  const { values } = scratch;
  for (let row = range.top; row <= range.bottom; row++) {
    for (let left = range.left; left <= range.right;) {
      const column = Math.floor(left / BLOCK_SIZE);
      const end = Math.min(range.right + 1, (column + 1) * BLOCK_SIZE);
      const source = blocks.get(blockIndex(column, Math.floor(row / BLOCK_SIZE)))?.whole;
      let from = (row % BLOCK_SIZE) * BLOCK_SIZE + (left % BLOCK_SIZE);
      let to = (row - range.top) * stride + left - range.left;
      for (; left < end; left++) values[to++] = source?.[from++] ?? NaN;
    }
  }
  return { values, left: range.left, top: range.top, stride };
}

/** Fills the NaN samples of `out` from this raster. */
export async function sampleRaster(raster: Raster, request: SampleRequest): Promise<void> {
  const { frames, members, grid, level, out, slots, rim, first } = request;
  const { width, height } = raster.dtm.metadata;
  const shape: LevelShape = {
    level,
    width: levelSize(width, level),
    height: levelSize(height, level),
    baseWidth: width,
    baseHeight: height,
  };
  const samples = grid.size * grid.size;
  const range: CellRange = { left: 0, top: 0, right: 0, bottom: 0, inside: false };
  const blocks = new Map<number, Block>();
  const scratch = { values: new Float32Array(4096) };
  const own = new Float32Array(samples);

  const sampleOne = (position: number): void => {
    const at = (members[position] ?? 0) * FRAME_VALUES;
    const outAt = (slots[position] ?? 0) * samples;
    if (!cellRange(frames, at, grid, shape, range)) {
      if (first) out.fill(NaN, outAt, outAt + samples);
      return;
    }
    const blockColumn = Math.floor(range.left / BLOCK_SIZE);
    const blockRow = Math.floor(range.top / BLOCK_SIZE);
    const oneBlock =
      Math.floor(range.right / BLOCK_SIZE) === blockColumn &&
      Math.floor(range.bottom / BLOCK_SIZE) === blockRow;
    const block = oneBlock ? blocks.get(blockIndex(blockColumn, blockRow)) : undefined;
    const window =
      block === undefined ? gather(blocks, range, scratch) : blockWindow(block.whole, blockColumn, blockRow);
    const [to, toAt] = first ? [out, outAt] : [own, 0];
    if (range.inside) sampleInside(frames, at, grid, level, window, to, toAt);
    else sampleAtEdge(frames, at, grid, shape, rim, window, to, toAt);
    if (first) return;
    for (let i = 0; i < samples; i++) {
      if (Number.isNaN(out[outAt + i])) out[outAt + i] = own[i] ?? NaN;
    }
  };

  let wanted = new Set<number>();
  let done = 0;
  const sampleUpTo = async (end: number): Promise<void> => {
    await fetchBlocks(raster, level, wanted, blocks);
    for (; done < end; done++) sampleOne(done);
    wanted = new Set();
  };
  for (let position = 0; position < members.length; position++) {
    if (!cellRange(frames, (members[position] ?? 0) * FRAME_VALUES, grid, shape, range)) continue;
    const left = Math.floor(range.left / BLOCK_SIZE);
    const right = Math.floor(range.right / BLOCK_SIZE);
    const top = Math.floor(range.top / BLOCK_SIZE);
    const bottom = Math.floor(range.bottom / BLOCK_SIZE);
    if (wanted.size + (right - left + 1) * (bottom - top + 1) > BLOCKS_AT_ONCE) await sampleUpTo(position);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) wanted.add(blockIndex(column, row));
    }
  }
  await sampleUpTo(members.length);
}
