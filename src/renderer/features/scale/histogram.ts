import type { DetectionColumns, RunInfo } from '../../../shared/contract/detections';

/** Detections of a run at a radius. */
export interface RadiusBar {
  readonly radiusM: number;
  readonly total: number;
  /** By class, in the order of the run's classes. */
  readonly classes: readonly number[];
}

/** Counts the detections from a probability on by radius, finest first, and class. */
export function detectionsByRadius(
  {
    probability,
    radiusIndex,
    classIndex,
  }: Pick<DetectionColumns, 'probability' | 'radiusIndex' | 'classIndex'>,
  { radiiM, classIds }: Pick<RunInfo, 'radiiM' | 'classIds'>,
  threshold: number,
): RadiusBar[] {
  const counts = new Uint32Array(radiiM.length * classIds.length);
  for (let index = 0; index < probability.length; index++) {
    if (!((probability[index] ?? 0) >= threshold)) continue;
    const at = (radiusIndex[index] ?? 0) * classIds.length + (classIndex[index] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return radiiM
    .map((radiusM, row) => {
      const classes = [...counts.subarray(row * classIds.length, (row + 1) * classIds.length)];
      return { radiusM, classes, total: classes.reduce((sum, each) => sum + each, 0) };
    })
    .sort((a, b) => a.radiusM - b.radiusM);
}
