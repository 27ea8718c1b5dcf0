/** Odds stay finite: nothing is surer than this. */
const SUREST = 1 - 1e-6;

const oddsOf = (probability: number): number => {
  const p = Math.min(SUREST, probability);
  return p / (1 - p);
};

/**
 * Probabilities of classes of which a place has one at most, or none: each alone says how likely it is against none, and
 * together p' = o / (1 + sum of o) with the odds o = p / (1 - p). They add up to less than 1; one alone stays as it is.
 */
export function competing(probabilities: readonly number[]): number[] {
  const odds = probabilities.map(oddsOf);
  const all = odds.reduce((sum, value) => sum + value, 1);
  return odds.map((value) => value / all);
}
