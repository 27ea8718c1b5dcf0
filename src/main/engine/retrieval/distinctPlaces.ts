import { boxContains, type LonLat, type LonLatBox } from '../../../shared/geo';
import type { Hit } from '../../../shared/contract/retrievals';
import { anyNearer } from '../../terrain/geo/distance';
import type { Candidate } from './candidates';

/**
 * Takes the nearest candidates that are places of their own. A hit keeps its radius from the query locations, so that
 * look-alikes are other places; from every better hit it keeps the smaller of their two radii: the same summit at the next
 * radius is the same place, a knoll on a mountain's flank and the mountain are two.
 * @param candidates nearest first
 * @param box where hits may lie; undefined: anywhere
 */
export function distinctPlaces(
  candidates: readonly Candidate[],
  queries: readonly LonLat[],
  box: LonLatBox | undefined,
  k: number,
): Hit[] {
  const asked = queries.map(({ lonDeg, latDeg }) => [lonDeg, latDeg] as const);
  const hits: Hit[] = [];
  /** Places of the hits of each radius. */
  const taken = new Map<number, (readonly [number, number])[]>();
  for (const { lonDeg, latDeg, radiusM, distance } of candidates) {
    if (hits.length === k) break;
    if (box !== undefined && !boxContains(box, lonDeg, latDeg)) continue;
    if (anyNearer(asked, lonDeg, latDeg, radiusM)) continue;
    const isTaken = [...taken].some(([takenRadiusM, places]) =>
      anyNearer(places, lonDeg, latDeg, Math.min(radiusM, takenRadiusM)),
    );
    if (isTaken) continue;
    taken.set(radiusM, [...(taken.get(radiusM) ?? []), [lonDeg, latDeg]]);
    hits.push({ lonDeg, latDeg, rank: hits.length + 1, distance, radiusM });
  }
  return hits;
}
