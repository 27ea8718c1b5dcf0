import { count, metres } from '../../../shared/format';
import { overlap, type LonLat, type LonLatBox } from '../../../shared/geo/lonLat';
import { geodesicBetween } from '../../../shared/geo/geodesic';

/** The middle of a box. */
export const middleOf = ({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): LonLat => ({
  lonDeg: (westDeg + eastDeg) / 2,
  latDeg: (southDeg + northDeg) / 2,
});

/**
 * How ground lies to the terrain that a project has, in words; empty where it has none.
 * @param terrain around all DTMs
 */
export function besideTerrain(box: LonLatBox, terrain: LonLatBox | null): string {
  if (terrain === null) return '';
  if (overlap(box, terrain) !== null) return 'Overlaps the terrain that is here';
  const { lengthM } = geodesicBetween(middleOf(box), middleOf(terrain));
  // Only places almost opposite each other on Earth have no length.
  const awayM = Number.isNaN(lengthM) ? 2e7 : lengthM;
  return `${awayM < 1e6 ? metres(awayM) : `${count(awayM / 1000)} km`} from the middle of the terrain that is here`;
}

/** The box around places, [n, 2] lon, lat in degrees; null where there are none. A single place has a box of no size. */
export function boxAround(places: Float64Array): LonLatBox | null {
  if (places.length === 0) return null;
  const box = { westDeg: 180, southDeg: 90, eastDeg: -180, northDeg: -90 };
  for (let at = 0; at < places.length; at += 2) {
    const [lonDeg = NaN, latDeg = NaN] = places.subarray(at, at + 2);
    box.westDeg = Math.min(box.westDeg, lonDeg);
    box.eastDeg = Math.max(box.eastDeg, lonDeg);
    box.southDeg = Math.min(box.southDeg, latDeg);
    box.northDeg = Math.max(box.northDeg, latDeg);
  }
  return box;
}
