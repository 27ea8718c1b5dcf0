import type { LabelClass } from '../../../shared/labels/labelClasses';
import type { LonLat } from '../../../shared/geo/lonLat';
import type { Drawing } from '../../state/sketch.svelte';
import { mapLayers, project, view } from '../../state/workbench.svelte';

/** What the tools for areas draw: each becomes an area of the active class, and is then selected. */
export const areaDrawing = (
  tool: 'area' | 'no-area',
  shape: 'polygon' | 'box',
  { id: classId, colour, shape: mark }: Pick<LabelClass, 'id' | 'colour' | 'shape'>,
): Drawing => {
  const positive = tool === 'area';
  return {
    ...{ shape, label: 'area', area: { colour, shape: mark, positive } },
    onDrawn: (corners) => {
      const ring = Float64Array.from(outlineOf(shape, corners));
      void mapLayers.reveal('labels');
      void project
        .change((engine) => engine.labels.addArea({ classId, positive, rings: [ring], places: null }))
        .then((areaId) => {
          if (areaId === undefined) return;
          view.selectArea(areaId);
          view.openPanel('labels');
        });
    },
  };
};

/** Longitudes and latitudes of an outline; of a box two opposite corners are given. */
function outlineOf(shape: 'polygon' | 'box', corners: readonly LonLat[]): number[] {
  const [first, second] = corners;
  if (shape === 'polygon' || first === undefined || second === undefined)
    return corners.flatMap(({ lonDeg, latDeg }) => [lonDeg, latDeg]);
  const [a, b, c, d] = [first.lonDeg, first.latDeg, second.lonDeg, second.latDeg];
  return [a, b, c, b, c, d, a, d];
}
