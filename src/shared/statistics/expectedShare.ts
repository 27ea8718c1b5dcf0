import { tQuantile } from './studentT';
import { wilson, type Share } from './wilson';

/** Counts of one group: of `count`, `right` are. */
export interface Counted {
  readonly right: number;
  readonly count: number;
}

/**
 * How many times the variance of a share is that of independent draws, where groups differ: Rao & Scott 1992 (Biometrics 48:577-585,
 * section 2). 1 where it would be less, where all or none are right, and for a single group, of which it cannot be known.
 */
export function designEffect(groups: readonly Counted[]): number {
  const filled = groups.filter(({ count }) => count > 0);
  const { right, count } = total(filled);
  const share = right / count;
  if (filled.length < 2 || right === 0 || right === count) return 1;
  const squares = filled.reduce((sum, group) => sum + (group.right - group.count * share) ** 2, 0);
  const variance = ((filled.length / (filled.length - 1)) * squares) / count ** 2;
  return Math.max(1, (variance * count) / (share * (1 - share)));
}

/**
 * The share that is right, with the interval in which it will lie, in 95 of 100 cases, where as many are counted elsewhere. Groups are
 * parts of the terrain: what is on them differs more than by chance, and so does other terrain. It is Wilson's score interval of
 * half the effective number: the number over the design effect, fewer still where few groups tell it (Korn & Graubard 1998, Survey
 * Methodology 24:193-201, section 2), and half, since the other count varies as much (as Menssen & Schaarschmidt 2019, Statistics
 * in Medicine 38:2652-2663, equation 5, for a new sample as large as those before). Null for a count of 0.
 */
export function expectedShare(groups: readonly Counted[]): Share | null {
  const filled = groups.filter(({ count }) => count > 0);
  const { right, count } = total(filled);
  if (count === 0) return null;
  const few = filled.length < 2 || count < 2 ? 1 : tQuantile(count - 1) / tQuantile(filled.length - 1);
  const effective = (few ** 2 * count) / designEffect(filled) / 2;
  return wilson((right / count) * effective, effective);
}

const total = (groups: readonly Counted[]): Counted => ({
  right: groups.reduce((sum, { right }) => sum + right, 0),
  count: groups.reduce((sum, { count }) => sum + count, 0),
});
