import { boxContains, type LonLat, type LonLatBox, lonNear } from '../../../shared/geo/lonLat';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/geo/ellipsoid';

/** How far beyond the known places the list of places is taken to be complete, metres. */
const BEYOND_M = 2000;

/**
 * Whether a location counts when a map is measured: it lies within the convex hull of the known places, grown by 2 km, since
 * labels often end at a border, and not in an area that is kept for a test.
 * @param known at least one
 */
export function countedArea(
  known: readonly LonLat[],
  outside: LonLatBox | undefined,
): (location: LonLat) => boolean {
  const middleDeg = known.reduce((sum, { latDeg }) => sum + latDeg, 0) / known.length;
  const firstLonDeg = known[0]?.lonDeg ?? 0;
  const toMetres = ({ lonDeg, latDeg }: LonLat): readonly [number, number] => [
    lonNear(firstLonDeg, lonDeg) * metresPerDegreeLon(middleDeg),
    latDeg * metresPerDegreeLat(middleDeg),
  ];
  const hull = convexHull(known.map(toMetres));
  return (location) =>
    (outside === undefined || !boxContains(outside, location.lonDeg, location.latDeg)) &&
    metresOutside(hull, toMetres(location)) <= BEYOND_M;
}

type Point = readonly [x: number, y: number];

/** Above 0 where c lies left of the line from a to b. */
const turn = (a: Point, b: Point, c: Point): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** Counter-clockwise, by monotone chains (Andrew 1979, Information Processing Letters 9:216-219). */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (ordered: readonly Point[]): Point[] => {
    const kept: Point[] = [];
    for (const point of ordered) {
      for (;;) {
        const [a, b] = kept.slice(-2);
        if (a === undefined || b === undefined || turn(a, b, point) > 0) break;
        kept.pop();
      }
      kept.push(point);
    }
    return kept;
  };
  const [lower, upper] = [chain(sorted), chain(sorted.reverse())];
  const hull = [...lower.slice(0, -1), ...upper.slice(0, -1)];
  return hull.length > 0 ? hull : lower;
}

/** Metres from a point to a convex hull; 0 inside. */
function metresOutside(hull: readonly Point[], point: Point): number {
  let nearest = Infinity;
  let inside = hull.length > 2;
  for (const [index, to] of hull.entries()) {
    const from = hull.at(index - 1) ?? to;
    if (turn(from, to, point) < 0) inside = false;
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const length = dx * dx + dy * dy;
    const along = length === 0 ? 0 : ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length;
    const share = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(from[0] + share * dx - point[0], from[1] + share * dy - point[1]));
  }
  return inside ? 0 : nearest;
}
