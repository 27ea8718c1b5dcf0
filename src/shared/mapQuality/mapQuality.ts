import { z } from 'zod';
import { expectedShare } from '../statistics/expectedShare';
import type { Share } from '../statistics/wilson';

/**
 * A map's detections compared with known places; strongest first. Every figure of a map is derived from it. Lists of known
 * places are never complete, so precision is a lower bound: a detection that is not a known place may still be right.
 */
export const mapMeasure = z
  .object({
    /** Of the detections, metres. */
    radiusM: z.number(),
    /** Metres within which a known place counts as found. */
    toleranceM: z.number(),
    /** Known places in the measured area whose patch is whole. */
    known: z.number().int().nonnegative(),
    /** Probability of each detection, descending; for rules without probabilities, their score. */
    scores: z.array(z.number()),
    /** [scores.length] whether each is a known place, matched one to one within the tolerance. */
    hits: z.array(z.boolean()),
    /** Share of random places in that area that have a known one within the tolerance, 0..1. */
    chance: z.number().min(0).max(1),
    /** The blocks of terrain that it was measured on, which differ; undefined: older versions did not keep them. */
    blocks: z
      .object({
        /** [scores.length] the block of each detection, an index; that of the known place where it is one */
        of: z.array(z.number().int().nonnegative()),
        /** [blocks] known places in each */
        known: z.array(z.number().int().nonnegative()),
      })
      .optional(),
  })
  .refine(({ scores, hits }) => scores.length === hits.length, {
    message: 'Scores and hits differ in number.',
  })
  .refine(({ scores, blocks }) => blocks === undefined || scores.length === blocks.of.length, {
    message: 'Scores and their blocks differ in number.',
  })
  .refine(({ blocks }) => blocks === undefined || blocks.of.every((block) => block < blocks.known.length), {
    message: 'A detection lies in no block.',
  });
export type MapMeasure = z.infer<typeof mapMeasure>;

/** The part of a measure that precision and recall need. */
type Ranked = Pick<MapMeasure, 'known' | 'scores' | 'hits'>;

/** Counts of the detections from a threshold up. */
interface Step {
  readonly threshold: number;
  readonly shown: number;
  readonly right: number;
}

/** Counts at each threshold that makes a difference, from the highest; detections of equal score are counted together. */
function stepsOf({ scores, hits }: Ranked): Step[] {
  const steps: Step[] = [];
  let right = 0;
  for (const [index, threshold] of scores.entries()) {
    if (hits[index] === true) right += 1;
    if (scores[index + 1] !== threshold) steps.push({ threshold, shown: index + 1, right });
  }
  return steps;
}

/**
 * Average precision: the sum over thresholds of the precision there times the recall that the threshold adds, with known places
 * that no detection finds counting as never found (as scikit-learn's average_precision_score, which has no such places;
 * Everingham et al. 2010, without interpolation). 0 without known places.
 */
export function averagePrecision(measure: Ranked): number {
  if (measure.known === 0) return 0;
  let before = 0;
  let sum = 0;
  for (const { shown, right } of stepsOf(measure)) {
    sum += (right - before) * (right / shown);
    before = right;
  }
  return sum / measure.known;
}

/** The best F1 of a map. */
export interface BestF1 {
  /** Harmonic mean of precision and recall, 0..1. */
  readonly f1: number;
  /** Minimum score shown; Infinity (nothing shown) where no detection is a known place. */
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** The highest F1 over all thresholds, 2 right / (shown + known) (van Rijsbergen 1979); of ties the highest threshold's. */
export function bestF1(measure: Ranked): BestF1 {
  let best: BestF1 = { f1: 0, threshold: Infinity, precision: 0, recall: 0 };
  for (const { threshold, shown, right } of stepsOf(measure)) {
    const f1 = (2 * right) / (shown + measure.known);
    if (f1 > best.f1) best = { f1, threshold, precision: right / shown, recall: right / measure.known };
  }
  return best;
}

/** Quality of a map at a threshold. */
export interface Shown {
  /** Detections from the threshold, and those of them that are known places. */
  readonly shown: number;
  readonly right: number;
  /** Share of the shown that are known, with the bounds to expect on other terrain that shows as many; null where nothing is shown. */
  readonly precision: Share | null;
  /** Share of the known that are shown, with bounds likewise; null where none is known. */
  readonly recall: Share | null;
  /** Precision divided by that of random places; null where undefined. */
  readonly lift: number | null;
}

/** @param threshold minimum score that is shown */
export function shownAt(measure: MapMeasure, threshold: number): Shown {
  const last = stepsOf(measure)
    .filter((step) => step.threshold >= threshold)
    .at(-1);
  const { shown, right } = last ?? { shown: 0, right: 0 };
  return {
    shown,
    right,
    ...expectedAt(measure, shown, right),
    lift: shown === 0 || measure.chance === 0 ? null : right / shown / measure.chance,
  };
}

/** Precision and recall of the first detections of a measure, from what its blocks show. */
function expectedAt(
  { known, hits, blocks }: MapMeasure,
  shown: number,
  right: number,
): Pick<Shown, 'precision' | 'recall'> {
  if (blocks === undefined)
    return {
      precision: expectedShare([{ right, count: shown }]),
      recall: expectedShare([{ right, count: known }]),
    };
  const groups = blocks.known.map((there) => ({ known: there, shown: 0, right: 0 }));
  for (const [index, block] of blocks.of.slice(0, shown).entries()) {
    const group = groups[block];
    if (group === undefined) throw new RangeError('A detection lies in no block.');
    group.shown += 1;
    if (hits[index] === true) group.right += 1;
  }
  return {
    precision: expectedShare(groups.map((group) => ({ right: group.right, count: group.shown }))),
    recall: expectedShare(groups.map((group) => ({ right: group.right, count: group.known }))),
  };
}

/**
 * The lowest threshold at which at least a share of what is shown is known, so that most is shown.
 * @param least 0..1
 * @returns null where no threshold has it
 */
export const thresholdForPrecision = (measure: Ranked, least: number): number | null =>
  stepsOf(measure)
    .filter(({ shown, right }) => right >= least * shown)
    .at(-1)?.threshold ?? null;

/**
 * The highest threshold at which at least a share of the known places is shown.
 * @param least 0..1
 * @returns null where no threshold shows as many
 */
export const thresholdForRecall = (measure: Ranked, least: number): number | null =>
  stepsOf(measure).find(({ right }) => right >= least * measure.known)?.threshold ?? null;

/** Detections of similar probability. */
export const reliabilityBin = z.object({
  /** Bounds of their probabilities; the upper one belongs to the next bin, 1 to the last. */
  low: z.number(),
  high: z.number(),
  count: z.number().int(),
  /** Mean probability; the bin's middle where it is empty. */
  meanScore: z.number(),
  /** Those of them that are known places. */
  right: z.number().int(),
});
export type ReliabilityBin = z.infer<typeof reliabilityBin>;

/**
 * A reliability diagram: detections in bins of equal width, to compare the mean probability of each with the share that is
 * right (DeGroot & Fienberg 1983, The Statistician 32:12-22).
 * @param measure scores are probabilities
 * @throws RangeError for scores beyond 0..1
 */
export function reliability(
  { scores, hits }: Pick<MapMeasure, 'scores' | 'hits'>,
  bins = 10,
): ReliabilityBin[] {
  const found = Array.from({ length: bins }, () => ({ count: 0, sum: 0, right: 0 }));
  for (const [index, score] of scores.entries()) {
    const bin = found[Math.min(bins - 1, Math.floor(score * bins))];
    if (bin === undefined || score > 1) throw new RangeError(`${score} is not a probability.`);
    bin.count += 1;
    bin.sum += score;
    if (hits[index] === true) bin.right += 1;
  }
  return found.map(({ count, sum, right }, index) => ({
    low: index / bins,
    high: (index + 1) / bins,
    count,
    meanScore: count === 0 ? (index + 0.5) / bins : sum / count,
    right,
  }));
}

/** Precision and recall of what is shown from each threshold that makes a difference, from the highest; both 0..1. */
export const precisionRecallCurve = (measure: Ranked): { recall: number; precision: number }[] =>
  measure.known === 0
    ? []
    : stepsOf(measure).map(({ shown, right }) => ({
        recall: right / measure.known,
        precision: right / shown,
      }));

/**
 * Precision at given recalls. Between two thresholds right and shown grow in proportion, which is not a straight line of
 * precision (Davis & Goadrich 2006, Proceedings of ICML, section 4); at recall 0 it is the highest threshold's, and 0 beyond
 * the recall that all detections together reach.
 * @param recalls each 0..1
 */
export function precisionAtRecalls(measure: Ranked, recalls: readonly number[]): number[] {
  const steps = stepsOf(measure);
  const [first] = steps;
  return recalls.map((recall) => {
    const right = recall * measure.known;
    if (first === undefined || measure.known === 0) return 0;
    if (right === 0) return first.right / first.shown;
    const at = steps.findIndex((step) => step.right >= right - 1e-9);
    const to = steps[at];
    if (to === undefined) return 0;
    const from = steps[at - 1] ?? { shown: 0, right: 0 };
    const shown = from.shown + ((right - from.right) * (to.shown - from.shown)) / (to.right - from.right);
    return right / shown;
  });
}
