import { project } from '../../state/workbench.svelte';
import { reliefTiles } from '../reliefTiles';
import { SeamlessTiles } from '../seamlessTiles';
import { slopeStyle } from '../slopeStyle';
import { drawnBy, type DrawLayer } from './drawLayer';

/** How steep the terrain is. */
export const drawSlope: DrawLayer<'slope'> = (layer, side) => {
  const colours = $derived(layer().style.colours);
  const tiles = new SeamlessTiles({ style: slopeStyle(colours) });

  $effect(() => {
    const { engine, terrain } = project;
    tiles.setSource(engine === null || terrain === null ? null : reliefTiles(engine, terrain, side.dtmId));
  });

  $effect(() => {
    tiles.setStyle(slopeStyle(colours));
  });

  return { group: drawnBy(tiles) };
};
