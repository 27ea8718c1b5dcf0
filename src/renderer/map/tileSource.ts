import DataTile from 'ol/source/DataTile';
import { createXYZ } from 'ol/tilegrid';
import { LANDFORM_TILE_SIZE, TILE_SIZE } from '../../shared/terrain/tile';
import { crossesAntimeridian } from './mercator';

/** Fetches the values of one tile: square, row-major, NaN where there is none; null where nothing is. */
export type FetchTile = (z: number, x: number, y: number) => Promise<Float32Array | null>;

/** Fetches the cells of one tile, 64 x 64, as many values per cell as the style reads bands; null where nothing is. */
export type FetchCells = (z: number, x: number, y: number) => Promise<Uint8Array | Float32Array | null>;

/** The deepest zoom that tiles are asked for; beyond it they are enlarged. */
export const MAX_ZOOM = 17;

/**
 * Tiles of numbers for a WebGL layer. Band 1 holds the values, band 2 is 1 where there is one: a NaN would spread over
 * its neighbours when the graphics card interpolates.
 */
export const numberTiles = (fetch: FetchTile): DataTile => bandTiles(fetch, 2, fillBands);

/**
 * Tiles whose bands are made of one value per pixel.
 * @param fill writes [pixels, bandCount] bands, which are zeros, from [pixels] values
 */
export function bandTiles(
  fetch: FetchTile,
  bandCount: number,
  fill: (values: Float32Array, bands: Float32Array) => void,
): DataTile {
  return new DataTile({
    bandCount,
    maxZoom: MAX_ZOOM,
    tileSize: TILE_SIZE,
    wrapX: crossesAntimeridian(),
    interpolate: true,
    transition: 0,
    loader: async (z, x, y) => {
      const bands = new Float32Array(bandCount * TILE_SIZE * TILE_SIZE);
      const values = await fetch(z, x, y);
      if (values !== null) fill(values, bands);
      return bands;
    },
  });
}

/**
 * Tiles of cells that are wider than pixels, each with its own value and a sharp edge; zeros where nothing is.
 * @param bandCount values per cell
 */
export function cellTiles(fetch: FetchCells, bandCount: number): DataTile {
  return new DataTile({
    bandCount,
    tileGrid: createXYZ({ tileSize: TILE_SIZE, maxZoom: MAX_ZOOM }),
    tileSize: LANDFORM_TILE_SIZE,
    wrapX: crossesAntimeridian(),
    interpolate: false,
    transition: 0,
    loader: async (z, x, y) => (await fetch(z, x, y)) ?? new Uint8Array(bandCount * LANDFORM_TILE_SIZE ** 2),
  });
}

function fillBands(values: Float32Array, bands: Float32Array): void {
  let nearby = 0;
  for (const [index, value] of values.entries()) {
    if (Number.isNaN(value)) bands[2 * index] = nearby;
    else {
      nearby = value;
      bands[2 * index] = value;
      bands[2 * index + 1] = 1;
    }
  }
}
