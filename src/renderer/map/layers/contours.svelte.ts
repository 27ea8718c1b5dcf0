import { unByKey } from 'ol/Observable';
import VectorTileLayer from 'ol/layer/VectorTile';
import { project } from '../../state/workbench.svelte';
import { contourStyle } from '../contourStyle';
import { ContourTiles, shownContours } from '../contourTiles.svelte';
import { drawnBy, type DrawLayer } from './drawLayer';

/** Contour lines with their heights. */
export const drawContours: DrawLayer<'contours'> = (layer, side, map) => {
  const intervalM = $derived(layer().style.intervalM);
  // As images of tiles, which is the other way, fine lines would be blurred between zoom steps.
  const lines = new VectorTileLayer({ style: contourStyle, declutter: 'contours', renderMode: 'vector' });

  $effect(() => {
    const { engine, terrain } = project;
    const tiles =
      engine === null || terrain === null ? null : new ContourTiles(engine, terrain, side.dtmId, intervalM);
    lines.setSource(tiles?.source ?? null);
    const say = (): void => {
      shownContours.intervalM = tiles?.intervalFor(map.getView().getResolution() ?? 1) ?? null;
    };
    say();
    const key = map.on('moveend', say);
    return () => {
      unByKey(key);
    };
  });

  return { group: drawnBy(lines) };
};
