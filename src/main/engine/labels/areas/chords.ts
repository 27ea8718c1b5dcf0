import { SEMI_MAJOR_M } from '../../../../shared/geo/ellipsoid';
import type { Ring } from '../../../../shared/geo/rings';

/** A place on a sphere as large as the Earth, metres from its middle: straight distances need no projection and no seam. */
export type Point = readonly [x: number, y: number, z: number];

const RADIANS = Math.PI / 180;

/** The point of a place in degrees. */
export function pointOf(lonDeg: number, latDeg: number): Point {
  const across = SEMI_MAJOR_M * Math.cos(latDeg * RADIANS);
  return [
    across * Math.cos(lonDeg * RADIANS),
    across * Math.sin(lonDeg * RADIANS),
    SEMI_MAJOR_M * Math.sin(latDeg * RADIANS),
  ];
}

/** Metres between two points, straight: good to compare, and within 0.5 % of those on the ground for some hundred kilometres. */
export const chordM = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** An edge from a point, by its way to the next. */
interface Edge {
  readonly from: Point;
  readonly way: Point;
  readonly squaredM: number;
}

/** The edges of rings. */
export const edgesOf = (rings: readonly Ring[]): Edge[] =>
  rings.flatMap((ring) => {
    const corners = Array.from({ length: ring.length / 2 }, (_, index) =>
      pointOf(ring[2 * index] ?? NaN, ring[2 * index + 1] ?? NaN),
    );
    return corners.map((from, index): Edge => {
      const to = corners[(index + 1) % corners.length] ?? from;
      const way: Point = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
      return { from, way, squaredM: way[0] ** 2 + way[1] ** 2 + way[2] ** 2 };
    });
  });

/** Metres from a point to the nearest of edges. */
export function edgeDistanceM(edges: readonly Edge[], [x, y, z]: Point): number {
  let least = Infinity;
  for (const { from, way, squaredM } of edges) {
    const [dx, dy, dz] = [x - from[0], y - from[1], z - from[2]];
    const along = (dx * way[0] + dy * way[1] + dz * way[2]) / squaredM;
    const share = along > 0 ? Math.min(1, along) : 0;
    const squared = (dx - share * way[0]) ** 2 + (dy - share * way[1]) ** 2 + (dz - share * way[2]) ** 2;
    if (squared < least) least = squared;
  }
  return Math.sqrt(least);
}
