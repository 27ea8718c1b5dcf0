import Feature from 'ol/Feature';
import Circle from 'ol/geom/Circle';
import WebGLTileLayer from 'ol/layer/WebGLTile';
import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import { alike, project, view } from '../../state/workbench.svelte';
import { hitStyle, queryStyle, radiusStyle, unlikeStyle } from '../hitStyles';
import { coordinateOf, pointFeature, unitsPerMetre } from '../mercator';
import { alikeStyle } from '../overlayStyles';
import { numberTiles } from '../tileSource';
import { drawnBy, type DrawLayer } from './drawLayer';

/** Ranks are read, so labels and detections do not cover them. */
const RANKS_Z_INDEX = 80;

/**
 * Places whose look-alikes are searched for, those that they must not be like, and the look-alikes with their ranks and their radii
 * on the ground; below them all places that are alike enough light up.
 */
export const drawLookAlikes: DrawLayer<'look-alikes'> = () => {
  const source = new VectorSource();
  const tiles = new WebGLTileLayer({ style: alikeStyle });
  const retrieval = $derived(project.retrievals.find(({ id }) => id === view.retrievalId) ?? null);

  $effect(() => {
    const queries = view.queries.map(({ lonDeg, latDeg }) => {
      const feature = pointFeature(lonDeg, latDeg);
      feature.setStyle(queryStyle);
      return feature;
    });
    const hits = (retrieval?.hits ?? []).map(({ lonDeg, latDeg, rank }) => {
      const feature = pointFeature(lonDeg, latDeg);
      feature.setStyle(hitStyle(rank));
      return feature;
    });
    // Of features in one place the one that was made last is drawn on top.
    const unlike = view.unlike.map(({ lonDeg, latDeg }) => {
      const feature = pointFeature(lonDeg, latDeg);
      feature.setStyle(unlikeStyle);
      return feature;
    });
    const circles = (retrieval?.hits ?? []).map(({ lonDeg, latDeg, radiusM }) => {
      const feature = new Feature(
        new Circle(coordinateOf({ lonDeg, latDeg }), radiusM * unitsPerMetre(latDeg)),
      );
      feature.setStyle(radiusStyle);
      return feature;
    });
    source.clear(true);
    source.addFeatures([...circles, ...hits, ...queries, ...unlike]);
  });

  $effect(() => {
    const { engine } = project;
    const { drawn } = alike;
    tiles.setSource(
      engine === null || drawn === null
        ? null
        : numberTiles((z, x, y) => engine.retrievals.tile({ ...drawn, z, x, y })),
    );
  });

  $effect(() => {
    // The graphics card puts the threshold to the tiles: nothing is fetched.
    tiles.updateStyleVariables({ reach: alike.reach });
  });

  return { group: drawnBy(tiles, new VectorLayer({ source, zIndex: RANKS_Z_INDEX })), ofPoints: true };
};
