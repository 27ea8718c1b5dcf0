import type { HeadCurves, HeadInfo } from '../../../shared/contract/heads';

/** What a head says of a place at each radius. */
export interface Curve {
  readonly head: HeadInfo;
  /** [radii] 0..1, NaN where no patch exists and where the ground is too flat to say */
  readonly probabilities: Float32Array;
}

/** The curves of heads that are still there, those of one class together, finest radius first. */
export function curvesOf(
  { headIds, radiiM, probabilities, tooFlat }: HeadCurves,
  heads: readonly HeadInfo[],
  classIds: readonly string[],
): Curve[] {
  return headIds
    .flatMap((id, row) => {
      const head = heads.find((each) => each.id === id);
      const values = probabilities
        .subarray(row * radiiM.length, (row + 1) * radiiM.length)
        .map((value, index) => (tooFlat[index] === 1 ? NaN : value));
      return head === undefined ? [] : [{ head, probabilities: values }];
    })
    .sort(
      (a, b) =>
        classIds.indexOf(a.head.classId) - classIds.indexOf(b.head.classId) ||
        a.head.radiusM - b.head.radiusM ||
        a.head.id - b.head.id,
    );
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
