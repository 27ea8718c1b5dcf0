/** Highest probability, so that odds stay finite. */
const SUREST = 1 - 1e-6;

const oddsOf = (probability: number): number => {
  const p = Math.min(SUREST, probability);
  return p / (1 - p);
};

/**
 * Probabilities of mutually exclusive classes: each given probability is that of the class against none, and together
 * p' = o / (1 + sum of o) with the odds o = p / (1 - p). They add up to less than 1; one alone stays as it is.
 */
export function competing(probabilities: readonly number[]): number[] {
  const odds = probabilities.map(oddsOf);
  const all = odds.reduce((sum, value) => sum + value, 1);
  return odds.map((value) => value / all);
}
