import { meanAndSd } from '../../shared/statistics/paired';

/** `81.7 ± 2.4 %`, with a star for the best. */
export const measured = (shares: readonly number[] | null, isBest: boolean): string => {
  if (shares === null || shares.length === 0) return '–';
  const { mean, sd } = meanAndSd(shares);
  return `${spread(mean, sd)}${isBest ? '*' : ''}`;
};

/** Mean and standard deviation of shares, percent: `81.7 ± 2.4`. */
const spread = (mean: number, sd: number): string => `${(100 * mean).toFixed(1)} ± ${(100 * sd).toFixed(1)}`;

/** Cells in columns as wide as they need. */
export function grid(rows: readonly (readonly string[])[]): string {
  const width = (column: number): number =>
    Math.max(...rows.map((row) => (row.length > 1 ? (row[column] ?? '').length : 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(width(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
