import { ELEVATION_TILE_SIZE, TILE_GUTTER, TILE_SIZE } from '../../../shared/terrain/tile';
import type { SampledDtm } from '../sampledDtm';
import { drawTile } from './drawTile';

/**
 * How much higher one DTM is than another in one EPSG:3857 XYZ tile, both interpolated as the map draws them. Nothing is aligned:
 * a shift between the two, sideways or in height, is part of the difference.
 * @param later,earlier the difference is later - earlier
 * @returns [256, 256] metres, NaN where either has no data; null if there is none at all
 * @throws UserError `truncated-file` when a DTM cannot be decoded
 */
export async function differenceTile(
  later: SampledDtm,
  earlier: SampledDtm,
  zoom: number,
  x: number,
  y: number,
): Promise<Float32Array | null> {
  const above = await drawTile([later], zoom, x, y);
  const below = above === null ? null : await drawTile([earlier], zoom, x, y);
  if (above === null || below === null) return null;
  const difference = new Float32Array(TILE_SIZE * TILE_SIZE);
  let any = false;
  for (let row = 0; row < TILE_SIZE; row++) {
    const from = (row + TILE_GUTTER) * ELEVATION_TILE_SIZE + TILE_GUTTER;
    for (let column = 0; column < TILE_SIZE; column++) {
      const risenM = (above[from + column] ?? NaN) - (below[from + column] ?? NaN);
      difference[row * TILE_SIZE + column] = risenM;
      any ||= !Number.isNaN(risenM);
    }
  }
  return any ? difference : null;
}
