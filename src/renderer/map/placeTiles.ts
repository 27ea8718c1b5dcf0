import DataTile from 'ol/source/DataTile';
import { TILE_SIZE } from '../../shared/terrain/tile';
import type { PlaceColours } from '../features/explore/placeColours';
import type { FetchPlaces } from '../features/explore/remembered';
import { MAX_ZOOM } from './tileSource';
import { crossesAntimeridian } from './mercator';

/**
 * Tiles of coloured places for a WebGL layer without a style of its own.
 * @param fetch indices of places, 256 x 256, NaN where there is none
 * @param colours [n, 4] of the places
 */
export function placeTiles(fetch: FetchPlaces, colours: PlaceColours): DataTile {
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
