import { type LonLatBox, overlap } from '../../../shared/geo/lonLat';
import { type PixelRect, pixelsInBox, tileColumn, tileRow } from '../../terrain/tile/tilePixels';

/** Tiles that a box may span along an edge: some 100,000 places, read from the pyramids. */
const TILES_ALONG = 2;
const MAX_ZOOM = 17;

/** EPSG:3857's square world, twice around, since boxes may cross the antimeridian. */
const WORLD: LonLatBox = { westDeg: -180, southDeg: -85.0511, eastDeg: 540, northDeg: 85.0511 };

/**
 * The EPSG:3857 XYZ tiles over a box at the deepest zoom at which it spans no more than two tiles or so either way, with the pixels
 * of each that lie in the box.
 * @param within only what lies in this box as well
 */
export function* tilesOver(
  wanted: LonLatBox,
  within: LonLatBox,
): Generator<{ zoom: number; x: number; y: number; rect: PixelRect }> {
  const shown = overlap(wanted, within);
  const box = shown === null ? null : overlap(shown, WORLD);
  if (box === null) return;
  const zoom = zoomOf(box);
  for (let y = Math.floor(tileRow(zoom, box.northDeg)); y <= tileRow(zoom, box.southDeg); y++) {
    for (let x = Math.floor(tileColumn(zoom, box.westDeg)); x <= tileColumn(zoom, box.eastDeg); x++) {
      const rect = pixelsInBox(zoom, x, y, box, 0);
      if (rect !== null) yield { zoom, x: x % 2 ** zoom, y, rect };
    }
  }
}

/** The deepest zoom at which a box spans no more than TILES_ALONG tiles either way. */
function zoomOf({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): number {
  const span = Math.max(
    tileColumn(0, eastDeg) - tileColumn(0, westDeg),
    tileRow(0, southDeg) - tileRow(0, northDeg),
  );
  return Math.max(0, Math.min(MAX_ZOOM, Math.floor(Math.log2(TILES_ALONG / span))));
}
