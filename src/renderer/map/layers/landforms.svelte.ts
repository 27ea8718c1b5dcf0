import WebGLTileLayer from 'ol/layer/WebGLTile';
import { project, view } from '../../state/workbench.svelte';
import { landformStyle } from '../overlayStyles';
import { cellTiles } from '../tileSource';
import { drawnBy, numbersAt, type DrawLayer } from './drawLayer';

/** The landforms of the classical method at the current radius. */
export const drawLandforms: DrawLayer<'landforms'> = () => {
  const tiles = new WebGLTileLayer({ style: landformStyle });

  $effect(() => {
    const { engine, terrain } = project;
    const { radiusM } = view;
    tiles.setSource(
      engine === null || terrain === null || radiusM === 0
        ? null
        : cellTiles((z, x, y) => engine.terrain.landforms({ radiusM, z, x, y }), 1),
    );
  });

  return {
    group: drawnBy(tiles),
    valuesAt: (pixel) => numbersAt(tiles, pixel),
  };
};
