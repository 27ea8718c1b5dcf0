import type { AreaInfo } from '../../../shared/contract/areas';
import type { LabelColumns } from '../../../shared/contract/labels';
import type { LonLat } from '../../../shared/geo/lonLat';
import { ringsBox, ringsContain } from '../../../shared/geo/rings';

/** The areas that a place lies in, the smallest first. */
export const areasAt = (areas: readonly AreaInfo[], { lonDeg, latDeg }: LonLat): AreaInfo[] =>
  areas.filter(({ rings }) => ringsContain(rings, lonDeg, latDeg)).sort((a, b) => a.areaM2 - b.areaM2);

/** How many positive labels of an area's class lie in it. */
export function positivesIn(
  { classIds, classIndex, positive, lonDeg, latDeg }: LabelColumns,
  { classId, rings }: AreaInfo,
): number {
  const wanted = classIds.indexOf(classId);
  const [, south, , north] = ringsBox(rings);
  let count = 0;
  for (let index = 0; index < classIndex.length; index++) {
    const lat = latDeg[index] ?? NaN;
    if (classIndex[index] !== wanted || positive[index] !== 1 || lat < south || lat > north) continue;
    if (ringsContain(rings, lonDeg[index] ?? NaN, lat)) count += 1;
  }
  return count;
}
