/**
 * A place inside a polygon: its centroid where that lies inside; else the middle of the widest interior stretch of a line at half
 * height that meets no corner (as GEOS's InteriorPointArea).
 * @param rings x, y pairs of the outline and its holes, each closed
 * @returns x, y; null where the polygon has no area
 */
export function interiorPoint(rings: readonly Float64Array[]): readonly [number, number] | null {
  const centroid = centroidOf(rings);
  if (centroid !== null && isInside(rings, ...centroid)) return centroid;
  return widestMiddle(rings);
}

/** The centroid of a polygon with holes (P. Bourke, "Calculating the area and centroid of a polygon"). */
function centroidOf(rings: readonly Float64Array[]): readonly [number, number] | null {
  const [x0 = 0, y0 = 0] = rings[0] ?? [];
  let [area, sumX, sumY] = [0, 0, 0];
  for (const [index, ring] of rings.entries()) {
    let [ringArea, ringX, ringY] = [0, 0, 0];
    for (let i = 0; i + 3 < ring.length; i += 2) {
      // From the first corner, so that small polygons far from the origin keep their digits.
      const [ax, ay] = [(ring[i] ?? 0) - x0, (ring[i + 1] ?? 0) - y0];
      const [bx, by] = [(ring[i + 2] ?? 0) - x0, (ring[i + 3] ?? 0) - y0];
      const cross = ax * by - bx * ay;
      ringArea += cross;
      ringX += (ax + bx) * cross;
      ringY += (ay + by) * cross;
    }
    const sign = (index === 0 ? 1 : -1) * Math.sign(ringArea);
    area += sign * ringArea;
    sumX += sign * ringX;
    sumY += sign * ringY;
  }
  return area > 0 ? [x0 + sumX / (3 * area), y0 + sumY / (3 * area)] : null;
}

/** Whether a place is inside the outline and in none of the holes: whether a line to the east crosses them an odd number of times. */
export function isInside(rings: readonly Float64Array[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) for (const crossing of crossings(ring, y)) if (crossing > x) inside = !inside;
  return inside;
}

function widestMiddle(rings: readonly Float64Array[]): readonly [number, number] | null {
  const outline = rings[0] ?? new Float64Array();
  let [low, high] = [Infinity, -Infinity];
  for (let i = 1; i < outline.length; i += 2) {
    low = Math.min(low, outline[i] ?? 0);
    high = Math.max(high, outline[i] ?? 0);
  }
  const half = (low + high) / 2;
  // Between the corners next above and below, so that no corner is met.
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 2) {
      const y = ring[i] ?? 0;
      if (y <= half) low = Math.max(low, y);
      else high = Math.min(high, y);
    }
  }
  const y = (low + high) / 2;
  const xs = rings.flatMap((ring) => [...crossings(ring, y)]).sort((a, b) => a - b);
  let [widest, middle] = [0, NaN];
  for (let i = 0; i + 1 < xs.length; i += 2) {
    const [from = 0, to = 0] = xs.slice(i, i + 2);
    if (to - from > widest) [widest, middle] = [to - from, (from + to) / 2];
  }
  return widest > 0 ? [middle, y] : null;
}

/** Where a ring crosses a line of one y. */
function* crossings(ring: Float64Array, y: number): Generator<number> {
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [ay, by] = [ring[i + 1] ?? 0, ring[i + 3] ?? 0];
    if (ay > y === by > y) continue;
    const [ax, bx] = [ring[i] ?? 0, ring[i + 2] ?? 0];
    yield ax + ((y - ay) / (by - ay)) * (bx - ax);
  }
}
