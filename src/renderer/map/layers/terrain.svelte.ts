import { unByKey } from 'ol/Observable';
import { pixelGroundM } from '../mercator';
import { SeamlessTiles } from '../seamlessTiles';
import { stretch } from '../stretch.svelte';
import { terrainStyle, terrainVariables } from '../terrainStyle';
import { drawnBy, type DrawLayer } from './drawLayer';
import { shownTerrain } from './shownTerrain.svelte';

/** Hillshade over an elevation tint. */
export const drawTerrain: DrawLayer<'terrain'> = (layer, side, map) => {
  const look = $derived(layer().style);
  const ramp = $derived(look.ramp);
  const shading = $derived(look.shading);
  const span = $derived(look.stretch);
  let variables: Record<string, number> = {};
  const tiles = new SeamlessTiles({ style: terrainStyle(layer().style) });

  $effect(() => {
    tiles.setSource(shownTerrain.relief?.of(side.dtmId) ?? null);
  });

  $effect(() => {
    stretch.follow(span);
  });

  $effect(() => {
    const style = terrainStyle({ ramp, shading });
    tiles.setStyle({ ...style, variables: { ...style.variables, ...variables } });
  });

  $effect(() => {
    const { minM, maxM } = stretch;
    const shade = (): void => {
      variables = { minM, rangeM: Math.max(1, maxM - minM), ...terrainVariables(look, pixelGroundM(map)) };
      tiles.updateStyleVariables(variables);
    };
    shade();
    const keys = [map.on('moveend', shade), map.getView().on('change:resolution', shade)];
    return () => {
      unByKey(keys);
    };
  });

  return { group: drawnBy(tiles) };
};
