import type { DetectionColumns } from '../contract/detections';
import { hashOf } from '../statistics/random';
import { wilson, type Share } from '../statistics/wilson';

/** Detections that a person is asked to answer for, where as many are shown. */
const SPOT_CHECK_SIZE = 100;

/** A detection of one class and radius, and what was said of it. */
export interface Checkable {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly probability: number;
  /** Index in `verdictCodes`: 0 nothing, 1 right, 2 wrong, 3 unsure. */
  readonly verdict: number;
}

/** What answers for a random sample say of all that it was drawn from. */
export interface SpotEstimate {
  /** Answers that say right, and that say right or wrong. */
  readonly right: number;
  readonly told: number;
  /** Answers that could not tell; they count for nothing. */
  readonly unsure: number;
  /** Share that is right, with Wilson's 95 % interval; where all were told, without one: low and high are the share. */
  readonly share: Share;
  /** The estimate is of detections from this probability on; above the shown threshold where a lower one is not covered yet. */
  readonly fromProbability: number;
}

/** How far a spot check is. */
export interface SpotCheck {
  readonly shown: number;
  /** Size of the sample: 100, or all that is shown. */
  readonly size: number;
  readonly answered: number;
  /** The detection to answer for next; null when the sample is answered. */
  readonly next: Checkable | null;
  /** Null while nothing was told. */
  readonly estimate: SpotEstimate | null;
}

/** More than a run shows. */
const MOST_DETECTIONS = 2 ** 21;

/** Cells of 0.00001 degrees: a metre, and all that two detections never share. */
const CELLS_PER_DEGREE = 100_000;

/**
 * The detections of a class and radius in the random order in which they are asked about. The order follows from the places
 * alone, so it is the same whenever it is asked for, and what is left of it at any threshold is in random order too.
 */
export function spotOrder(columns: DetectionColumns, classIndex: number, radiusIndex: number): Checkable[] {
  const { lonDeg, latDeg, probability, verdict } = columns;
  // Key and index as one number, which sorts faster than pairs: 32 and 21 bits of 53.
  const keys = new Float64Array(lonDeg.length);
  let count = 0;
  for (let index = 0; index < lonDeg.length; index++) {
    if (columns.classIndex[index] !== classIndex || columns.radiusIndex[index] !== radiusIndex) continue;
    keys[count++] = keyOf(lonDeg[index] ?? NaN, latDeg[index] ?? NaN) * MOST_DETECTIONS + index;
  }
  return Array.from(keys.subarray(0, count).sort(), (key) => {
    const index = key % MOST_DETECTIONS;
    return {
      lonDeg: lonDeg[index] ?? NaN,
      latDeg: latDeg[index] ?? NaN,
      probability: probability[index] ?? NaN,
      verdict: verdict[index] ?? 0,
    };
  });
}

/** A number uniform in 0..2^32 - 1, of the place alone. */
const keyOf = (lonDeg: number, latDeg: number): number =>
  hashOf(hashOf(Math.round(lonDeg * CELLS_PER_DEGREE)) ^ Math.round(latDeg * CELLS_PER_DEGREE));

/**
 * How far the spot check of what is shown is, and what it says. The sample is the first of what is shown in random order, so a
 * higher threshold keeps the answers whose detections are still shown. A lower one brings detections between those that were
 * answered for: until they are, the estimate is of the widest part of the shown for which the answers are a random sample.
 * @param order as `spotOrder` gives it
 * @param threshold least probability that is shown
 */
export function spotCheckOf(order: readonly Checkable[], threshold: number): SpotCheck {
  const shown = order.filter(({ probability }) => probability >= threshold);
  const sample = shown.slice(0, SPOT_CHECK_SIZE);
  const next = sample.find(({ verdict }) => verdict === 0) ?? null;
  const isBegun = shown.some(({ verdict }) => verdict !== 0);
  let best: SpotEstimate | null = null;
  for (const from of isBegun && next !== null ? coverings(shown, threshold) : [threshold]) {
    const estimate = estimateFrom(shown, from);
    if (estimate !== null && estimate.told > (best?.told ?? 0)) best = estimate;
  }
  return {
    shown: shown.length,
    size: sample.length,
    answered: sample.filter(({ verdict }) => verdict !== 0).length,
    next,
    estimate: best,
  };
}

/** Thresholds that leave out one after another of those who wait for an answer before others that have one; of two decimals. */
function coverings(shown: readonly Checkable[], threshold: number): number[] {
  const found = [threshold];
  for (const { verdict, probability } of shown) {
    if (verdict === 0 && probability >= (found.at(-1) ?? 0))
      found.push((Math.floor(probability * 100) + 1) / 100);
  }
  return found;
}

/** The estimate of those from a probability on, by the answers before the first of them that has none. */
function estimateFrom(shown: readonly Checkable[], fromProbability: number): SpotEstimate | null {
  const covered = shown.filter(({ probability }) => probability >= fromProbability);
  const open = covered.findIndex(({ verdict }) => verdict === 0);
  const answers = open < 0 ? covered : covered.slice(0, open);
  const count = (code: number): number => answers.filter(({ verdict }) => verdict === code).length;
  const [right, unsure] = [count(1), count(3)];
  const told = answers.length - unsure;
  const share = wilson(right, told);
  if (share === null) return null;
  const allTold = told === covered.length;
  return {
    ...{ right, told, unsure, fromProbability },
    share: allTold ? { share: share.share, low: share.share, high: share.share } : share,
  };
}
