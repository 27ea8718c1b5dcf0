import type { Judgement, LabelCandidate } from '../../../shared/contract/labelling';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/geo/ellipsoid';
import { squaredDistances } from '../../layers/search/nearest';

/** Distance, in radii, from which on more distance is worth no more: twice as far as patches overlap. */
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

/** What a head was trained on. */
interface Learned {
  /** Embeddings, [size] each. */
  readonly embeddings: readonly Float32Array[];
  /** Labels of the class, [m, 2] lon, lat in degrees. */
  readonly labels: Float64Array;
}

/** What a place is compared with. */
export interface Known extends Learned {
  /** Places that were proposed and skipped, [k, 2] lon, lat in degrees; nothing near them is proposed. */
  readonly passed: Float64Array;
}

/** Squared distances of places to the nearest embedding, and metres to the nearest label, each by itself. */
class Standing {
  readonly alike: Float32Array;
  readonly labelM: Float64Array;
  private readonly squared: Float32Array;

  constructor(
    private readonly pool: Pool,
    { embeddings, labels }: Learned,
  ) {
    const size = pool.locations.length / 2;
    this.alike = new Float32Array(size).fill(Infinity);
    this.squared = new Float32Array(size);
    this.labelM = Float64Array.from({ length: size }, (_, place) =>
      nearestM(labels, pool.locations[2 * place] ?? NaN, pool.locations[2 * place + 1] ?? NaN),
    );
    for (const embedding of embeddings) this.compare(embedding);
  }

  /** Adds one more embedding to those that are known. */
  compare(embedding: Float32Array): void {
    squaredDistances(this.pool.embeddings, embedding, this.squared);
    for (const [place, squared] of this.squared.entries()) {
      if (squared < (this.alike[place] ?? 0)) this.alike[place] = squared;
    }
  }

  /** @param gamma of the head's kernel */
  judge(place: number, gamma: number): Judgement {
    const probability = this.pool.probabilities[place] ?? 0;
    const labelM = this.labelM[place] ?? Infinity;
    return {
      probability,
      uncertainty: 1 - Math.abs(2 * probability - 1),
      diversity: 1 - Math.exp(-gamma * (this.alike[place] ?? 0)),
      labelDistanceM: labelM === Infinity ? null : labelM,
    };
  }
}

/** A head's decisions on places, each by itself. @param gamma of the head's kernel */
export function judgePlaces(pool: Pool, learned: Learned, gamma: number): Judgement[] {
  const standing = new Standing(pool, learned);
  return Array.from({ length: pool.locations.length / 2 }, (_, place) => standing.judge(place, gamma));
}

/**
 * Chooses the labels that would improve a head most, one after the other: each the place of the highest score
 *
 *   uncertainty x diversity x spacing
 *
 * given those chosen before. Uncertainty is 1 - |2p - 1| (uncertainty sampling: Lewis & Gale 1994, SIGIR). Diversity is 1 - max_y
 * exp(-gamma |x - y|^2) over what the head was trained on and what is chosen already: one minus the similarity to the nearest, in
 * the head's own kernel; going to the farthest from its nearest is the greedy k-centre choice of Sener & Savarese 2018 (ICLR,
 * core-sets). Spacing is the distance on the ground to the nearest label or chosen place in units of four radii, at most 1. Ties
 * go to the earlier place of the pool.
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
  const standing = new Standing(pool, known);
  const apart = standing.labelM.map((distanceM, place) =>
    Math.min(distanceM, nearestM(known.passed, lonDeg(place), latDeg(place))),
  );
  const candidate = (place: number): LabelCandidate => ({
    ...{ lonDeg: lonDeg(place), latDeg: latDeg(place) },
    ...standing.judge(place, gamma),
    spacing: Math.min(1, (apart[place] ?? 0) / (SPACING_RADII * radiusM)),
  });
  const chosen: LabelCandidate[] = [];
  while (chosen.length < count) {
    let best = -1;
    let bestScore = 0;
    for (let place = 0; place < size; place++) {
      const { uncertainty, diversity, spacing } = candidate(place);
      const score = uncertainty * diversity * spacing;
      if (score > bestScore) [best, bestScore] = [place, score];
    }
    if (best === -1) break;
    chosen.push(candidate(best));
    standing.compare(pool.embeddings.subarray(best * width, (best + 1) * width));
    const own = Float64Array.of(lonDeg(best), latDeg(best));
    for (let place = 0; place < size; place++) {
      apart[place] = Math.min(apart[place] ?? 0, nearestM(own, lonDeg(place), latDeg(place)));
    }
  }
  return chosen;
}

/**
 * Metres to the nearest of some locations, [n, 2] lon, lat in degrees; Infinity where there are none. On a plane tangent to the
 * Earth at the place: exact where it matters, and quick for 50,000 labels.
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
