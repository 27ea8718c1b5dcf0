import WebGLTileLayer from 'ol/layer/WebGLTile';
import { unByKey } from 'ol/Observable';
import { project } from '../../state/workbench.svelte';
import { TILE_GUTTER } from '../../../shared/tile';
import { pixelGroundM } from '../mercator';
import { exaggerationAt, terrainStyle } from '../terrainStyle';
import { numberTiles } from '../tileSource';
import { drawnBy, type DrawLayer } from './drawLayer';

/** Hillshade over an elevation tint. */
export const drawTerrain: DrawLayer<'terrain'> = (_layer, map) => {
  const tiles = new WebGLTileLayer({ style: terrainStyle });

  $effect(() => {
    const { engine, terrain } = project;
    tiles.setSource(
      engine === null || terrain === null
        ? null
        : numberTiles((z, x, y) => engine.terrain.tile({ z, x, y }), TILE_GUTTER),
    );
  });

  $effect(() => {
    const minM = project.terrain?.minM ?? 0;
    const rangeM = Math.max(1, (project.terrain?.maxM ?? 3000) - minM);
    const shade = (): void => {
      const pixelM = pixelGroundM(map);
      tiles.updateStyleVariables({ minM, rangeM, pixelM, exaggeration: exaggerationAt(pixelM) });
    };
    shade();
    const keys = [map.on('moveend', shade), map.getView().on('change:resolution', shade)];
    return () => {
      unByKey(keys);
    };
  });

  return { group: drawnBy(tiles) };
};
