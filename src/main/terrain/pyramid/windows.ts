import type { Dtm } from '../dtm/dtm';
import { BLOCK_SIZE } from './levels';

/** A part of a raster, pixels. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Maximum bytes of elevations in one window, except for a row of blocks of a raster in strips. */
const MOST_BYTES = 64 * 1024 * 1024;
const PIXEL_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Edges of square windows of tiles, pixels: small if they are a multiple of the tiles, else large so that few tiles are cut. */
const [EVEN, UNEVEN] = [2048, 4096];

/**
 * The windows in which a raster is read once from end to end, cut at the edges of pyramid blocks. Tiled ones come in the
 * order of a quadtree, so that few blocks are incomplete at any time; those in strips are as wide as the raster.
 */
export function* windowsOf({ metadata, blockWidth, blockHeight }: Dtm): Generator<Window> {
  const { width, height } = metadata;
  if (blockWidth >= width) {
    const most = Math.floor(MOST_BYTES / (width * BLOCK_SIZE * PIXEL_BYTES));
    const step = BLOCK_SIZE * Math.max(1, Math.min(most, Math.round(blockHeight / BLOCK_SIZE)));
    for (let top = 0; top < height; top += step)
      yield { left: 0, top, width, height: Math.min(step, height - top) };
    return;
  }
  const isEven = EVEN % blockWidth === 0 && EVEN % blockHeight === 0;
  const edge = isEven ? EVEN : UNEVEN;
  const across = Math.ceil(width / edge);
  const down = Math.ceil(height / edge);
  for (const [column, row] of quadtree(across, down)) {
    const [left, top] = [column * edge, row * edge];
    yield { left, top, width: Math.min(edge, width - left), height: Math.min(edge, height - top) };
  }
}

/** All cells of a grid, in quadtree order. */
function* quadtree(columns: number, rows: number): Generator<readonly [column: number, row: number]> {
  const edge = 2 ** Math.ceil(Math.log2(Math.max(columns, rows)));
  yield* quarter(0, 0, edge, columns, rows);
}

function* quarter(
  left: number,
  top: number,
  edge: number,
  columns: number,
  rows: number,
): Generator<readonly [column: number, row: number]> {
  if (left >= columns || top >= rows) return;
  if (edge === 1) {
    yield [left, top];
    return;
  }
  const half = edge / 2;
  for (const [right, down] of [
    [0, 0],
    [half, 0],
    [0, half],
    [half, half],
  ] as const)
    yield* quarter(left + right, top + down, half, columns, rows);
}
