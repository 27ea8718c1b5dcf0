/** A share of a count, 0..1, and the bounds that the true share lies between 95 times in 100. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** The normal quantile of 97.5 %. */
const Z = 1.959963984540054;

/**
 * `right` of `count`, with its 95 % score interval (Wilson 1927, Journal of the American Statistical Association
 * 22:209-212); null of nothing.
 */
export function wilson(right: number, count: number): Share | null {
  if (count === 0) return null;
  const share = right / count;
  const z2 = Z * Z;
  const scale = 1 + z2 / count;
  const middle = (share + z2 / (2 * count)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count * count));
  return {
    share,
    low: right === 0 ? 0 : Math.max(0, middle - half),
    high: right === count ? 1 : Math.min(1, middle + half),
  };
}
