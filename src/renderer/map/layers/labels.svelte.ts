import type Feature from 'ol/Feature';
import type Point from 'ol/geom/Point';
import WebGLVectorLayer from 'ol/layer/WebGLVector';
import VectorSource from 'ol/source/Vector';
import { project } from '../../state/workbench.svelte';
import { pointFeature } from '../mercator';
import { labelStyle } from '../pointStyles';
import { drawnBy, type DrawLayer } from './drawLayer';
import { styledByClasses } from './styledByClasses.svelte';

/** The project's labels. */
export const drawLabels: DrawLayer<'labels'> = () => {
  const source = new VectorSource<Feature<Point>>();
  const group = drawnBy();

  $effect(() => {
    const { labels, classes } = project;
    source.clear(true);
    if (labels === null) return;
    const indices = labels.classIds.map((id) => classes.findIndex((entry) => entry.id === id));
    const features = Array.from(labels.ids, (id, index) => {
      const feature = pointFeature(labels.lonDeg[index] ?? 0, labels.latDeg[index] ?? 0, {
        classIndex: indices[labels.classIndex[index] ?? 0] ?? -1,
        positive: labels.positive[index] ?? 0,
      });
      feature.setId(id);
      return feature;
    });
    source.addFeatures(features);
  });

  styledByClasses(group, (classes) => new WebGLVectorLayer({ source, style: labelStyle(classes) }));

  return { group };
};
