import { spacingM } from '../../../shared/terrain/patch';
import { LANDFORM_TILE_SIZE, TILE_SIZE } from '../../../shared/terrain/tile';
import { metresPerDegreeLon } from '../../../shared/geo/ellipsoid';
import { grown } from '../../../shared/geo/lonLat';
import { cellAt, cellMapper, latticeForBox } from '../../terrain/geo/lattice';
import { geomorphons } from '../../terrain/landforms/geomorphon';
import { LOOK_OUT_CELLS, landformsOfGrid } from '../../terrain/landforms/landformGrid';
import type { Terrain } from '../../terrain/terrain';
import { pixelsInBox, tileLatDeg, tileLonDeg } from '../../terrain/tile/tilePixels';
import { warpTile } from '../../terrain/tile/warp';

/**
 * Distance between cells, in patch widths, from which on nothing is drawn: scattered places say nothing about the terrain between
 * them.
 */
const WIDEST_GAP = 2;

/**
 * Distance between cells, in samples of a patch, from which on each reads a patch of its own: most of a grid between them would
 * be computed in vain.
 */
const WIDEST_GRID_GAP = 5;

/** The most places between two samples of a patch, along an axis, that get landforms. */
const MOST_BETWEEN = 8;

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
  const stepM = spacingM(radiusM);
  const codes =
    cellM(request) > WIDEST_GRID_GAP * stepM
      ? geomorphons((await terrain.samplePatches(tileLocations(request), radiusM)).values, stepM)
      : await fromGrids(terrain, request, stepM);
  return codes.some((code) => code !== 0) ? codes : null;
}

/**
 * The landforms of the nearest cells of shifted grids with the spacing of patches, enough grids that their cells together lie no
 * farther apart than the tile's.
 */
async function fromGrids(terrain: Terrain, tile: TileAddress, stepM: number): Promise<Uint8Array> {
  const { z, x, y } = tile;
  const box = {
    westDeg: tileLonDeg(z, x, 0),
    southDeg: tileLatDeg(z, y, TILE_SIZE),
    eastDeg: tileLonDeg(z, x, TILE_SIZE),
    northDeg: tileLatDeg(z, y, 0),
  };
  const lattice = latticeForBox(terrain.within(grown(box, (LOOK_OUT_CELLS + 1) * stepM)), stepM);
  const { originE, originN } = lattice;
  const parts = Math.min(MOST_BETWEEN, Math.ceil(stepM / cellM(tile)));
  const [width, height] = [lattice.columns * parts, lattice.rows * parts];
  const codes = new Uint8Array(width * height);
  for (let part = 0; part < parts ** 2; part++) {
    const [right, down] = [part % parts, Math.floor(part / parts)];
    const shifted = {
      ...lattice,
      originE: originE + (right / parts) * stepM,
      originN: originN - (down / parts) * stepM,
    };
    const forms = landformsOfGrid(await terrain.elevationsOn(shifted), lattice.columns, stepM);
    for (const [cell, form] of forms.entries()) {
      const [column, row] = cellAt(lattice, cell);
      codes[(row * parts + down) * width + column * parts + right] = form;
    }
  }
  // A tile's cell is a pixel of the tile that holds it two zooms farther out.
  const [left, top] = [(x % 4) * LANDFORM_TILE_SIZE, (y % 4) * LANDFORM_TILE_SIZE];
  const rect = { left, top, right: left + LANDFORM_TILE_SIZE, bottom: top + LANDFORM_TILE_SIZE };
  const { columns, rows } = warpTile(z - 2, x >> 2, y >> 2, rect, cellMapper(lattice));
  return Uint8Array.from(columns, (place, cell) => {
    const [column, row] = [Math.round(place * parts), Math.round((rows[cell] ?? NaN) * parts)];
    return column >= 0 && column < width && row >= 0 && row < height ? (codes[row * width + column] ?? 0) : 0;
  });
}

/** The centres of a tile's cells, [4096, 2] lon, lat in degrees, row-major. */
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
