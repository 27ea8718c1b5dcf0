import type { LonLatBox } from '../../../shared/geo/lonLat';
import { ELEVATION_TILE_SIZE, TILE_GUTTER } from '../../../shared/terrain/tile';
import type { Terrain } from '../../terrain/terrain';
import { tilesOver } from './tilesOver';

/**
 * The lowest and highest elevation in a box, as the map's pixels show it where the box fills two tiles or so.
 * @param cutShare share of the values that is left out at either end, 0 … 0.5
 * @returns metres; null where there is none
 */
export async function elevationRange(
  terrain: Terrain,
  wanted: LonLatBox,
  cutShare: number,
): Promise<{ minM: number; maxM: number } | null> {
  const values: number[] = [];
  for (const { zoom, x, y, rect } of tilesOver(wanted, terrain.box)) {
    const tile = await terrain.tile(zoom, x, y);
    if (tile === null) continue;
    for (let row = rect.top; row < rect.bottom; row++) {
      const from = (row + TILE_GUTTER) * ELEVATION_TILE_SIZE + TILE_GUTTER;
      for (const value of tile.subarray(from + rect.left, from + rect.right))
        if (!Number.isNaN(value)) values.push(value);
    }
  }
  const sorted = Float32Array.from(values).sort();
  const at = (share: number): number | undefined => sorted[Math.round(share * (sorted.length - 1))];
  const [minM, maxM] = [at(cutShare), at(1 - cutShare)];
  return minM === undefined || maxM === undefined ? null : { minM, maxM };
}
