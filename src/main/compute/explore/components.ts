import { principalComponents, projected } from '../numeric/principalComponents';
import { Rows } from '../numeric/rows';

/** Principal components that are kept: one for each of red, green and blue. */
const COMPONENTS = 3;

/** Rows whose products are summed at once. */
const PIECE_ROWS = 16_384;

/**
 * The first principal components of rows. None is turned so that its largest loading is negative: what is alike then has
 * the same colours in every view.
 * @param values [n, size]
 * @returns scores [n, 3], and the components' shares of the variance, 0..1
 */
export function componentsOf(values: Float32Array, size: number): { scores: Float32Array; shares: number[] } {
  const rows = new Rows(size);
  for (let at = 0; at < values.length; at += PIECE_ROWS * size) {
    rows.add(values.subarray(at, at + PIECE_ROWS * size));
  }
  const { mean, basis, variances, totalVariance } = principalComponents(rows, COMPONENTS);
  for (let component = 0; component < COMPONENTS; component++) {
    let largest = 0;
    for (let at = component; at < basis.length; at += COMPONENTS) {
      if (Math.abs(basis[at] ?? 0) > Math.abs(largest)) largest = basis[at] ?? 0;
    }
    if (largest >= 0) continue;
    for (let at = component; at < basis.length; at += COMPONENTS) basis[at] = -(basis[at] ?? 0);
  }
  return {
    scores: projected(rows, { mean, basis }).joined(),
    shares: Array.from(variances, (variance) => (totalVariance > 0 ? variance / totalVariance : 0)),
  };
}
