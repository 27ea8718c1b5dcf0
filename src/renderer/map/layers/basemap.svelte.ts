import TileLayer from 'ol/layer/WebGLTile';
import { basemapTiles, isBasemapAllowed } from '../basemapTiles.svelte';
import { drawnBy, type DrawLayer } from './drawLayer';

/** Tiles from the network, once their address is allowed. */
export const drawBasemap: DrawLayer<'basemap'> = (layer) => {
  const address = $derived(layer().style.address);
  const isAllowed = $derived(isBasemapAllowed(address));
  const tiles = new TileLayer({});

  $effect(() => {
    if (!isAllowed) {
      tiles.setSource(null);
      return;
    }
    const source = basemapTiles(address);
    tiles.setSource(source);
    const again = (): void => {
      source.refresh();
    };
    window.addEventListener('online', again);
    return () => {
      window.removeEventListener('online', again);
    };
  });

  return { group: drawnBy(tiles) };
};
