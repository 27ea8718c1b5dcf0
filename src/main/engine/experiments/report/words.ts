import type { PairedDifference } from '../../../../shared/statistics/paired';

/** `93.1 ± 0.9`: percent of a share and its standard deviation; the mean alone of a single seed. */
export const spread = ({ mean, sd, seeds }: { mean: number; sd: number; seeds: number }): string =>
  seeds > 1 ? `${points(mean)} ± ${points(sd)}` : points(mean);

/** `93.1`: percent of a share, without its sign. */
export const points = (share: number): string => (100 * share).toFixed(1);

/** `+1.2`, `−0.4`, `0.0`: a difference of shares in percentage points. */
export function signedPoints(share: number): string {
  const text = points(Math.abs(share));
  if (text === '0.0') return text;
  return `${share < 0 ? '−' : '+'}${text}`;
}

/** `p = 0.012`, `p < 0.001` */
export const pValue = ({ p }: PairedDifference): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`);

/** A name cut to at most so many characters. */
export const shortened = (name: string, most: number): string =>
  name.length > most ? `${name.slice(0, most - 1)}…` : name;
