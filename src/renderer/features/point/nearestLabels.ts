import type { LabelColumns } from '../../../shared/contract/labels';
import type { LonLat } from '../../../shared/geo/lonLat';
import { geodesicBetween } from '../../../shared/geo/geodesic';

/** A label near a place. */
export interface NearLabel extends LonLat {
  readonly id: number;
  readonly classId: string;
  readonly positive: boolean;
  /** What the place is called, and what was noted; empty for nothing. */
  readonly name: string;
  readonly note: string;
  readonly distanceM: number;
}

/** The labels nearest to a place, the nearest first. */
export function nearestLabels(labels: LabelColumns, place: LonLat, count: number): NearLabel[] {
  const { lonDeg, latDeg } = place;
  // Flat here: it only has to find which are the nearest.
  const narrow = Math.cos((latDeg * Math.PI) / 180);
  const squared = Float64Array.from(
    labels.ids,
    (_, index) =>
      (((labels.lonDeg[index] ?? NaN) - lonDeg) * narrow) ** 2 +
      ((labels.latDeg[index] ?? NaN) - latDeg) ** 2,
  );
  const nearest: number[] = [];
  for (const [index, value] of squared.entries()) {
    if (nearest.length === count && !(value < (squared[nearest[count - 1] ?? 0] ?? 0))) continue;
    const rank = nearest.findIndex((other) => value < (squared[other] ?? 0));
    nearest.splice(rank === -1 ? nearest.length : rank, 0, index);
    nearest.length = Math.min(nearest.length, count);
  }
  return nearest.map((index) => {
    const there = { lonDeg: labels.lonDeg[index] ?? NaN, latDeg: labels.latDeg[index] ?? NaN };
    return {
      ...there,
      id: labels.ids[index] ?? 0,
      classId: labels.classIds[labels.classIndex[index] ?? 0] ?? '',
      positive: labels.positive[index] === 1,
      name: labels.names[index] ?? '',
      note: labels.notes[index] ?? '',
      distanceM: geodesicBetween(place, there).lengthM,
    };
  });
}
