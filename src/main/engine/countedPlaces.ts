import type { LonLat } from '../../shared/geo';
import type { Terrain } from '../terrain/terrain';
import { pairsOfPlaces } from './placePairs';

/** Those places of a terrain whose ground is not too low to count. */
export async function thoseThatCount<Place extends LonLat>(
  terrain: Terrain,
  places: readonly Place[],
  { leastElevationM }: { readonly leastElevationM: number | undefined },
): Promise<Place[]> {
  if (leastElevationM === undefined) return [...places];
  const elevationsM = await terrain.elevationsAt(pairsOfPlaces(places));
  return places.filter((_, index) => (elevationsM[index] ?? NaN) >= leastElevationM);
}
