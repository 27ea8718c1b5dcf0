import type { Profile } from '../../../shared/contract/terrain';
import type { LonLat } from '../../../shared/geo/lonLat';

/** Metres of a degree of a meridian, near enough to tell what is near. */
const DEGREE_M = 111_200;

/** The place of a profile that is nearest to another, within so many metres; null where none is. */
export function nearestPlace({ lonLat }: Profile, { lonDeg, latDeg }: LonLat, reachM: number): number | null {
  const narrowing = Math.cos((latDeg * Math.PI) / 180);
  let nearest: number | null = null;
  let least = reachM ** 2;
  for (let index = 0; 2 * index < lonLat.length; index++) {
    const eastM = ((lonLat[2 * index] ?? NaN) - lonDeg) * narrowing * DEGREE_M;
    const northM = ((lonLat[2 * index + 1] ?? NaN) - latDeg) * DEGREE_M;
    const squared = eastM ** 2 + northM ** 2;
    if (squared < least) {
      least = squared;
      nearest = index;
    }
  }
  return nearest;
}

/** A profile as a table that spreadsheets paste: distance, elevation, longitude and latitude, separated by tabs. */
export function profileText({ distanceM, lonLat, elevationM }: Profile): string {
  const lines = Array.from(distanceM, (metres, index) =>
    [
      metres.toFixed(2),
      Number.isNaN(elevationM[index]) ? '' : (elevationM[index] ?? 0).toFixed(2),
      (lonLat[2 * index] ?? 0).toFixed(6),
      (lonLat[2 * index + 1] ?? 0).toFixed(6),
    ].join('\t'),
  );
  return ['distance_m\televation_m\tlon_deg\tlat_deg', ...lines].join('\n');
}
