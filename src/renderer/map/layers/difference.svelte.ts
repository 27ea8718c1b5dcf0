import WebGLTileLayer from 'ol/layer/WebGLTile';
import { project } from '../../state/workbench.svelte';
import { differenceStyle } from '../difference';
import { shownDifference } from '../shownDifference.svelte';
import { numberTiles } from '../tileSource';
import { drawnBy, type DrawLayer } from './drawLayer';

/** How much higher one DTM is than another. */
export const drawDifference: DrawLayer<'difference'> = () => {
  const tiles = new WebGLTileLayer({ style: differenceStyle });

  $effect(() => {
    const { engine, terrain } = project;
    const { pair } = shownDifference;
    tiles.setSource(
      engine === null || terrain === null || pair === null
        ? null
        : numberTiles((z, x, y) => engine.terrain.difference({ ...pair, z, x, y })),
    );
  });

  $effect(() => {
    const { fullM, leastM } = shownDifference;
    tiles.updateStyleVariables({ fullM, leastM });
  });

  return { group: drawnBy(tiles) };
};
