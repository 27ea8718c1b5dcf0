import { spacingM } from '../../../shared/patch';
import { LANDFORM_TILE_SIZE, TILE_SIZE } from '../../../shared/tile';
import { metresPerDegreeLon } from '../../../shared/ellipsoid';
import { geomorphons } from '../../terrain/landforms/geomorphon';
import type { Terrain } from '../../terrain/terrain';
import { pixelsInBox, tileLatDeg, tileLonDeg } from '../../terrain/tile/tileGround';

/** Patch widths between cells from which on nothing is drawn: scattered places say nothing of the ground between them. */
const WIDEST_GAP = 2;

/** A map tile, EPSG:3857 XYZ. */
export interface TileAddress {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/**
 * The landforms of one map tile at a radius, by geomorphons.
 * @returns [64, 64] codes of `landforms`, 0 where there is none; null where nothing is, or where the cells lie further
 * apart than two patches are wide
 */
export async function landformTile(
  terrain: Terrain,
  request: TileAddress & { readonly radiusM: number },
): Promise<Uint8Array | null> {
  const { z, x, y, radiusM } = request;
  if (pixelsInBox(z, x, y, terrain.box, 0) === null || isSparse(request, radiusM)) return null;
  const { values } = await terrain.samplePatches(tileLocations(request), radiusM);
  const codes = geomorphons(values, spacingM(radiusM));
  return codes.some((code) => code !== 0) ? codes : null;
}

/** The middles of a tile's cells, [4096, 2] lon, lat in degrees, row-major. */
export function tileLocations({ z, x, y }: TileAddress): Float64Array {
  const locations = new Float64Array(LANDFORM_TILE_SIZE ** 2 * 2);
  const pixels = TILE_SIZE / LANDFORM_TILE_SIZE;
  for (let cell = 0; cell < LANDFORM_TILE_SIZE ** 2; cell++) {
    const column = cell % LANDFORM_TILE_SIZE;
    const row = Math.floor(cell / LANDFORM_TILE_SIZE);
    locations[2 * cell] = tileLonDeg(z, x, (column + 0.5) * pixels);
    locations[2 * cell + 1] = tileLatDeg(z, y, (row + 0.5) * pixels);
  }
  return locations;
}

/** Whether a tile's cells leave more than WIDEST_GAP patches between them. */
export function isSparse({ z, y }: TileAddress, radiusM: number): boolean {
  const cellDeg = 360 / 2 ** z / LANDFORM_TILE_SIZE;
  return cellDeg * metresPerDegreeLon(tileLatDeg(z, y, TILE_SIZE / 2)) > WIDEST_GAP * 2 * radiusM;
}
