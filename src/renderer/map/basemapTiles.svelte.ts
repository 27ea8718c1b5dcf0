import ImageTileSource from 'ol/source/ImageTile';
import { BASEMAP_PATH } from '../../shared/window/basemap';
import { TILE_SIZE } from '../../shared/terrain/tile';
import { preferences } from '../state/workbench.svelte';
import { crossesAntimeridian } from './mercator';

/** Deeper than this, tiles are enlarged. */
const DEEPEST_ZOOM = 19;

/** Whether the basemap's last tile did not come, and how often its tiles were asked for anew. */
export const basemap = $state({ isFailing: false, tries: 0 });

export const isBasemapAllowed = (address: string): boolean =>
  preferences.value.basemapAddresses.includes(address);

/**
 * A basemap's tiles, fetched by the program itself; a hatch where one does not come.
 * @param tries how often they were asked for before
 */
export const basemapTiles = (address: string, tries: number): ImageTileSource =>
  new ImageTileSource({
    maxZoom: DEEPEST_ZOOM,
    wrapX: crossesAntimeridian(),
    transition: 0,
    loader: async (z, x, y, { signal }) => {
      const query = `address=${encodeURIComponent(address)}&try=${tries}`;
      const response = await fetch(`/${BASEMAP_PATH}/${z}/${x}/${y}?${query}`, { signal }).catch(() => null);
      signal.throwIfAborted();
      basemap.isFailing = response?.ok !== true;
      if (response?.ok !== true) return hatch();
      return createImageBitmap(await response.blob());
    },
  });

/** As the map is hatched where it has no data. */
function hatch(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = TILE_SIZE;
  canvas.height = TILE_SIZE;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const colour = getComputedStyle(document.documentElement);
  context.fillStyle = colour.getPropertyValue('--page');
  context.fillRect(0, 0, TILE_SIZE, TILE_SIZE);
  context.strokeStyle = colour.getPropertyValue('--line');
  for (let at = -TILE_SIZE; at < TILE_SIZE; at += 8) {
    context.moveTo(at, TILE_SIZE);
    context.lineTo(at + TILE_SIZE, 0);
  }
  context.stroke();
  return canvas;
}
