import { FRAME_VALUES } from '../geo/metricFrame';
import { BLOCK_SIZE, type Block, levelSize } from '../pyramid/levels';
import type { Raster } from '../pyramid/raster';
import { InsideSampler } from './insideSampler';
import { type CellRange, type Grid, type LevelShape, cellRange, sampleAtEdge } from './sampleGrid';

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
  /** Whether the slots are still empty: whatever they hold is overwritten. */
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

/** Rows of at least so many cells are copied as arrays, shorter ones cell by cell. */
const LONG_ROW = 48;

/** Copies cells of blocks to `cells`, row-major. */
function copyCells(
  blocks: ReadonlyMap<number, Block>,
  { left, top, right, bottom }: Omit<CellRange, 'inside'>,
  cells: Float32Array,
): void {
  const stride = right - left + 1;
  for (let blockTop = top; blockTop <= bottom;) {
    const blockRow = Math.floor(blockTop / BLOCK_SIZE);
    const end = Math.min(bottom + 1, (blockRow + 1) * BLOCK_SIZE);
    for (let blockLeft = left; blockLeft <= right;) {
      const blockColumn = Math.floor(blockLeft / BLOCK_SIZE);
      const width = Math.min(right + 1, (blockColumn + 1) * BLOCK_SIZE) - blockLeft;
      const source = blocks.get(blockIndex(blockColumn, blockRow))?.whole;
      for (let row = blockTop; row < end; row++) {
        const to = (row - top) * stride + blockLeft - left;
        const from = (row % BLOCK_SIZE) * BLOCK_SIZE + (blockLeft % BLOCK_SIZE);
        if (source === undefined) cells.fill(NaN, to, to + width);
        else if (width >= LONG_ROW) cells.set(source.subarray(from, from + width), to);
        else for (let i = 0; i < width; i++) cells[to + i] = source[from + i] ?? NaN;
      }
      blockLeft += width;
    }
    blockTop = end;
  }
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
  const own = new Float32Array(samples);

  const take = (taken: readonly number[], values: Float32Array): void => {
    for (let i = 0; i < taken.length;) {
      const from = i;
      const slot = taken[i] ?? 0;
      if (first) {
        // Neighbours are copied together.
        while (taken[++i] === slot + i - from);
        out.set(values.subarray(from * samples, i * samples), slot * samples);
        continue;
      }
      for (let k = 0; k < samples; k++) {
        if (Number.isNaN(out[slot * samples + k]))
          out[slot * samples + k] = values[from * samples + k] ?? NaN;
      }
      i++;
    }
  };
  const inside = new InsideSampler(
    frames,
    grid,
    level,
    (window, cells) => {
      copyCells(blocks, window, cells);
    },
    take,
  );
  const sampleOne = (position: number): void => {
    const member = members[position] ?? 0;
    const slot = slots[position] ?? 0;
    if (!cellRange(frames, member * FRAME_VALUES, grid, shape, range)) {
      if (first) out.fill(NaN, slot * samples, (slot + 1) * samples);
    } else if (range.inside) {
      inside.add(member, slot, range);
    } else {
      const stride = range.right - range.left + 1;
      const values = new Float32Array(stride * (range.bottom - range.top + 1));
      copyCells(blocks, range, values);
      const window = { values, left: range.left, top: range.top, stride };
      sampleAtEdge(frames, member * FRAME_VALUES, grid, shape, rim, window, own, 0);
      take([slot], own);
    }
  };

  let wanted = new Set<number>();
  let done = 0;
  const sampleUpTo = async (end: number): Promise<void> => {
    await fetchBlocks(raster, level, wanted, blocks);
    for (; done < end; done++) sampleOne(done);
    inside.flush();
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
