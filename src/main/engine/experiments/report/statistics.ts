import { meanAndSd, pairedDifference, type PairedDifference } from '../../../../shared/statistics/paired';

/** From this p on, two methods are not told apart. */
const LEVEL_P = 0.05;

/** Whether a difference may be none at all: it counts as one from p < 0.05 on. */
export const isLevel = ({ p }: PairedDifference): boolean => p >= LEVEL_P;

/** One of several that are compared over the same seeds. */
export interface Compared {
  readonly mean: number;
  readonly sd: number;
  readonly seeds: number;
  readonly isBest: boolean;
  /** What the best is better by; null where it cannot be paired: a single seed, or others than the best's. */
  readonly behind: PairedDifference | null;
}

/** Compares accuracies [n][seeds] with the highest mean among them; null where there are none. */
export function compare(accuracies: readonly (readonly number[] | null)[]): (Compared | null)[] {
  const means = accuracies.map((values) => (hasValues(values) ? meanAndSd(values) : null));
  const highest = Math.max(...means.map((entry) => entry?.mean ?? -Infinity));
  const best = accuracies[means.findIndex((entry) => entry?.mean === highest)] ?? [];
  return accuracies.map((values, index) => {
    const entry = means[index];
    if (!hasValues(values) || entry == null) return null;
    return {
      ...entry,
      seeds: values.length,
      isBest: entry.mean === highest,
      behind: differenceOf(best, values),
    };
  });
}

/** The paired difference of two; null where the same seeds are not there, or only one. */
export const differenceOf = (
  a: readonly number[] | null,
  b: readonly number[] | null,
): PairedDifference | null =>
  a !== null && b !== null && a.length === b.length && a.length > 1 ? pairedDifference(a, b) : null;

/**
 * Means over columns by seed.
 * @param columns [columns][seeds] of one method
 * @returns [seeds]; null where the method does not answer every column or seeds differ
 */
export function meanOverColumns(columns: readonly (readonly number[] | null)[]): number[] | null {
  const [first] = columns;
  if (!hasValues(first)) return null;
  if (columns.some((values) => values?.length !== first.length)) return null;
  return first.map(
    (_, seed) => columns.reduce((sum, values) => sum + (values?.[seed] ?? 0), 0) / columns.length,
  );
}

const hasValues = (values: readonly number[] | null | undefined): values is readonly number[] =>
  values != null && values.length > 0;
