import type { DetectionColumns, RunInfo } from '../../../shared/contract/detections';
import type { LonLat } from '../../../shared/geo/lonLat';
import { geodesicBetween } from '../../../shared/geo/geodesic';

/** A detection is of a place where it lies within this share of its radius. */
const REACH = 0.25;
/** Least metres of a degree of latitude. */
const DEGREE_M = 110_500;

/** A detection at a place. */
export interface DetectionHere {
  readonly classId: string;
  readonly radiusM: number;
  readonly probability: number;
}

/**
 * The detections that lie within a quarter of their radius of a place, finest radius first: of each class and radius the
 * nearest one.
 * @param threshold probability below which none is shown
 */
export function detectionsHere(
  columns: DetectionColumns,
  { classIds, radiiM }: Pick<RunInfo, 'classIds' | 'radiiM'>,
  place: LonLat,
  threshold: number,
): DetectionHere[] {
  const nearest = new Map<string, DetectionHere & { readonly distanceM: number }>();
  for (const [index, probability] of columns.probability.entries()) {
    const radiusM = radiiM[columns.radiusIndex[index] ?? -1];
    const classId = classIds[columns.classIndex[index] ?? -1];
    if (probability < threshold || radiusM === undefined || classId === undefined) continue;
    const there = { lonDeg: columns.lonDeg[index] ?? NaN, latDeg: columns.latDeg[index] ?? NaN };
    const reachM = REACH * radiusM;
    if (!(Math.abs(there.latDeg - place.latDeg) * DEGREE_M <= reachM)) continue;
    const { lengthM: distanceM } = geodesicBetween(place, there);
    const key = `${classId} ${radiusM}`;
    if (distanceM > reachM || distanceM >= (nearest.get(key)?.distanceM ?? Infinity)) continue;
    nearest.set(key, { classId, radiusM, probability, distanceM });
  }
  return [...nearest.values()]
    .map(({ classId, radiusM, probability }) => ({ classId, radiusM, probability }))
    .sort((a, b) => a.radiusM - b.radiusM || b.probability - a.probability);
}
