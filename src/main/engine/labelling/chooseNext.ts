import type { LabelCandidate } from '../../../shared/contract/labelling';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/ellipsoid';
import { squaredDistances } from '../retrieval/nearest';

/** Radii from which on more distance on the ground is worth no more: twice as far as patches share ground. */
const SPACING_RADII = 4;

/** Places that could be labelled next. */
export interface Pool {
  /** [n, 2] lon, lat in degrees */
  readonly locations: Float64Array;
  /** [n] */
  readonly probabilities: ArrayLike<number>;
  /** [n, size] */
  readonly embeddings: Float32Array;
}

/** What a place is compared with. */
export interface Known {
  /** Embeddings that the head learned from, [size] each. */
  readonly embeddings: readonly Float32Array[];
  /** Labels of the class, [m, 2] lon, lat in degrees. */
  readonly labels: Float64Array;
  /** Places that were proposed and passed over, [k, 2] lon, lat in degrees; nothing near them is proposed. */
  readonly passed: Float64Array;
}

/**
 * Chooses the labels that would teach a head most, one after the other: each the place of the highest score
 *
 *   uncertainty x diversity x spacing
 *
 * given those chosen before. Uncertainty is 1 - |2p - 1| (uncertainty sampling: Lewis & Gale 1994, SIGIR). Diversity is
 * 1 - max_y exp(-gamma |x - y|^2) over what the head learned from and what is chosen already: one less the likeness of the
 * nearest, in the head's own kernel; going to the farthest from its nearest is the greedy k-centre choice of Sener & Savarese
 * 2018 (ICLR, core-sets). Spacing is the distance on the ground to the nearest label or chosen place in units of four radii, at
 * most 1. Ties go to the earlier place of the pool.
 * @param gamma of the head's kernel
 * @returns at most `count`, best first; none with a score of zero
 */
export function chooseNext(
  pool: Pool,
  known: Known,
  { gamma, radiusM, count }: { readonly gamma: number; readonly radiusM: number; readonly count: number },
): LabelCandidate[] {
  const size = pool.locations.length / 2;
  const width = pool.embeddings.length / size;
  const lonDeg = (place: number): number => pool.locations[2 * place] ?? NaN;
  const latDeg = (place: number): number => pool.locations[2 * place + 1] ?? NaN;
  const alike = new Float32Array(size).fill(Infinity);
  const squared = new Float32Array(size);
  const compare = (embedding: Float32Array): void => {
    squaredDistances(pool.embeddings, embedding, squared);
    for (let place = 0; place < size; place++) {
      if ((squared[place] ?? 0) < (alike[place] ?? 0)) alike[place] = squared[place] ?? 0;
    }
  };
  for (const embedding of known.embeddings) compare(embedding);
  const labelDistances = Float64Array.from({ length: size }, (_, place) =>
    nearestM(known.labels, lonDeg(place), latDeg(place)),
  );
  const apart = labelDistances.map((distanceM, place) =>
    Math.min(distanceM, nearestM(known.passed, lonDeg(place), latDeg(place))),
  );
  const factors = (place: number): Pick<LabelCandidate, 'uncertainty' | 'diversity' | 'spacing'> => ({
    uncertainty: 1 - Math.abs(2 * (pool.probabilities[place] ?? 1) - 1),
    diversity: 1 - Math.exp(-gamma * (alike[place] ?? 0)),
    spacing: Math.min(1, (apart[place] ?? 0) / (SPACING_RADII * radiusM)),
  });
  const chosen: LabelCandidate[] = [];
  while (chosen.length < count) {
    let best = -1;
    let bestScore = 0;
    for (let place = 0; place < size; place++) {
      const { uncertainty, diversity, spacing } = factors(place);
      const score = uncertainty * diversity * spacing;
      if (score > bestScore) [best, bestScore] = [place, score];
    }
    if (best === -1) break;
    const distanceM = labelDistances[best] ?? Infinity;
    chosen.push({
      lonDeg: lonDeg(best),
      latDeg: latDeg(best),
      probability: pool.probabilities[best] ?? 0,
      ...factors(best),
      labelDistanceM: distanceM === Infinity ? null : distanceM,
    });
    compare(pool.embeddings.subarray(best * width, (best + 1) * width));
    const own = Float64Array.of(lonDeg(best), latDeg(best));
    for (let place = 0; place < size; place++) {
      apart[place] = Math.min(apart[place] ?? 0, nearestM(own, lonDeg(place), latDeg(place)));
    }
  }
  return chosen;
}

/**
 * Metres to the nearest of some locations, [n, 2] lon, lat in degrees; Infinity where there are none. On a plane that touches
 * the ground at the place: exact where it matters, and quick for 50,000 labels.
 */
function nearestM(locations: Float64Array, lonDeg: number, latDeg: number): number {
  const eastM = metresPerDegreeLon(latDeg);
  const northM = metresPerDegreeLat(latDeg);
  let least = Infinity;
  for (let at = 0; at < locations.length; at += 2) {
    const east = ((locations[at] ?? NaN) - lonDeg) * eastM;
    const north = ((locations[at + 1] ?? NaN) - latDeg) * northM;
    const squaredM = east * east + north * north;
    if (squaredM < least) least = squaredM;
  }
  return Math.sqrt(least);
}
