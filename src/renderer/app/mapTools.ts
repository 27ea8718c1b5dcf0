import type { LonLat } from '../../shared/geo/lonLat';
import { areaDrawing } from '../features/labels/areaDrawing';
import { areasAt } from '../features/labels/areasAt';
import { loop } from '../features/labels/loop.svelte';
import type { Drawing, Shape } from '../state/sketch.svelte';
import { shapeOf } from '../features/regions/reshaping';
import { labelSelection, project, sketch, view } from '../state/workbench.svelte';

/** What clicks on the map draw: an area of the active class, or what a feature asked for; null: nothing. */
export function drawingNow(): Drawing | null {
  const { tool } = view;
  const active = project.classOf(view.activeClassId);
  return active !== undefined && (tool === 'area' || tool === 'no-area')
    ? areaDrawing(tool, view.areaShape, active)
    : sketch.drawing;
}

/** What is reshaped on the map; null: nothing, or something that was removed. */
export const shapeNow = (): Shape | null => (sketch.reshaped === null ? null : shapeOf(sketch.reshaped));

/**
 * Does at a place what the tool does: labels it, looks for look-alikes, or selects it or the label that is drawn there; one more with
 * `adds`.
 */
export async function clickMap(place: LonLat, labelId: number | null, adds: boolean): Promise<void> {
  if (view.tool === 'positive' || view.tool === 'negative') {
    const label = { ...place, classId: view.activeClassId, positive: view.tool === 'positive' };
    await project.change((engine) => engine.labels.add(label));
  } else if (view.tool === 'retrieve' && loop.subject !== null && view.panel === 'labels') {
    await loop.lookLike(place);
  } else if (view.tool === 'retrieve') {
    view.markQueries([...view.queries, place], view.unlike);
    view.openPanel('retrieve');
  } else if (view.tool === 'unlike') {
    view.markQueries(view.queries, [...view.unlike, place]);
    view.openPanel('retrieve');
  } else if (adds && labelId !== null) labelSelection.choose([labelId], 'toggle');
  else {
    if (labelId === null) labelSelection.clear();
    else labelSelection.choose([labelId]);
    const selected = labelAt(labelId) ?? place;
    view.markPlace(selected);
    view.selectArea(areasAt(project.areas, selected)[0]?.id ?? null);
    // A labelling loop keeps its panel: its keys answer there.
    if (loop.subject === null || view.panel !== 'labels') view.openPanel('point');
  }
}

/** Where a label is. */
function labelAt(labelId: number | null): LonLat | null {
  const { labels } = project;
  const index = labelId === null ? -1 : (labels?.ids.indexOf(labelId) ?? -1);
  if (labels === null || index === -1) return null;
  return { lonDeg: labels.lonDeg[index] ?? 0, latDeg: labels.latDeg[index] ?? 0 };
}
