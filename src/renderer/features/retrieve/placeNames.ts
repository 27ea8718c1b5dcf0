import type { LabelColumns } from '../../../shared/contract/labels';
import type { LonLat } from '../../../shared/geo/lonLat';
import { nearbyOf } from '../../../shared/mapQuality/matching';

/** What people call a place; null: it has no name. */
export type PlaceNames = (place: LonLat) => string | null;

/** Calls places by the nearest label that has a name, within a distance. */
export function placeNames(labels: LabelColumns | null, withinM: number): PlaceNames {
  const named = (labels?.names ?? []).flatMap((name, index) =>
    name === '' ? [] : [{ name, lonDeg: labels?.lonDeg[index] ?? NaN, latDeg: labels?.latDeg[index] ?? NaN }],
  );
  const near = nearbyOf(named, withinM);
  return (place) => {
    const [nearest] = near(place).sort((a, b) => a.distanceM - b.distanceM);
    return nearest === undefined ? null : (named[nearest.known]?.name ?? null);
  };
}
