import { type LonLatBox, overlap } from '../../../shared/geo/lonLat';
import { ELEVATION_TILE_SIZE, TILE_GUTTER } from '../../../shared/terrain/tile';
import type { Terrain } from '../../terrain/terrain';
import { pixelsInBox, tileColumn, tileRow } from '../../terrain/tile/tilePixels';

/** Tiles that a box may span along an edge: elevations of some 100,000 places, from the pyramids. */
const TILES_ALONG = 2;
const MAX_ZOOM = 17;

/** EPSG:3857's square world, twice around, since boxes may cross the antimeridian. */
const WORLD: LonLatBox = { westDeg: -180, southDeg: -85.0511, eastDeg: 540, northDeg: 85.0511 };

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
  const shown = overlap(wanted, terrain.box);
  const box = shown === null ? null : overlap(shown, WORLD);
  if (box === null) return null;
  const zoom = zoomOf(box);
  const values: number[] = [];
  for (let y = Math.floor(tileRow(zoom, box.northDeg)); y <= tileRow(zoom, box.southDeg); y++) {
    for (let x = Math.floor(tileColumn(zoom, box.westDeg)); x <= tileColumn(zoom, box.eastDeg); x++) {
      const rect = pixelsInBox(zoom, x, y, box, 0);
      const tile = rect === null ? null : await terrain.tile(zoom, x % 2 ** zoom, y);
      if (rect === null || tile === null) continue;
      for (let row = rect.top; row < rect.bottom; row++) {
        const from = (row + TILE_GUTTER) * ELEVATION_TILE_SIZE + TILE_GUTTER;
        for (const value of tile.subarray(from + rect.left, from + rect.right))
          if (!Number.isNaN(value)) values.push(value);
      }
    }
  }
  const sorted = Float32Array.from(values).sort();
  const at = (share: number): number | undefined => sorted[Math.round(share * (sorted.length - 1))];
  const [minM, maxM] = [at(cutShare), at(1 - cutShare)];
  return minM === undefined || maxM === undefined ? null : { minM, maxM };
}

/** The deepest zoom at which a box spans no more than TILES_ALONG tiles either way. */
function zoomOf({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): number {
  const span = Math.max(
    tileColumn(0, eastDeg) - tileColumn(0, westDeg),
    tileRow(0, southDeg) - tileRow(0, northDeg),
  );
  return Math.max(0, Math.min(MAX_ZOOM, Math.floor(Math.log2(TILES_ALONG / span))));
}
