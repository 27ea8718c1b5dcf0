import { zoneAreaM2 } from './ellipsoid';
import { crossesEast } from './lonLat';

/**
 * A closed line on the ground, [n, 2] lon, lat in WGS 84 degrees, n at least 3; the last corner is joined to the first, which is
 * not repeated. Edges are straight in degrees. Longitudes continue beyond ±180 where it crosses the antimeridian.
 */
export type Ring = Float64Array;

/** Whether a place lies within rings by the even-odd rule: in an outline but not in a hole of it. */
export function ringsContain(rings: readonly ArrayLike<number>[], lonDeg: number, latDeg: number): boolean {
  return [lonDeg, lonDeg - 360, lonDeg + 360].some((lon) => {
    let inside = false;
    for (const ring of rings) {
      for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
        const [aLon = NaN, aLat = NaN] = [ring[from], ring[from + 1]];
        const [bLon = NaN, bLat = NaN] = [ring[to], ring[to + 1]];
        if (crossesEast(lon, latDeg, aLon, aLat, bLon, bLat)) inside = !inside;
      }
    }
    return inside;
  });
}

/** Western, southern, eastern and northern ends of rings, degrees; longitudes may lie beyond ±180, as theirs do. */
export function ringsBox(rings: readonly Ring[]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      const [lon = NaN, lat = NaN] = [ring[at], ring[at + 1]];
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    }
  }
  return box;
}

/**
 * The parts of a parallel that lie within rings by the even-odd rule: longitudes of their ends in pairs, west to east.
 * A parallel that passes between the lowest and the highest corner of some ring crosses at least one part.
 */
export function spansAt(rings: readonly Ring[], latDeg: number): number[] {
  const ends: number[] = [];
  for (const ring of rings) {
    for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
      const [aLon = NaN, aLat = NaN] = [ring[from], ring[from + 1]];
      const [bLon = NaN, bLat = NaN] = [ring[to], ring[to + 1]];
      if (aLat > latDeg !== bLat > latDeg)
        ends.push(aLon + ((latDeg - aLat) / (bLat - aLat)) * (bLon - aLon));
    }
  }
  return ends.sort((a, b) => a - b);
}

/**
 * Number of other rings that each ring lies in: even for outlines, odd for holes. Where rings do not cross, one lies in another
 * if most of its corners and edges do.
 */
const ringDepths = (rings: readonly Ring[]): number[] =>
  rings.map((ring) => rings.filter((other) => other !== ring && liesIn(ring, other)).length);

/**
 * Whether a ring lies in another one that it does not cross. Where they touch, corners and edges may count as inside or not, so
 * the majority of the ring's corners and midpoints of edges decides.
 */
function liesIn(ring: Ring, other: Ring): boolean {
  let inside = 0;
  for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
    const [aLon = NaN, aLat = NaN] = [ring[from], ring[from + 1]];
    const [bLon = NaN, bLat = NaN] = [ring[to], ring[to + 1]];
    if (ringsContain([other], bLon, bLat)) inside += 1;
    if (ringsContain([other], (aLon + bLon) / 2, (aLat + bLat) / 2)) inside += 1;
  }
  return inside > ring.length / 2;
}

/** The polygons that rings make: each an outline and its holes. */
export function polygonsOf(rings: readonly Ring[]): [outline: Ring, ...holes: Ring[]][] {
  const depths = ringDepths(rings);
  const isHole = (index: number): boolean => (depths[index] ?? 0) % 2 === 1;
  return rings.flatMap((outline, of) => {
    if (isHole(of)) return [];
    const holes = rings.filter(
      (ring, index) => isHole(index) && depths[index] === (depths[of] ?? 0) + 1 && liesIn(ring, outline),
    );
    return [[outline, ...holes]];
  });
}

/** Area within rings on the ellipsoid, square metres, outlines less their holes. */
export function ringsAreaM2(rings: readonly Ring[]): number {
  const depths = ringDepths(rings);
  return rings.reduce(
    (sum, ring, index) => sum + ((depths[index] ?? 0) % 2 === 0 ? 1 : -1) * ringAreaM2(ring),
    0,
  );
}

/** The area between the ring and the equator, edge by edge, by Simpson's rule: exact to a millionth for edges of 10 degrees. */
function ringAreaM2(ring: Ring): number {
  let area = 0;
  for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
    const [aLon = NaN, aLat = NaN] = [ring[from], ring[from + 1]];
    const [bLon = NaN, bLat = NaN] = [ring[to], ring[to + 1]];
    const mean = (zoneAreaM2(aLat) + 4 * zoneAreaM2((aLat + bLat) / 2) + zoneAreaM2(bLat)) / 6;
    area += (bLon - aLon) * (Math.PI / 180) * mean;
  }
  return Math.abs(area);
}
