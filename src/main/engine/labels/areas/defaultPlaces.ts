import type { LabelClass } from '../../../../shared/labels/labelClasses';

/** Places of an area where none are asked for, at most: of a class that stands at points there are few in the same ground. */
const MOST = 200;
const MOST_POINTS = 10;

/**
 * How many places of an area become labels where nobody says: one a square of the radius, within bounds.
 * @param leastRadiusM stands in for the class's radius where none was chosen
 */
export function defaultPlaces(
  areaM2: number,
  { geometry, radiusM }: Pick<LabelClass, 'geometry' | 'radiusM'>,
  positive: boolean,
  leastRadiusM: number,
): number {
  const most = positive && geometry === 'point' ? MOST_POINTS : MOST;
  return Math.max(1, Math.min(most, Math.round(areaM2 / (radiusM ?? leastRadiusM) ** 2)));
}
