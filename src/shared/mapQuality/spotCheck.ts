import type { DetectionColumns } from '../contract/detections';
import { hashOf } from '../statistics/random';
import { wilson, type Share } from '../statistics/wilson';

/** Number of detections in the sample, where that many are shown. */
const SPOT_CHECK_SIZE = 100;

/** A detection of one class and radius, and its verdict. */
export interface Checkable {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly probability: number;
  /** Index in `verdictCodes`: 0 none, 1 right, 2 wrong, 3 unsure. */
  readonly verdict: number;
}

/** Estimate from the answers for a random sample. */
export interface SpotEstimate {
  /** Number of answers `right`, and of `right` or `wrong`. */
  readonly right: number;
  readonly decided: number;
  /** Number of answers `unsure`; they are ignored. */
  readonly unsure: number;
  /** Share that is right, with Wilson's 95 % interval; where all detections were judged, low and high equal the share. */
  readonly share: Share;
  /** The estimate is of detections from this probability on; above the shown threshold where a lower one is not covered yet. */
  readonly fromProbability: number;
}

/** Progress and result of a spot check. */
export interface SpotCheck {
  readonly shown: number;
  /** Size of the sample: 100, or all that is shown. */
  readonly size: number;
  readonly answered: number;
  /** The next detection to judge; null when the sample is complete. */
  readonly next: Checkable | null;
  /** Null while no answer is right or wrong. */
  readonly estimate: SpotEstimate | null;
}

/** Above the number of detections of any run. */
const MOST_DETECTIONS = 2 ** 21;

/** Cells of 0.00001 degrees, about a metre: two detections never share one. */
const CELLS_PER_DEGREE = 100_000;

/**
 * The detections of a class and radius in the random order in which they are to be judged. The order depends on the places
 * alone, so it is reproducible, and the rest at any threshold is in random order too.
 */
export function spotOrder(columns: DetectionColumns, classIndex: number, radiusIndex: number): Checkable[] {
  const { lonDeg, latDeg, probability, verdict } = columns;
  // Key and index as one number, which sorts faster than pairs: 32 and 21 bits of 53.
  const keys = new Float64Array(lonDeg.length);
  let count = 0;
  for (let index = 0; index < lonDeg.length; index++) {
    if (columns.classIndex[index] !== classIndex || columns.radiusIndex[index] !== radiusIndex) continue;
    keys[count++] = randomOf(lonDeg[index] ?? NaN, latDeg[index] ?? NaN) * MOST_DETECTIONS + index;
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

/** A uniform number in 0..2^32 - 1 that depends on the place alone: detections are judged in its order. */
export const randomOf = (lonDeg: number, latDeg: number): number =>
  hashOf(hashOf(Math.round(lonDeg * CELLS_PER_DEGREE)) ^ Math.round(latDeg * CELLS_PER_DEGREE));

/**
 * Progress and estimate of the spot check of the shown detections. The sample is the first of these in random order, so a higher
 * threshold keeps the answers whose detections are still shown. A lower one adds detections between the judged ones: until they
 * are judged too, the estimate covers the largest part of the shown for which the answers are a random sample.
 * @param order from `spotOrder`
 * @param threshold minimum probability that is shown
 * @param shownCount number of detections shown, where the order holds only the first of them
 */
export function spotCheckOf(order: readonly Checkable[], threshold: number, shownCount?: number): SpotCheck {
  const shown = order.filter(({ probability }) => probability >= threshold);
  const isAll = shownCount === undefined || shownCount <= shown.length;
  const sample = shown.slice(0, SPOT_CHECK_SIZE);
  const next = sample.find(({ verdict }) => verdict === 0) ?? null;
  const isBegun = shown.some(({ verdict }) => verdict !== 0);
  let best: SpotEstimate | null = null;
  for (const from of isBegun && next !== null ? coverings(shown, threshold) : [threshold]) {
    const estimate = estimateFrom(shown, from, isAll);
    if (estimate !== null && estimate.decided > (best?.decided ?? 0)) best = estimate;
  }
  return {
    shown: isAll ? shown.length : shownCount,
    size: sample.length,
    answered: sample.filter(({ verdict }) => verdict !== 0).length,
    next,
    estimate: best,
  };
}

/** Thresholds, of two decimals, that leave out one after another the open detections that precede judged ones. */
function coverings(shown: readonly Checkable[], threshold: number): number[] {
  const found = [threshold];
  for (const { verdict, probability } of shown) {
    if (verdict === 0 && probability >= (found.at(-1) ?? 0))
      found.push((Math.floor(probability * 100) + 1) / 100);
  }
  return found;
}

/** The estimate for detections from a probability up, from the answers before the first open one. */
function estimateFrom(
  shown: readonly Checkable[],
  fromProbability: number,
  isAll: boolean,
): SpotEstimate | null {
  const covered = shown.filter(({ probability }) => probability >= fromProbability);
  const open = covered.findIndex(({ verdict }) => verdict === 0);
  const answers = open < 0 ? covered : covered.slice(0, open);
  const count = (code: number): number => answers.filter(({ verdict }) => verdict === code).length;
  const [right, unsure] = [count(1), count(3)];
  const decided = answers.length - unsure;
  const share = wilson(right, decided);
  if (share === null) return null;
  const allDecided = isAll && decided === covered.length;
  return {
    ...{ right, decided, unsure, fromProbability },
    share: allDecided ? { share: share.share, low: share.share, high: share.share } : share,
  };
}
