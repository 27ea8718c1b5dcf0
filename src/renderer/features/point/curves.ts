import { competing } from '../../../shared/statistics/competing';
import type { HeadCurves, HeadInfo } from '../../../shared/contract/heads';
import type { LabelClass } from '../../../shared/labels/labelClasses';

/** What a head says of a place at each radius. */
export interface Curve {
  readonly head: HeadInfo;
  /** [radii] 0..1, NaN where no patch exists and where the ground is too flat to say */
  readonly probabilities: Float32Array;
  /** Whether it competes with heads of classes that exclude its own. */
  readonly competes: boolean;
}

/**
 * The curves of heads that are still there, those of one class together, finest radius first. Heads of one encoder compete where
 * their classes exclude each other, as they do on a map.
 */
export function curvesOf(
  { headIds, radiiM, probabilities, tooFlat }: HeadCurves,
  heads: readonly HeadInfo[],
  classes: readonly LabelClass[],
): Curve[] {
  const classIds = classes.map(({ id }) => id);
  const alone = headIds
    .flatMap((id, row) => {
      const head = heads.find((each) => each.id === id);
      const values = probabilities
        .subarray(row * radiiM.length, (row + 1) * radiiM.length)
        .map((value, index) => (tooFlat[index] === 1 ? NaN : value));
      return head === undefined ? [] : [{ head, probabilities: values, competes: false }];
    })
    .sort(
      (a, b) =>
        classIds.indexOf(a.head.classId) - classIds.indexOf(b.head.classId) ||
        a.head.radiusM - b.head.radiusM ||
        a.head.id - b.head.id,
    );
  const exclusive = new Set(classes.filter((each) => each.exclusive).map(({ id }) => id));
  const rivals = alone.filter(({ head }) => exclusive.has(head.classId));
  return alone.map((curve) => (exclusive.has(curve.head.classId) ? amongRivals(curve, rivals) : curve));
}

/** A curve beside those of other classes: of several heads of a class the one that is surest at a radius competes. */
function amongRivals(curve: Curve, rivals: readonly Curve[]): Curve {
  const { classId, encoderId } = curve.head;
  const byClass = new Map<string, Curve[]>();
  for (const rival of rivals) {
    if (rival.head.classId === classId || rival.head.encoderId !== encoderId) continue;
    byClass.set(rival.head.classId, [...(byClass.get(rival.head.classId) ?? []), rival]);
  }
  if (byClass.size === 0) return curve;
  const surest = (heads: readonly Curve[], index: number): number =>
    Math.max(...heads.map(({ probabilities }) => probabilities[index] ?? NaN));
  const probabilities = curve.probabilities.map(
    (own, index) => competing([own, ...[...byClass.values()].map((heads) => surest(heads, index))])[0] ?? NaN,
  );
  return { ...curve, probabilities, competes: true };
}

/** Stretches of a curve without gaps, each as indices of its radii. */
export function stretchesOf(probabilities: Float32Array): number[][] {
  const found: number[][] = [];
  for (const [index, value] of probabilities.entries()) {
    if (Number.isNaN(value)) continue;
    const last = found.at(-1);
    if (last?.at(-1) === index - 1) last.push(index);
    else found.push([index]);
  }
  return found;
}
