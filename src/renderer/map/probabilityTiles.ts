import type DataTile from 'ol/source/DataTile';
import { TOO_FLAT } from '../../shared/terrain/flatGround';
import { TILE_SIZE } from '../../shared/terrain/tile';
import { bandTiles, type FetchTile } from './tileSource';

/** Pixels between the lines of the hatch: whole lines fit into a tile, so that they continue in the next one. */
const HATCH = 8;

/** How much of a line covers the pixels beside its middle. */
const HATCH_COVER = [1, 0.4, 0, 0, 0, 0, 0, 0.4];

/**
 * How much of a line of the hatch covers a pixel of a tile, 0..1.
 * @param pixel row-major
 * @param patternPx of `MapSide`
 */
export const hatchCover = (pixel: number, patternPx: number): number =>
  HATCH_COVER[Math.floor(((pixel + Math.floor(pixel / TILE_SIZE)) / patternPx) % HATCH)] ?? 0;

/**
 * Tiles of probabilities for a WebGL layer. Band 1 holds the probabilities, band 2 is 1 where there is one (a NaN would spread
 * over its neighbours when the graphics card interpolates), band 3 is the hatch, 0..1, where the terrain is too flat to say.
 * @param patternPx of `MapSide`
 */
export const probabilityTiles = (fetch: FetchTile, patternPx: number): DataTile =>
  bandTiles(fetch, 3, (values, bands) => {
    fillBands(values, bands, patternPx);
  });

function fillBands(values: Float32Array, bands: Float32Array, patternPx: number): void {
  let nearby = 0;
  for (const [index, value] of values.entries()) {
    if (value >= 0) {
      nearby = value;
      bands[3 * index + 1] = 1;
    } else if (value === TOO_FLAT) {
      bands[3 * index + 2] = hatchCover(index, patternPx);
    }
    bands[3 * index] = nearby;
  }
}
