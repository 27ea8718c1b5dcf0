import { ELEVATION_TILE_SIZE, TILE_GUTTER } from '../../../shared/terrain/tile';
import type { SampledDtm } from '../sampledDtm';
import { cellsFor, type TileCells } from './tileCells';
import { pixelsInBox } from './tilePixels';
import { type Warp, warpTile } from './warp';

/** Fills the NaN pixels of a tile from one raster. */
function fill(
  tile: Float32Array,
  warp: Warp,
  cells: TileCells,
  pixelsWide: number,
  pixelsHigh: number,
): boolean {
  const { values, cellPixels, width, height } = cells;
  const { left, top, right, bottom } = warp.rect;
  let any = false;
  let index = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++, index++) {
      const at = (y + TILE_GUTTER) * ELEVATION_TILE_SIZE + x + TILE_GUTTER;
      const column = warp.columns[index] ?? NaN;
      const row = warp.rows[index] ?? NaN;
      const isInside = column >= 0 && row >= 0 && column <= pixelsWide && row <= pixelsHigh;
      if (!isInside || !Number.isNaN(tile[at])) continue;
      const u = Math.min(Math.max(column / cellPixels - 0.5 - cells.left, 0), width - 1);
      const v = Math.min(Math.max(row / cellPixels - 0.5 - cells.top, 0), height - 1);
      const i = Math.floor(u);
      const j = Math.floor(v);
      const corner = j * width + i;
      const beside = i + 1 < width ? 1 : 0;
      const below = j + 1 < height ? width : 0;
      const upper = mix(values[corner] ?? NaN, values[corner + beside] ?? NaN, u - i);
      const lower = mix(values[corner + below] ?? NaN, values[corner + below + beside] ?? NaN, u - i);
      const value = mix(upper, lower, v - j);
      if (Number.isNaN(value)) continue;
      tile[at] = value;
      any = true;
    }
  }
  return any;
}

/** Interpolates between two values; the nearer one if either is NaN. */
function mix(a: number, b: number, share: number): number {
  const value = a + share * (b - a);
  if (!Number.isNaN(value)) return value;
  return share < 0.5 ? a : b;
}

/**
 * Elevations of one EPSG:3857 XYZ tile with two pixels of gutter around it, [260, 260] metres, NaN where there is no data; null if there is none at all.
 * @param dtms finest first: where they overlap, the first one with data wins
 * @throws UserError `truncated-file` when a DTM cannot be decoded
 */
export async function drawTile(
  dtms: readonly SampledDtm[],
  zoom: number,
  x: number,
  y: number,
): Promise<Float32Array | null> {
  const tile = new Float32Array(ELEVATION_TILE_SIZE * ELEVATION_TILE_SIZE).fill(NaN);
  let any = false;
  for (const { raster, box, toPixel } of dtms) {
    const rect = pixelsInBox(zoom, x, y, box, TILE_GUTTER);
    if (rect === null) continue;
    const warp = warpTile(zoom, x, y, rect, toPixel);
    const cells = await cellsFor(raster, warp);
    if (cells === null) continue;
    const { width, height } = raster.dtm.metadata;
    any = fill(tile, warp, cells, width, height) || any;
  }
  return any ? tile : null;
}
