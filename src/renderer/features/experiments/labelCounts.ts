import type { LabelColumns } from '../../../shared/contract/labels';
import { boxContains, type LonLatBox } from '../../../shared/geo/lonLat';

/**
 * The longitude that has as many positive labels to its west as to its east: the mean of the classes' medians, so that each
 * class counts alike. Null where the classes have no labels.
 */
export function middleOf(labels: LabelColumns, classIds: readonly string[]): number | null {
  const medians = classIds.flatMap((classId) => {
    const wanted = labels.classIds.indexOf(classId);
    const lons = labels.lonDeg
      .filter((_, index) => labels.classIndex[index] === wanted && labels.positive[index] === 1)
      .sort();
    return lons.length === 0 ? [] : [lons[lons.length >> 1] ?? 0];
  });
  if (medians.length === 0) return null;
  return medians.reduce((sum, lonDeg) => sum + lonDeg, 0) / medians.length;
}

/**
 * Positive labels of a class on some ground.
 * @param box null: anywhere
 * @param outside where labels do not count; null: nowhere
 */
export function positivesIn(
  labels: LabelColumns,
  classId: string,
  box: LonLatBox | null,
  outside: LonLatBox | null = null,
): number {
  const wanted = labels.classIds.indexOf(classId);
  let found = 0;
  for (const [index, classIndex] of labels.classIndex.entries()) {
    if (classIndex !== wanted || labels.positive[index] !== 1) continue;
    const lonDeg = labels.lonDeg[index] ?? 0;
    const latDeg = labels.latDeg[index] ?? 0;
    if (box !== null && !boxContains(box, lonDeg, latDeg)) continue;
    if (outside !== null && boxContains(outside, lonDeg, latDeg)) continue;
    found++;
  }
  return found;
}
