import { type LonLat, lonLatPairs } from '../../../shared/geo/lonLat';
import type { LabelClass } from '../../../shared/labels/labelClasses';
import type { Terrain } from '../../terrain/terrain';
import { keepStrongest } from '../../terrain/geo/nearness';

/** Those places of a terrain whose ground is not too low to count. */
export async function thoseThatCount<Place extends LonLat>(
  terrain: Terrain,
  places: readonly Place[],
  { leastElevationM }: { readonly leastElevationM: number | undefined },
): Promise<Place[]> {
  if (leastElevationM === undefined) return [...places];
  const elevationsM = await terrain.elevationsAt(lonLatPairs(places));
  return places.filter((_, index) => (elevationsM[index] ?? NaN) >= leastElevationM);
}

/**
 * What a map can show of the known places of a class: of labels along lines those that are a radius apart, since no two
 * detections are nearer; of points all.
 */
export const placesToFind = (
  places: readonly LonLat[],
  { geometry }: Pick<LabelClass, 'geometry'>,
  radiusM: number,
): LonLat[] =>
  geometry === 'point'
    ? [...places]
    : keepStrongest(
        places.map((place) => ({ ...place, score: 0 })),
        radiusM,
      );
