import { mapLayers, project } from '../state/workbench.svelte';
import { isBasemapAllowed } from './basemapTiles.svelte';

/** What the map owes to the makers of what it shows, in a line. */
export function mapAttribution(): string {
  const basemap = mapLayers.find('basemap');
  const isShown = basemap?.visible === true && isBasemapAllowed(basemap.style.address);
  return [...(project.info?.attributions ?? []), ...(isShown ? [basemap.style.attribution] : [])]
    .filter((line) => line !== '')
    .join(' · ');
}
