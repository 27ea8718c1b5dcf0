import type { LabelClass } from '../../../../shared/labels/labelClasses';

/** The most places of an area where no number is given: a class of points has few in the same area. */
const MOST = 200;
const MOST_POINTS = 10;

/**
 * How many places of an area become labels where no number is given: one per square of the radius, within bounds.
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
