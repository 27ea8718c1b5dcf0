import type { DetectionColumns, RunInfo } from '../../../shared/contract/detections';
import type { LabelClassInfo, LabelColumns } from '../../../shared/contract/labels';
import { mercatorOf, unitsPerMetre } from '../../map/mercator';
import { shapeForms } from '../../../shared/drawing/classShape';
import { PX_PER_MM } from '../../../shared/window/printedPage';
import { byTurns } from '../../map/points/byTurns';
import { coverPx, declutter, uncovered } from '../../map/points/declutter';
import { shortCount } from '../../map/points/glyphs';
import { classMarks, type ClassMark } from '../../map/points/packPoints';
import { onPage, type MapOnPaper } from './mapOnPaper';
import { discPath, markPath, mmOf } from './shapes';

/** Radii of the marks of labels and detections, and of those that stand for several, as the window's map has them. */
const LABEL_MM = mmOf(3.75);
const DETECTION_MM = mmOf(5.5);
const CLUSTER_MM = mmOf(7.5);

/** Marks of one class and sign: the data of one path. */
export interface MarksOfClass {
  readonly colour: string;
  readonly hollow: boolean;
  readonly path: string;
}

/** Detections on the page: circles of their radii, marks, and numbers beside those that stand for several. */
export interface DetectionMarks {
  readonly rings: readonly { readonly colour: string; readonly path: string }[];
  readonly marks: readonly MarksOfClass[];
  readonly counts: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  /** How many are within the frame, those that others stand for included. */
  readonly count: number;
}

interface Marked {
  readonly mark: ClassMark;
  readonly colour: string;
}

/** The mark and colour of each class by its id. */
export function marksById(classes: readonly LabelClassInfo[]): ReadonlyMap<string, Marked> {
  const marks = classMarks(classes);
  return new Map(
    classes.map(({ id, colour }, index) => [
      id,
      { colour, mark: marks[index] ?? { rgb: [0, 0, 0], ...shapeForms.disc } },
    ]),
  );
}

/** Map units in a pixel of CSS on the page. */
const unitsPerPx = ({ extent, frame }: MapOnPaper): number =>
  (extent[2] - extent[0]) / (frame.width * PX_PER_MM);

const inside = ({ frame }: MapOnPaper, [x, y]: readonly [number, number], reach: number): boolean =>
  x > frame.x - reach &&
  x < frame.x + frame.width + reach &&
  y > frame.y - reach &&
  y < frame.y + frame.height + reach;

/** Labels as the map draws them: where marks overlap, one is drawn. */
export function labelMarks(
  map: MapOnPaper,
  labels: LabelColumns,
  classes: readonly LabelClassInfo[],
): MarksOfClass[] {
  const placed = mercatorOf(labels.lonDeg, labels.latDeg);
  const order = byTurns(labels.classIndex.map((index, at) => 2 * index + (labels.positive[at] ?? 0)));
  const byId = marksById(classes);
  const paths = new Map<string, MarksOfClass>();
  for (const index of uncovered(placed, order, coverPx(order.length) * unitsPerPx(map))) {
    const at = onPage(map, placed.x[index] ?? NaN, placed.y[index] ?? NaN);
    const marked = byId.get(labels.classIds[labels.classIndex[index] ?? 0] ?? '');
    if (marked === undefined || !inside(map, at, LABEL_MM)) continue;
    const hollow = labels.positive[index] === 0;
    const key = `${marked.colour} ${hollow}`;
    const path = (paths.get(key)?.path ?? '') + markPath(...at, marked.mark, LABEL_MM);
    paths.set(key, { colour: marked.colour, hollow, path });
  }
  // What is there lies on top of what is not.
  return [...paths.values()].sort((a, b) => Number(b.hollow) - Number(a.hollow));
}

/** The detections of a run that are shown, the strongest where they are crowded. */
export function detectionMarks(
  map: MapOnPaper,
  { lonDeg, latDeg, probability, radiusIndex, classIndex }: DetectionColumns,
  run: Pick<RunInfo, 'classIds' | 'radiiM'>,
  classes: readonly LabelClassInfo[],
  threshold: number,
  showsRadius: (radiusM: number) => boolean,
): DetectionMarks {
  const placed = mercatorOf(lonDeg, latDeg);
  const radii = run.radiiM.map(showsRadius);
  const places = Array.from(placed.x, (x, index) => onPage(map, x, placed.y[index] ?? NaN));
  const crowd = {
    ...placed,
    reach: latDeg.map((deg, index) => (run.radiiM[radiusIndex[index] ?? 0] ?? 0) * unitsPerMetre(deg)),
    kind: classIndex,
    radius: radiusIndex.map((index) => index + 1),
  };
  let count = 0;
  const { indices, counts } = declutter(
    crowd,
    (index) => {
      const isShown =
        (probability[index] ?? 0) >= threshold &&
        radii[radiusIndex[index] ?? 0] === true &&
        inside(map, places[index] ?? [NaN, NaN], 0);
      if (isShown) count += 1;
      return isShown;
    },
    unitsPerPx(map),
  );
  const byId = marksById(classes);
  const found = Array.from(indices, (index, at) => {
    const marked = byId.get(run.classIds[classIndex[index] ?? 0] ?? '');
    const [x, y] = places[index] ?? [NaN, NaN];
    const radiusM = run.radiiM[radiusIndex[index] ?? 0] ?? 0;
    const stands = counts[at] ?? 1;
    return {
      colour: marked?.colour ?? '#888888',
      mark: marked?.mark ?? shapeForms.disc,
      ...{ x, y, stands, radiusMm: stands > 1 ? CLUSTER_MM : DETECTION_MM },
      reachMm: (1000 * radiusM) / map.scale,
    };
  }).reverse();
  return {
    rings: found
      .filter(({ reachMm, radiusMm }) => reachMm > radiusMm + mmOf(2))
      .map(({ colour, x, y, reachMm }) => ({ colour, path: discPath(x, y, reachMm) })),
    marks: found.map(({ colour, mark, x, y, radiusMm }) => ({
      colour,
      hollow: false,
      path: markPath(x, y, mark, radiusMm),
    })),
    counts: found
      .filter(({ stands }) => stands > 1)
      .map(({ x, y, stands, radiusMm }) => ({ x: x + radiusMm + 0.4, y: y + 1, text: shortCount(stands) })),
    count,
  };
}
