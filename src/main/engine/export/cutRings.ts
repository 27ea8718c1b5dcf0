import { polygonsOf, ringsBox, type Ring } from '../../../shared/geo/rings';

type Position = readonly [lonDeg: number, latDeg: number];

/** Corners of a ring's way on one side of a meridian, from where it crosses it to where it crosses it again. */
interface Chain {
  readonly corners: readonly Position[];
  readonly from: Crossing;
  readonly to: Crossing;
}

/** Where a ring crosses the meridian. */
interface Crossing {
  readonly latDeg: number;
}

/**
 * Rings that lie within ±180 degrees, cut at the antimeridian where they cross it, as RFC 7946, section 3.1.9, asks for.
 * @param rings as `checkedRings` gives them
 * @returns those of each side
 */
export function cutRings(rings: readonly Ring[]): Ring[][] {
  const [west, , east] = ringsBox(rings);
  const at = east > 180 ? 180 : west < -180 ? -180 : null;
  if (at === null) return [[...rings]];
  const oriented = polygonsOf(rings).flatMap((polygon) =>
    polygon.map((ring, index) => orientedCorners(ring, index === 0)),
  );
  return [false, true].map((isEast) => {
    const shiftDeg = isEast === at > 0 ? -Math.sign(at) * 360 : 0;
    return sideOf(oriented, at, isEast).map((corners) =>
      Float64Array.from(corners.flatMap(([lonDeg, latDeg]) => [lonDeg + shiftDeg, latDeg])),
    );
  });
}

/** The corners of a ring, counterclockwise or clockwise. */
export function orientedCorners(ring: Ring, counterclockwise: boolean): Position[] {
  const corners = Array.from({ length: ring.length / 2 }, (_, index): Position => [
    ring[2 * index] ?? NaN,
    ring[2 * index + 1] ?? NaN,
  ]);
  const twiceArea = corners.reduce((sum, [lon, lat], index) => {
    const [nextLon, nextLat] = corners[(index + 1) % corners.length] ?? [lon, lat];
    return sum + lon * nextLat - nextLon * lat;
  }, 0);
  return twiceArea > 0 === counterclockwise ? corners : corners.reverse();
}

/** What of rings, the inside on their left, lies to one side of a meridian, as rings. */
function sideOf(rings: readonly (readonly Position[])[], atDeg: number, isEast: boolean): Position[][] {
  const isIn = ([lonDeg]: Position): boolean => lonDeg >= atDeg === isEast;
  const whole = rings.filter((ring) => ring.every(isIn)).map((ring) => [...ring]);
  const chains = rings
    .filter((ring) => ring.some(isIn) && !ring.every(isIn))
    .flatMap((ring) => chainsOf(ring, atDeg, isIn));
  // Along the meridian the inside lies between every second crossing and the next.
  const crossings = chains.flatMap(({ from, to }) => [from, to]).sort((a, b) => a.latDeg - b.latDeg);
  const partner = new Map(crossings.map((crossing, index) => [crossing, crossings[index ^ 1]]));
  const byStart = new Map(chains.map((chain) => [chain.from, chain]));
  const joined: Position[][] = [];
  for (const [start] of byStart) {
    const corners: Position[] = [];
    for (let chain = byStart.get(start); chain !== undefined;) {
      byStart.delete(chain.from);
      corners.push(...chain.corners);
      const next = partner.get(chain.to);
      chain = next === undefined ? undefined : byStart.get(next);
    }
    if (corners.length > 2) joined.push(corners);
  }
  return [...whole, ...joined];
}

function chainsOf(ring: readonly Position[], atDeg: number, isIn: (corner: Position) => boolean): Chain[] {
  const crossing = ([aLon, aLat]: Position, [bLon, bLat]: Position): Crossing => ({
    latDeg: aLat + ((atDeg - aLon) / (bLon - aLon)) * (bLat - aLat),
  });
  const first = ring.findIndex((corner, index) => isIn(corner) && !isIn(ring.at(index - 1) ?? corner));
  const turned = [...ring.slice(first), ...ring.slice(0, first)];
  const chains: Chain[] = [];
  let open: { readonly from: Crossing; readonly corners: Position[] } | null = null;
  for (const [index, corner] of turned.entries()) {
    const before = turned.at(index - 1) ?? corner;
    const after = turned[(index + 1) % turned.length] ?? corner;
    if (!isIn(corner)) continue;
    if (open === null) {
      const from = crossing(before, corner);
      open = { from, corners: [[atDeg, from.latDeg]] };
    }
    open.corners.push(corner);
    if (isIn(after)) continue;
    const to = crossing(corner, after);
    chains.push({ from: open.from, to, corners: [...open.corners, [atDeg, to.latDeg]] });
    open = null;
  }
  return chains;
}
