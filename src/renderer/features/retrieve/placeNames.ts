import type { LabelColumns } from '../../../shared/contract/labels';
import type { LonLat } from '../../../shared/geo/lonLat';
import { nearbyOf } from '../../../shared/mapQuality/matching';

/** Metres within which a place is that of a label. */
export const SAME_PLACE_M = 1;

/** What people call places: the name of the nearest label that has one; null for none within a distance. */
export function placeNames(labels: LabelColumns | null, withinM: number): (place: LonLat) => string | null {
  const named = (labels?.names ?? []).flatMap((name, index) =>
    name === '' ? [] : [{ name, lonDeg: labels?.lonDeg[index] ?? NaN, latDeg: labels?.latDeg[index] ?? NaN }],
  );
  const near = nearbyOf(named, withinM);
  return (place) => {
    const [nearest] = near(place).sort((a, b) => a.distanceM - b.distanceM);
    return nearest === undefined ? null : (named[nearest.known]?.name ?? null);
  };
}
