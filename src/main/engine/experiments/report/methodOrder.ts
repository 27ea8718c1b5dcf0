import { meanAndSd } from '../../../../shared/statistics/paired';
import { differenceOf, isLevel } from './statistics';

/** A method of a column with what is published and what was measured. */
export interface OrderedMethod {
  readonly name: string;
  /** Published accuracy; only order counts. */
  readonly published: number;
  /** [seeds] */
  readonly accuracies: readonly number[];
}

/** How far the measured order of methods is the published one. */
export interface MethodOrder {
  /** Best first. */
  readonly published: readonly string[];
  readonly measured: readonly string[];
  /** Pairs of methods whose published figures differ, and how many of them stand in the published order. */
  readonly pairs: number;
  readonly inOrder: number;
  /** Pairs the other way round that the paired t test tells apart. */
  readonly contradicted: number;
}

/** Compares the orders pair by pair; null where fewer than two methods have a published figure. */
export function methodOrder(methods: readonly OrderedMethod[]): MethodOrder | null {
  if (methods.length < 2) return null;
  const means = new Map(methods.map((method) => [method, meanAndSd(method.accuracies).mean]));
  const byMean = (a: OrderedMethod, b: OrderedMethod): number => (means.get(b) ?? 0) - (means.get(a) ?? 0);
  const pairs = methods
    .flatMap((a, index) => methods.slice(index + 1).map((b) => (a.published > b.published ? [a, b] : [b, a])))
    .flatMap(([better, worse]) =>
      better === undefined || worse === undefined || better.published === worse.published
        ? []
        : [{ better, worse }],
    );
  const reversed = pairs.filter(({ better, worse }) => byMean(better, worse) >= 0);
  return {
    published: [...methods].sort((a, b) => b.published - a.published).map(({ name }) => name),
    measured: [...methods].sort(byMean).map(({ name }) => name),
    pairs: pairs.length,
    inOrder: pairs.length - reversed.length,
    contradicted: reversed.filter(({ better, worse }) => {
      const difference = differenceOf(worse.accuracies, better.accuracies);
      return difference !== null && difference.mean > 0 && !isLevel(difference);
    }).length,
  };
}
