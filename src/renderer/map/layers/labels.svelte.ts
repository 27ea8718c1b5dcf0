import { labelSelection, mapLayers, project, view } from '../../state/workbench.svelte';
import { classLook } from '../../state/classLook';
import { AreaLayer } from '../areaLayer';
import { mercatorOf } from '../mercator';
import { byTurns } from '../points/byTurns';
import { coverPx, uncovered } from '../points/declutter';
import { shapeForms } from '../../../shared/drawing/classShape';
import { rgbOf } from '../../../shared/drawing/colour';
import { classMarks, packPoints, type ClassMark } from '../points/packPoints';
import { PointLayer } from '../points/pointLayer';
import { drawnBy, type DrawLayer } from './drawLayer';

/** Radius of a label's mark, and how far from it a click still selects it, pixels. */
const MARK_PX = 3.75;
/** Radius of the mark while detections of other classes alone are shown, which it must not hide, pixels. */
const ASIDE_PX = 2.25;
const CLICK_REACH_PX = 7;
/** Radius of the ring around a selected label, pixels, its colour, and the radius where so many are selected that rings crowd. */
const RING_PX = 8;
const MANY_RING_PX = 6;
const MANY = 100;
const RING: ClassMark = { rgb: rgbOf('#0b6b69'), ...shapeForms.disc };

/**
 * The project's labels: filled where positive, hollow where negative; small beside detections of other classes. Areas lie below
 * them.
 */
export const drawLabels: DrawLayer<'labels'> = (_layer, _side, map) => {
  const layer = new PointLayer();
  const rings = new PointLayer();
  const areas = new AreaLayer();

  $effect(() => {
    areas.show(project.areas, (classId) => classLook(project.classOf(classId)), view.areaId);
  });

  const placed = $derived(
    project.labels === null ? null : mercatorOf(project.labels.lonDeg, project.labels.latDeg),
  );
  const order = $derived(
    project.labels === null
      ? null
      : byTurns(
          project.labels.classIndex.map((index, at) => 2 * index + (project.labels?.positive[at] ?? 0)),
        ),
  );
  const marks = $derived.by(() => {
    const ofClasses = classMarks(project.classes);
    const ids = project.labels?.classIds ?? [];
    return ids.map((id) => ofClasses[project.classes.findIndex((entry) => entry.id === id)]);
  });

  $effect(() => {
    const { labels } = project;
    if (labels === null || placed === null || order === null) {
      layer.show(null);
      return;
    }
    const [points, ranks, ofClasses] = [placed, order, marks];
    const found = mapLayers.find('detections')?.visible === true ? project.shownRun?.classIds : undefined;
    const radii = labels.classIds.map((id) => (found?.includes(id) === false ? ASIDE_PX : MARK_PX));
    layer.show((resolution) =>
      packPoints(points, uncovered(points, ranks, coverPx(ranks.length) * resolution), (index) => ({
        mark: ofClasses[labels.classIndex[index] ?? 0],
        hollow: labels.positive[index] === 0,
        radiusPx: radii[labels.classIndex[index] ?? 0] ?? MARK_PX,
      })),
    );
  });

  $effect(() => {
    const { labels } = project;
    const { ids } = labelSelection;
    if (labels === null || placed === null || ids.size === 0) {
      rings.show(null);
      return;
    }
    const points = placed;
    const chosen = Uint32Array.from(labels.ids.keys()).filter((index) => ids.has(labels.ids[index] ?? 0));
    const radiusPx = chosen.length > MANY ? MANY_RING_PX : RING_PX;
    rings.show(() => packPoints(points, chosen, () => ({ mark: RING, hollow: true, radiusPx })));
  });

  return {
    group: drawnBy(areas.layer, rings, layer),
    ofPoints: true,
    idAt: (pixel) => {
      const { labels } = project;
      const resolution = map.getView().getResolution();
      if (labels === null || placed === null || resolution === undefined) return null;
      const [x = NaN, y = NaN] = map.getCoordinateFromPixel(pixel);
      let nearest: number | null = null;
      let least = ((MARK_PX + CLICK_REACH_PX) * resolution) ** 2;
      for (let index = 0; index < placed.x.length; index++) {
        const squared = ((placed.x[index] ?? NaN) - x) ** 2 + ((placed.y[index] ?? NaN) - y) ** 2;
        if (squared < least) {
          least = squared;
          nearest = labels.ids[index] ?? null;
        }
      }
      return nearest;
    },
  };
};
