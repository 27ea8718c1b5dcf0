import type { LonLat } from '../../shared/geo';
import type { LabelClass } from '../../shared/labelClasses';
import type { Terrain } from '../terrain/terrain';
import { keepStrongest } from './detections/suppress';
import { pairsOfPlaces } from './placePairs';

/** Those places of a terrain that are not too low to count. */
export async function thoseThatCount<Place extends LonLat>(
  terrain: Terrain,
  places: readonly Place[],
  { leastElevationM }: { readonly leastElevationM: number | undefined },
): Promise<Place[]> {
  if (leastElevationM === undefined) return [...places];
  const elevationsM = await terrain.elevationsAt(pairsOfPlaces(places));
  return places.filter((_, index) => (elevationsM[index] ?? NaN) >= leastElevationM);
}

/**
 * The known places of a class that a map can show: for labels along lines those that are a radius apart, since no two detections
 * are nearer; for points all.
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
