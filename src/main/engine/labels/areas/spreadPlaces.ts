import type { Ring } from '../../../../shared/geo/rings';
import { chordM, edgeDistanceM, edgesOf, pointOf, type Point } from './chords';
import { evenlyInside } from './evenlyInside';

/** Places to choose from: so many for each that is wanted, and bounds of their number. */
const CHOICE = 8;
const LEAST_CHOICE = 512;
const MOST_CHOICE = 8192;

/** What places are spread by. */
interface Spread {
  /** How many are wanted, 1 or more. */
  readonly count: number;
  /** Metres that they keep from each other, and from places that are known. */
  readonly apartM: number;
  /** Known places in the area, [m, 2] lon, lat in degrees. */
  readonly known: Float64Array;
  /** Tells which of [n, 2] lon, lat have ground: [n] */
  readonly onGround: (locations: Float64Array) => Promise<readonly boolean[]>;
}

/**
 * Places in an area, well spread: of places that lie evenly in it and have ground, those near the edge are left out; the first is
 * the one farthest from the edge, each other the one farthest from all before (the farthest-point strategy of Eldar et al. 1997,
 * IEEE Transactions on Image Processing 6). The same for the same area. However small the area is, one fits.
 * @param rings as `checkedRings` gives them
 * @returns [count, 2] lon within ±180, lat in degrees; fewer where no more keep their distance, none without ground
 */
export async function spreadPlaces(rings: readonly Ring[], spread: Spread): Promise<Float64Array> {
  const { count, apartM, known, onGround } = spread;
  const candidates = await candidatesIn(rings, count, onGround);
  const gapM = new Float64Array(candidates.length).fill(Infinity);
  const keepFrom = (point: Point): void => {
    for (const [index, other] of candidates.entries())
      gapM[index] = Math.min(gapM[index] ?? 0, chordM(point, other.point));
  };
  for (let at = 0; at < known.length; at += 2) keepFrom(pointOf(known[at] ?? NaN, known[at + 1] ?? NaN));
  const places: number[] = [];
  while (places.length < 2 * count) {
    // Before any place is known all are as far, and the first one is the farthest from the edge.
    const farthest = gapM.reduce((best, gap, index) => (gap > (gapM[best] ?? 0) ? index : best), 0);
    const place = candidates[farthest];
    if (place === undefined || !((gapM[farthest] ?? 0) >= apartM)) break;
    places.push(place.lonDeg - 360 * Math.round(place.lonDeg / 360), place.latDeg);
    keepFrom(place.point);
  }
  return Float64Array.from(places);
}

/** Places on the ground that one may stand at, the farthest from the edge first; the fewer are wanted, the farther they keep. */
async function candidatesIn(
  rings: readonly Ring[],
  count: number,
  onGround: Spread['onGround'],
): Promise<{ readonly lonDeg: number; readonly latDeg: number; readonly point: Point }[]> {
  const size = Math.min(MOST_CHOICE, Math.max(LEAST_CHOICE, CHOICE * count));
  const inside = evenlyInside(rings, size);
  const isThere = await onGround(inside);
  const edges = edgesOf(rings);
  const found = [...isThere.keys()]
    .filter((index) => isThere[index])
    .map((index) => {
      const [lonDeg, latDeg] = [inside[2 * index] ?? NaN, inside[2 * index + 1] ?? NaN];
      const point = pointOf(lonDeg, latDeg);
      return { lonDeg, latDeg, point, edgeM: edgeDistanceM(edges, point) };
    })
    .sort((a, b) => b.edgeM - a.edgeM);
  const nearEdge = Math.min(1 / 2, 1 / Math.sqrt(count));
  return found.slice(0, Math.ceil(found.length * (1 - nearEdge)));
}
