import type { DetectionColumns } from '../../../shared/contract/detections';
import { project, view } from '../../state/workbench.svelte';
import { mercatorOf, unitsPerMetre } from '../mercator';
import { packCrowd } from '../points/crowd';
import type { Crowd } from '../points/declutter';
import { classMarks, type ClassMark } from '../points/packPoints';
import { PointLayer } from '../points/pointLayer';
import { drawnBy, type DrawLayer } from './drawLayer';
import type { DetectionsShown } from './mapSide';

/** The detections of the shown run, of the radii that are shown, or those of a run of the grid; where they are crowded, the strongest with their number. */
export const drawDetections: DrawLayer<'detections'> = (_, side) => {
  const layer = new PointLayer();

  const shown = $derived(side.detections);
  const crowd = $derived(shown === null ? null : crowdOf(shown.columns, shown.run));
  const marks = $derived.by((): (ClassMark | undefined)[] => {
    const ofClasses = classMarks(project.classes);
    const ids = shown?.run.classIds ?? [];
    return ids.map((id) => ofClasses[project.classes.findIndex((entry) => entry.id === id)]);
  });

  $effect(() => {
    if (shown === null || crowd === null) {
      layer.show(null);
      return;
    }
    const { probability, radiusIndex, classIndex } = shown.columns;
    const { threshold } = view;
    const { always } = shown;
    const radii = shown.run.radiiM.map((radiusM) => always || view.showsRadius(radiusM));
    const isShown = (index: number): boolean =>
      (probability[index] ?? 0) >= threshold && radii[radiusIndex[index] ?? 0] === true;
    const [points, ofClasses] = [crowd, marks];
    layer.show((resolution) =>
      packCrowd(points, isShown, (index) => ofClasses[classIndex[index] ?? 0], resolution),
    );
  });

  return { group: drawnBy(layer), ofPoints: true };
};

const crowdOf = (
  { lonDeg, latDeg, radiusIndex, classIndex }: DetectionColumns,
  { radiiM }: DetectionsShown['run'],
): Crowd => ({
  ...mercatorOf(lonDeg, latDeg),
  reach: latDeg.map((deg, index) => (radiiM[radiusIndex[index] ?? 0] ?? 0) * unitsPerMetre(deg)),
  kind: classIndex,
  radius: radiusIndex.map((index) => index + 1),
});
