import WebGLVectorLayer from 'ol/layer/WebGLVector';
import VectorSource from 'ol/source/Vector';
import { project, view } from '../../state/workbench.svelte';
import { pointFeature, unitsPerMetre } from '../mercator';
import { detectionStyle } from '../pointStyles';
import { drawnBy, type DrawLayer } from './drawLayer';
import { styledByClasses } from './styledByClasses.svelte';

/** The shown run's detections, of the radius in hand or of all. */
export const drawDetections: DrawLayer<'detections'> = () => {
  const source = new VectorSource();
  const group = drawnBy();

  $effect(() => {
    const { detections, shownRun: run, classes } = project;
    source.clear(true);
    if (detections === null || run === null) return;
    const { columns } = detections;
    const indices = run.classIds.map((id) => classes.findIndex((entry) => entry.id === id));
    // Weakest first: what is drawn later lies on top.
    const features = Array.from(columns.probability, (probability, index) => {
      const latDeg = columns.latDeg[index] ?? 0;
      const radiusIndex = columns.radiusIndex[index] ?? 0;
      return pointFeature(columns.lonDeg[index] ?? 0, latDeg, {
        probability,
        radiusIndex,
        classIndex: indices[columns.classIndex[index] ?? 0] ?? -1,
        reach: (run.radiiM[radiusIndex] ?? 0) * unitsPerMetre(latDeg),
      });
    }).reverse();
    source.addFeatures(features);
  });

  const variables = { radiusIndex: -1, threshold: 0 };
  const current = styledByClasses(group, (classes) => {
    const { filter, style } = detectionStyle(classes);
    return new WebGLVectorLayer({ source, style: style.map((part) => ({ style: part, filter })), variables });
  });

  $effect(() => {
    const { shownRun: run } = project;
    const radiusIndex = run?.radiiM.indexOf(view.radiusM) ?? -1;
    // A radius that the run lacks must show nothing, and -1 shows everything.
    variables.radiusIndex = view.allRadii ? -1 : radiusIndex === -1 ? -2 : radiusIndex;
    variables.threshold = view.threshold;
    current()?.updateStyleVariables(variables);
  });

  return { group };
};
