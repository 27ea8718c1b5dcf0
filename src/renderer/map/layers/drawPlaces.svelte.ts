import WebGLTileLayer from 'ol/layer/WebGLTile';
import { explore } from '../../features/explore/explore.svelte';
import type { PlaceColours } from '../../features/explore/placeColours';
import { placeTiles } from '../placeTiles';
import { drawnBy, type DrawnLayer } from './drawLayer';

/** Draws the explored places in colours that are read in an effect; null draws nothing. */
export function drawPlaces(coloursOf: () => PlaceColours | null): DrawnLayer {
  const tiles = new WebGLTileLayer();
  $effect(() => {
    const { fetchTile } = explore;
    const colours = coloursOf();
    tiles.setSource(fetchTile === null || colours === null ? null : placeTiles(fetchTile, colours));
  });
  return { group: drawnBy(tiles) };
}
