import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import { project, view } from '../../state/workbench.svelte';
import { hitStyle, queryStyle } from '../hitStyles';
import { pointFeature } from '../mercator';
import { drawnBy, type DrawLayer } from './drawLayer';

/** Places that look-alikes are sought of, and the look-alikes with their ranks. */
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
    source.clear(true);
    source.addFeatures([...hits, ...queries]);
  });

  return { group: drawnBy(new VectorLayer({ source })) };
};
