import DataTile from 'ol/source/DataTile';
import { TILE_SIZE } from '../../shared/terrain/tile';
import { MAX_ZOOM } from './tileSource';
import { crossesAntimeridian } from './mercator';

/** Colours of places as red, green, blue, alpha bytes: [n, 4]. */
export type PlaceColours = Uint8ClampedArray<ArrayBuffer>;

/** Fetches the indices of the places on one map tile, 256 x 256, NaN where there is none; null where nothing is. */
export type FetchPlaces = (z: number, x: number, y: number) => Promise<Float32Array | null>;

/** Where places are, and their colours. */
export interface PlaceTiles {
  readonly fetch: FetchPlaces;
  readonly colours: PlaceColours;
}

/** Tiles of coloured places for a WebGL layer without a style of its own. */
export function placeTiles({ fetch, colours }: PlaceTiles): DataTile {
  const words = new Uint32Array(colours.buffer, colours.byteOffset, colours.length / 4);
  return new DataTile({
    bandCount: 4,
    maxZoom: MAX_ZOOM,
    tileSize: TILE_SIZE,
    wrapX: crossesAntimeridian(),
    interpolate: false,
    transition: 0,
    loader: async (z, x, y) => colourTile(await fetch(z, x, y), words),
  });
}

/** @param words red, green, blue and alpha of each place as one number */
function colourTile(places: Float32Array | null, words: Uint32Array): Uint8Array {
  const pixels = new Uint32Array(TILE_SIZE * TILE_SIZE);
  if (places !== null) {
    for (let pixel = 0; pixel < pixels.length; pixel++) {
      const place = places[pixel] ?? NaN;
      if (!Number.isNaN(place)) pixels[pixel] = words[place] ?? 0;
    }
  }
  return new Uint8Array(pixels.buffer);
}
