import { z } from 'zod';
import { Random } from './random';

/** A value, 0..1, with the bounds between which 95 of 100 repetitions of the draws would lie. */
const bounded = z.object({ share: z.number(), low: z.number(), high: z.number() });

/** How the balanced accuracy of a head grows with the number of labels. */
export const learningCurve = z.object({
  /** Labels that heads were trained on, ascending, each a mean over the draws. */
  labels: z.array(z.number()),
  /** [labels.length] balanced accuracy on terrain that the heads were not trained on: mean over the draws. */
  accuracy: z.array(bounded),
  /** Labels there are, and the balanced accuracy that twice as many are expected to add; null: too few to say. */
  all: z.number(),
  gain: bounded.nullable(),
});
export type LearningCurve = z.infer<typeof learningCurve>;

/** accuracy(labels) = limit - fall labels^-rate. */
export interface PowerLaw {
  readonly limit: number;
  readonly fall: number;
  readonly rate: number;
}

/** Rates that are tried: 0.05, 0.10 … 2. */
const RATES = Array.from({ length: 40 }, (_, index) => (index + 1) / 20);

/** Points that a power law needs: one more than it has parameters. */
const LEAST_POINTS = 4;

/** Draws that an interval needs, and how often they are drawn again. */
const LEAST_DRAWS = 5;
const REPETITIONS = 200;

/**
 * Fits the inverse power law of learning curves by least squares, points of more labels weighing more: point j of m weighs j / m
 * (Figueroa et al. 2012, BMC Medical Informatics and Decision Making 12:8). The limit is at most 1, and accuracy never falls.
 * @param labels ascending, above 0 @param accuracies of the same number, 0..1
 */
export function fitPowerLaw(labels: readonly number[], accuracies: readonly number[]): PowerLaw {
  const weights = labels.map((_, index) => (index + 1) / labels.length);
  const mean = (values: readonly number[]): number => weightedMean(values, weights);
  let best: PowerLaw = { limit: mean(accuracies), fall: 0, rate: 1 };
  let least = errorOf(best, labels, accuracies, weights);
  for (const rate of RATES) {
    const powers = labels.map((n) => n ** -rate);
    const [middle, level] = [mean(powers), mean(accuracies)];
    const spread = mean(powers.map((power) => (power - middle) ** 2));
    const together = mean(powers.map((power, at) => (power - middle) * ((accuracies[at] ?? NaN) - level)));
    let fall = -together / spread;
    let limit = level + fall * middle;
    if (limit > 1) {
      limit = 1;
      fall =
        mean(powers.map((power, at) => power * (1 - (accuracies[at] ?? NaN)))) /
        mean(powers.map((x) => x * x));
    }
    if (!(fall > 0)) continue;
    const error = errorOf({ limit, fall, rate }, labels, accuracies, weights);
    if (error < least) [best, least] = [{ limit, fall, rate }, error];
  }
  return best;
}

/** The accuracy that a power law adds from some labels to twice as many. */
export const gainOfDoubling = ({ fall, rate }: PowerLaw, labels: number): number =>
  fall * (labels ** -rate - (2 * labels) ** -rate);

/**
 * The curve of repeated draws, with the gain that is expected of twice as many labels. Intervals are percentiles of the bootstrap
 * over draws (Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13), the same for equal draws.
 * @param labels [m] that heads were trained on, ascending @param all labels there are
 * @param draws [draws][m] balanced accuracies; NaN where none could be fitted: such points and draws are left out
 */
export function learningCurveOf(
  labels: readonly number[],
  all: number,
  draws: readonly (readonly number[])[],
): LearningCurve {
  const points = [...labels.keys()].filter(
    (at) => 2 * draws.filter((draw) => Number.isFinite(draw[at])).length > draws.length,
  );
  const whole = draws
    .map((draw) => points.map((at) => draw[at] ?? NaN))
    .filter((draw) => draw.every(Number.isFinite));
  const sizes = points.map((at) => labels[at] ?? NaN);
  if (whole.length === 0 || points.length === 0) return { labels: [], accuracy: [], all, gain: null };
  const means = (of: readonly (readonly number[])[]): number[] =>
    sizes.map((_, at) => of.reduce((sum, draw) => sum + (draw[at] ?? NaN), 0) / of.length);
  const random = new Random(0);
  const again = Array.from({ length: REPETITIONS }, () =>
    means(whole.map(() => whole[random.nextInt(whole.length)] ?? [])),
  );
  const canSay = points.length >= LEAST_POINTS && whole.length >= LEAST_DRAWS;
  const gainOf = (accuracies: readonly number[]): number =>
    gainOfDoubling(fitPowerLaw(sizes, accuracies), all);
  return {
    labels: sizes,
    accuracy: means(whole).map((share, at) => ({
      share,
      ...percentiles(again.map((draw) => draw[at] ?? NaN)),
    })),
    all,
    gain: canSay ? { share: gainOf(means(whole)), ...percentiles(again.map(gainOf)) } : null,
  };
}

/** Balanced accuracy of which even the upper bound of an expected gain is hardly worth twice the work. */
const HARDLY = 0.015;

const points = (share: number): string => (100 * share).toFixed(1);

/**
 * `Twice as many labels are expected to add about 0.4 points (0.1 to 0.9): more labels will hardly help.`, and what may
 * instead.
 */
export function gainWords({ gain, all }: LearningCurve): string {
  if (gain === null) return `${all} labels are too few to say how much more labels would add.`;
  const bounds = `(${points(gain.low)} to ${points(gain.high)})`;
  const expected = `Twice as many labels are expected to add about ${points(gain.share)} points ${bounds}`;
  return gain.high < HARDLY
    ? `${expected}: more labels will hardly help. Check likely mistakes, or try another radius, encoder or kind of head.`
    : `${expected}.`;
}

function percentiles(values: readonly number[]): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return { low: at(0.025), high: at(0.975) };
}

const weightedMean = (values: readonly number[], weights: readonly number[]): number =>
  values.reduce((sum, value, at) => sum + value * (weights[at] ?? NaN), 0) /
  weights.reduce((sum, weight) => sum + weight, 0);

const errorOf = (
  { limit, fall, rate }: PowerLaw,
  labels: readonly number[],
  accuracies: readonly number[],
  weights: readonly number[],
): number =>
  weightedMean(
    labels.map((n, at) => (limit - fall * n ** -rate - (accuracies[at] ?? NaN)) ** 2),
    weights,
  );
