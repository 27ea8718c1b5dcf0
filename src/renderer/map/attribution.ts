import { mapLayers, project } from '../state/workbench.svelte';
import { isBasemapAllowed } from './basemapTiles.svelte';

/** The attribution of the data that the map shows, in a line. */
export function mapAttribution(): string {
  const basemap = mapLayers.find('basemap');
  const isShown = basemap?.visible === true && isBasemapAllowed(basemap.style.address);
  return [...(project.info?.attributions ?? []), ...(isShown ? [basemap.style.attribution] : [])]
    .filter((line) => line !== '')
    .join(' · ');
}
