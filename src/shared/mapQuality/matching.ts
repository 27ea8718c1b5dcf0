import { geodesicBetween } from '../geo/geodesic';
import { boxContains, grown, type LonLat } from '../geo/lonLat';

/** Which detection matches which known place; all arrays by descending score. */
export interface Matching {
  /** [n] index of each detection in the input. */
  readonly order: number[];
  readonly hits: boolean[];
  /** [n] index of the known place; -1 where there is none. */
  readonly knownOf: number[];
  /** [n] metres to the known place; NaN where there is none. */
  readonly distanceM: number[];
}

/**
 * Matches detections with known places one to one: in order of falling score, and of equal scores as they are given, each
 * takes the nearest known place within the tolerance that is not taken yet, as PASCAL VOC does for boxes (Everingham et al.
 * 2010, International Journal of Computer Vision 88:303-338, section 4.2). Distances are geodesic.
 * @param toleranceM metres, the bound included
 */
export function matchDetections(
  detections: readonly (LonLat & { readonly score: number })[],
  known: readonly LonLat[],
  toleranceM: number,
): Matching {
  const near = nearbyOf(known, toleranceM);
  const order = [...detections.keys()].sort(
    (a, b) => (detections[b]?.score ?? NaN) - (detections[a]?.score ?? NaN) || a - b,
  );
  const taken = new Set<number>();
  const matches = order.map((index) => {
    const detection = detections[index];
    if (detection === undefined) throw new RangeError('A detection is missing.');
    let match = { known: -1, distanceM: NaN };
    for (const candidate of near(detection)) {
      if (taken.has(candidate.known) || candidate.distanceM >= match.distanceM) continue;
      match = candidate;
    }
    if (match.known >= 0) taken.add(match.known);
    return match;
  });
  return {
    order,
    hits: matches.map((match) => match.known >= 0),
    knownOf: matches.map((match) => match.known),
    distanceM: matches.map((match) => match.distanceM),
  };
}

/**
 * Finds the places of a list that lie within a distance of a location.
 * @param distanceM metres, the bound included
 */
export function nearbyOf(
  places: readonly LonLat[],
  distanceM: number,
): (location: LonLat) => { known: number; distanceM: number }[] {
  const sorted = places.map((place, known) => ({ ...place, known })).sort((a, b) => a.latDeg - b.latDeg);
  return (location) => {
    const { lonDeg, latDeg } = location;
    // Most places of the same latitude lie far to the east or west: the box spares their geodesics.
    const around = grown({ westDeg: lonDeg, southDeg: latDeg, eastDeg: lonDeg, northDeg: latDeg }, distanceM);
    const found: { known: number; distanceM: number }[] = [];
    for (let at = firstFrom(sorted, around.southDeg); at < sorted.length; at++) {
      const place = sorted[at];
      if (place === undefined || place.latDeg > around.northDeg) break;
      if (!boxContains(around, place.lonDeg, place.latDeg)) continue;
      const { lengthM } = geodesicBetween(location, place);
      if (lengthM <= distanceM) found.push({ known: place.known, distanceM: lengthM });
    }
    return found;
  };
}

/** Index of the first place that does not lie south of a latitude. @param sorted from south to north */
function firstFrom(sorted: readonly LonLat[], latDeg: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.latDeg ?? NaN) < latDeg) low = middle + 1;
    else high = middle;
  }
  return low;
}
