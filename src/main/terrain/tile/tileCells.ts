import { BLOCK_CELLS, BLOCK_SIZE, levelSize } from '../pyramid/levels';
import type { Raster } from '../pyramid/raster';
import type { Warp } from './warp';

/** A part of a raster, averaged or subsampled to cells of `cellPixels` pixels, from which a map tile is drawn. */
export interface TileCells {
  readonly values: Float32Array;
  readonly cellPixels: number;
  /** The first cell's column and row, and the number of columns and rows. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels of the file that a tile may wait for if there is no pyramid yet; beyond that it is read subsampled. */
const MOST_PIXELS = 100 * BLOCK_CELLS;

/** Cells along an edge of a subsampled tile. */
const SPARSE_CELLS = 8;

/** Pixels along the edge of the window whose mean represents a subsampled cell. */
const SPARSE_WINDOW = 4;

/** First and last raster pixel that a warp touches, along one axis; null if it misses the raster. */
function reach(positions: Float64Array, pixels: number): readonly [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const position of positions) {
    if (position < low) low = position;
    if (position > high) high = position;
  }
  if (!(low <= pixels && high >= 0)) return null;
  return [Math.max(0, Math.floor(low)), Math.min(pixels - 1, Math.floor(high))];
}

/** The cells from which a warp is drawn; null if it misses the raster. */
export async function cellsFor(raster: Raster, warp: Warp): Promise<TileCells | null> {
  const { width, height } = raster.dtm.metadata;
  const columns = reach(warp.columns, width);
  const rows = reach(warp.rows, height);
  if (columns === null || rows === null) return null;
  const level = Math.min(raster.levels - 1, Math.max(0, Math.round(Math.log2(warp.scale))));
  // The file is read in whole blocks, and in whole strips or tiles of its own where those are larger.
  const pixels = (range: readonly [number, number], piece: number): number =>
    (Math.floor(range[1] / piece) - Math.floor(range[0] / piece) + 1) * piece;
  const pixelsToRead =
    pixels(columns, Math.max(BLOCK_SIZE, raster.dtm.blockWidth)) *
    pixels(rows, Math.max(BLOCK_SIZE, raster.dtm.blockHeight));
  const isCheap = level === 0 || raster.stored !== null || pixelsToRead <= MOST_PIXELS;
  return isCheap ? levelCells(raster, level, columns, rows) : sparseCells(raster, columns, rows);
}

/** Cells of a pyramid level, with one more on each side for the interpolation. */
async function levelCells(
  raster: Raster,
  level: number,
  columns: readonly [number, number],
  rows: readonly [number, number],
): Promise<TileCells> {
  const cellPixels = 2 ** level;
  const across = levelSize(raster.dtm.metadata.width, level);
  const down = levelSize(raster.dtm.metadata.height, level);
  const left = Math.max(0, Math.floor(columns[0] / cellPixels) - 1);
  const top = Math.max(0, Math.floor(rows[0] / cellPixels) - 1);
  const width = Math.min(across, Math.floor(columns[1] / cellPixels) + 2) - left;
  const height = Math.min(down, Math.floor(rows[1] / cellPixels) + 2) - top;
  const values = new Float32Array(width * height);
  const positions: [number, number][] = [];
  for (let row = Math.floor(top / BLOCK_SIZE); row * BLOCK_SIZE < top + height; row++) {
    for (let column = Math.floor(left / BLOCK_SIZE); column * BLOCK_SIZE < left + width; column++) {
      positions.push([column, row]);
    }
  }
  await Promise.all(
    positions.map(async ([column, row]) => {
      const { mean } = await raster.block(level, column, row);
      const from = Math.max(left, column * BLOCK_SIZE);
      const end = Math.min(left + width, (column + 1) * BLOCK_SIZE);
      const lastRow = Math.min(top + height, (row + 1) * BLOCK_SIZE);
      for (let y = Math.max(top, row * BLOCK_SIZE); y < lastRow; y++) {
        const at = (y % BLOCK_SIZE) * BLOCK_SIZE + (from % BLOCK_SIZE);
        values.set(mean.subarray(at, at + end - from), (y - top) * width + from - left);
      }
    }),
  );
  return { values, cellPixels, left, top, width, height };
}

/** A few small windows of the raster, evenly spread: a first view while the pyramid is being built. */
async function sparseCells(
  raster: Raster,
  columns: readonly [number, number],
  rows: readonly [number, number],
): Promise<TileCells> {
  const { metadata, blockWidth } = raster.dtm;
  const span = Math.max(columns[1] - columns[0], rows[1] - rows[0]) + 1;
  const cellPixels = 2 ** Math.ceil(Math.log2(span / SPARSE_CELLS));
  const left = Math.floor(columns[0] / cellPixels);
  const top = Math.floor(rows[0] / cellPixels);
  const width = Math.floor(columns[1] / cellPixels) - left + 1;
  const height = Math.floor(rows[1] / cellPixels) - top + 1;
  const values = new Float32Array(width * height);
  // The window begins a whole number of windows into the cell, so that it seldom lies across two tiles of the file.
  const start = (cell: number, pixels: number): number =>
    Math.min(Math.floor((cell + 0.5) * cellPixels), Math.floor((cell * cellPixels + pixels) / 2));
  for (let y = 0; y < height; y++) {
    const row = start(top + y, metadata.height);
    const windowHeight = Math.min(SPARSE_WINDOW, metadata.height - row);
    const inStrips = blockWidth >= metadata.width;
    const line = inStrips ? await raster.dtm.read(0, row, metadata.width, 1) : null;
    for (let x = 0; x < width; x++) {
      const column = start(left + x, metadata.width);
      const windowWidth = Math.min(SPARSE_WINDOW, metadata.width - column);
      const window =
        line?.subarray(column, column + windowWidth) ??
        (await raster.dtm.read(column, row, windowWidth, windowHeight));
      values[y * width + x] = meanOf(window);
    }
  }
  return { values, cellPixels, left, top, width, height };
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
