import WebGLTileLayer from 'ol/layer/WebGLTile';
import { placeTiles, type PlaceTiles } from '../placeTiles';
import { drawnBy, type DrawnLayer } from './drawLayer';

/**
 * Draws places in colours.
 * @param placesOf read in an effect; null draws nothing
 */
export const drawPlaces = (placesOf: () => PlaceTiles | null) => (): DrawnLayer => {
  const tiles = new WebGLTileLayer();
  $effect(() => {
    const places = placesOf();
    tiles.setSource(places === null ? null : placeTiles(places));
  });
  return { group: drawnBy(tiles) };
};
