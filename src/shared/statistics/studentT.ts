/**
 * P(|T| >= |t|) of Student's t distribution with a whole number of degrees of freedom, by its finite series: Abramowitz &
 * Stegun 1964, 26.7.3 and 26.7.4. Exact to about 1e-15.
 * @param freedom degrees of freedom, 1 or more
 */
export function twoSidedP(t: number, freedom: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  const cosine = Math.cos(angle);
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= freedom - 2; power += 2) {
    term *= ((power - 1) / power) * cosine ** 2;
    sum += term;
  }
  const inside = Math.sin(angle) * sum;
  return Math.max(0, 1 - (isOdd ? (2 / Math.PI) * (angle + inside) : inside));
}

/** Above Student's t of 97.5 % for one degree of freedom. */
const T_MOST = 16;

const HALVINGS = 60;

/**
 * The 97.5 % quantile of Student's t distribution, which bounds a two-sided 95 % interval.
 * @param freedom degrees of freedom, 1 or more
 */
export function tQuantile(freedom: number): number {
  let [low, high] = [0, T_MOST];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (twoSidedP(middle, freedom) > 0.05) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
