import WebGLTileLayer from 'ol/layer/WebGLTile';
import { project, view } from '../../state/workbench.svelte';
import { comparisonStyle } from '../comparison';
import { numberTiles } from '../tileSource';
import { drawnBy, type DrawLayer } from './drawLayer';

/** How the probabilities of two heads differ. */
export const drawComparison: DrawLayer<'comparison'> = () => {
  const tiles = new WebGLTileLayer({ style: comparisonStyle });

  $effect(() => {
    const { engine } = project;
    const { comparison } = view;
    tiles.setSource(
      engine === null || comparison === null
        ? null
        : numberTiles((z, x, y) => engine.labelling.comparison({ headIds: [...comparison], z, x, y })),
    );
  });

  return { group: drawnBy(tiles) };
};
