import TileLayer from 'ol/layer/WebGLTile';
import { basemap, basemapTiles, isBasemapAllowed } from '../basemapTiles.svelte';
import { drawnBy, type DrawLayer } from './drawLayer';

/** Tiles from the network, once their address is allowed. */
export const drawBasemap: DrawLayer<'basemap'> = (layer) => {
  const address = $derived(layer().style.address);
  const isAllowed = $derived(isBasemapAllowed(address));
  const tiles = new TileLayer({});

  $effect(() => {
    tiles.setSource(isAllowed ? basemapTiles(address, basemap.tries) : null);
  });

  $effect(() => {
    const again = (): void => {
      basemap.tries += 1;
    };
    window.addEventListener('online', again);
    return () => {
      window.removeEventListener('online', again);
    };
  });

  return { group: drawnBy(tiles) };
};
