import { twoSidedP } from './studentT';

/** Mean and sample standard deviation (n - 1); 0 for a single value, whose spread is unknown. */
export function meanAndSd(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, sd: 0 };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1)) };
}

/** A mean difference, its standard error, and the p value of the two-sided paired t test. */
export interface PairedDifference {
  readonly mean: number;
  readonly se: number;
  readonly p: number;
}

/**
 * How much better `a` is than `b` over the same seeds: the paired t test. Of a single pair only the difference is
 * known: its standard error is 0 and p 1.
 *
 * Read p as a lower bound. Seeds redraw from the same labels and are measured on the same terrain, so differences are not
 * independent and their true variance is larger. Nadeau & Bengio 2003 (Machine Learning 52:239-281) would take
 * sqrt(1/n + test/train) instead of sqrt(1/n) for the standard error where both sets are drawn from one pool. Here they
 * are not, and how far train draws overlap depends on the labels there are: with none to spare they are one set. Other
 * terrain would vary the difference more than either estimate says.
 * @param a [n] accuracies by seed
 * @param b [n] of the same seeds
 */
export function pairedDifference(a: readonly number[], b: readonly number[]): PairedDifference {
  if (a.length !== b.length) throw new RangeError('Only the same seeds can be paired.');
  const { mean, sd } = meanAndSd(a.map((value, seed) => value - (b[seed] ?? NaN)));
  if (a.length < 2) return { mean, se: 0, p: 1 };
  const se = sd / Math.sqrt(a.length);
  if (se === 0) return { mean, se, p: mean === 0 ? 1 : 0 };
  return { mean, se, p: twoSidedP(mean / se, a.length - 1) };
}
