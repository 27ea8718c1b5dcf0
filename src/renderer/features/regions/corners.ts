import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/geo/ellipsoid';
import { lonNear, wrappedLonDeg } from '../../../shared/geo/lonLat';
import type { Ring } from '../../../shared/geo/rings';

const DECIMALS = 5;

/** `9.55, 47.12`: a corner as a field shows it. */
export const formatCorner = (ring: Ring, at: number): string =>
  [wrappedLonDeg(ring[2 * at] ?? NaN), ring[2 * at + 1] ?? NaN]
    .map((degrees) => Number(degrees.toFixed(DECIMALS)))
    .join(', ');

/** The rings with a corner that was typed; null where the text is no longitude and latitude. */
export function withTyped(rings: readonly Ring[], of: number, at: number, text: string): Ring[] | null {
  const [lon = NaN, lat = NaN, ...rest] = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  if (rest.length > 0 || !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return null;
  return changed(rings, of, (corners) => {
    corners.splice(2 * at, 2, lonNear(corners[2 * at] ?? lon, lon), lat);
  });
}

/** The rings with another corner, halfway to the next one. */
export const withCornerAfter = (rings: readonly Ring[], of: number, at: number): Ring[] =>
  changed(rings, of, (corners) => {
    const next = (2 * at + 2) % corners.length;
    const middle = [0, 1].map(
      (axis) => ((corners[2 * at + axis] ?? NaN) + (corners[next + axis] ?? NaN)) / 2,
    );
    corners.splice(2 * at + 2, 0, ...middle);
  });

/** The rings without a corner; where a hole has three, without the hole. The outline keeps three. */
export function withoutCorner(rings: readonly Ring[], of: number, at: number): Ring[] {
  if ((rings[of]?.length ?? 0) <= 6) return rings.filter((_, index) => of === 0 || index !== of);
  return changed(rings, of, (corners) => {
    corners.splice(2 * at, 2);
  });
}

/** The rings moved by metres on the ground, as far as the poles let them. */
export function movedBy(rings: readonly Ring[], eastM: number, northM: number): Ring[] {
  const lats = rings.flatMap((ring) => [...ring].filter((_, index) => index % 2 === 1));
  const middle = (Math.min(...lats) + Math.max(...lats)) / 2;
  const byLat = Math.min(
    90 - Math.max(...lats),
    Math.max(-90 - Math.min(...lats), northM / metresPerDegreeLat(middle)),
  );
  const byLon = eastM / metresPerDegreeLon(middle);
  return rings.map((ring) => ring.map((degrees, index) => degrees + (index % 2 === 0 ? byLon : byLat)));
}

function changed(rings: readonly Ring[], of: number, change: (corners: number[]) => void): Ring[] {
  return rings.map((ring, index) => {
    if (index !== of) return ring;
    const corners = [...ring];
    change(corners);
    return Float64Array.from(corners);
  });
}
