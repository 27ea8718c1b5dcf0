import { SeamlessTiles } from '../seamlessTiles';
import { slopeStyle } from '../slopeStyle';
import { drawnBy, type DrawLayer } from './drawLayer';
import { shownTerrain } from './shownTerrain.svelte';

/** How steep the terrain is. */
export const drawSlope: DrawLayer<'slope'> = (layer, side) => {
  const colours = $derived(layer().style.colours);
  const tiles = new SeamlessTiles({ style: slopeStyle(colours) });

  $effect(() => {
    tiles.setSource(shownTerrain.relief?.of(side.dtmId) ?? null);
  });

  $effect(() => {
    tiles.setStyle(slopeStyle(colours));
  });

  return { group: drawnBy(tiles) };
};
