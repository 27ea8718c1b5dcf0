import { spacingM } from '../../../shared/patch';
import { LANDFORM_TILE_SIZE, TILE_SIZE } from '../../../shared/tile';
import { metresPerDegreeLon } from '../../../shared/ellipsoid';
import { grown } from '../../../shared/geo';
import { cellOfLocation } from '../../terrain/geo/lattice';
import { readElevations } from '../../terrain/landforms/elevationGrid';
import { geomorphons } from '../../terrain/landforms/geomorphon';
import { landformsOfGrid } from '../../terrain/landforms/landformGrid';
import type { Terrain } from '../../terrain/terrain';
import { pixelsInBox, tileLatDeg, tileLonDeg } from '../../terrain/tile/tileGround';
import { warpTile } from '../../terrain/tile/warp';

/** Patch widths between cells from which on nothing is drawn: scattered places say nothing of the ground between them. */
const WIDEST_GAP = 2;

/**
 * Samples of a patch between cells for which a grid of these samples is read once, in place of a patch for each cell: nearer cells
 * would show the grid, and of a grid between farther ones most is in vain.
 */
const GRID_GAPS = { least: 0.75, most: 8 };

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
  const gap = cellM(request) / spacingM(radiusM);
  const codes =
    gap < GRID_GAPS.least || gap > GRID_GAPS.most
      ? geomorphons((await terrain.samplePatches(tileLocations(request), radiusM)).values, spacingM(radiusM))
      : await fromGrid(terrain, request, radiusM);
  return codes.some((code) => code !== 0) ? codes : null;
}

/** The landforms of the nearest cells of a lattice whose step is the spacing of patches. */
async function fromGrid(terrain: Terrain, { z, x, y }: TileAddress, radiusM: number): Promise<Uint8Array> {
  const stepM = spacingM(radiusM);
  const box = {
    westDeg: tileLonDeg(z, x, 0),
    southDeg: tileLatDeg(z, y, TILE_SIZE),
    eastDeg: tileLonDeg(z, x, TILE_SIZE),
    northDeg: tileLatDeg(z, y, 0),
  };
  const { lattice, elevationsM } = await readElevations(terrain, grown(box, radiusM + stepM), stepM);
  const codes = landformsOfGrid(elevationsM, lattice.columns, stepM);
  // A tile's cell is a pixel of the tile that holds it two zooms farther out.
  const [left, top] = [(x % 4) * LANDFORM_TILE_SIZE, (y % 4) * LANDFORM_TILE_SIZE];
  const rect = { left, top, right: left + LANDFORM_TILE_SIZE, bottom: top + LANDFORM_TILE_SIZE };
  const { columns, rows } = warpTile(z - 2, x >> 2, y >> 2, rect, (lonDeg, latDeg) =>
    cellOfLocation(lattice, lonDeg, latDeg),
  );
  return Uint8Array.from(columns, (place, cell) => {
    const [column, row] = [Math.round(place), Math.round(rows[cell] ?? NaN)];
    return column >= 0 && column < lattice.columns ? (codes[row * lattice.columns + column] ?? 0) : 0;
  });
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
export const isSparse = (address: TileAddress, radiusM: number): boolean =>
  cellM(address) > WIDEST_GAP * 2 * radiusM;

/** Side of a tile's cells on the ground, metres. */
function cellM({ z, y }: TileAddress): number {
  const cellDeg = 360 / 2 ** z / LANDFORM_TILE_SIZE;
  return cellDeg * metresPerDegreeLon(tileLatDeg(z, y, TILE_SIZE / 2));
}
