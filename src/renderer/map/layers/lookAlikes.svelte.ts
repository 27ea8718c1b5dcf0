import Feature from 'ol/Feature';
import Circle from 'ol/geom/Circle';
import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import { project, view } from '../../state/workbench.svelte';
import { radiusStyle, hitStyle, queryStyle } from '../hitStyles';
import { coordinateOf, pointFeature, unitsPerMetre } from '../mercator';
import { drawnBy, type DrawLayer } from './drawLayer';

/** Places whose look-alikes are searched for, and the look-alikes with their ranks and their radii on the ground. */
export const drawLookAlikes: DrawLayer<'look-alikes'> = () => {
  const source = new VectorSource();
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
    const circles = (retrieval?.hits ?? []).map(({ lonDeg, latDeg, radiusM }) => {
      const feature = new Feature(
        new Circle(coordinateOf({ lonDeg, latDeg }), radiusM * unitsPerMetre(latDeg)),
      );
      feature.setStyle(radiusStyle);
      return feature;
    });
    source.clear(true);
    source.addFeatures([...circles, ...hits, ...queries]);
  });

  return { group: drawnBy(new VectorLayer({ source })), ofPoints: true };
};
