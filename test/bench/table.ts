import type { Row } from './row';

export const tableHead =
  '| what | unit | ours: best (median) | rival: best (median) | ours to rival: of the best (median) | physical limit |\n' +
  '|---|---|---|---|---|---|';

/** A row as a line of Markdown. A ratio above 1 means that ours is ahead, whether more or less is better. */
export function tableRow({ what, unit, better, ours, rival, limit }: Row): string {
  const best = (runs: readonly number[]): number =>
    better === 'higher' ? Math.max(...runs) : Math.min(...runs);
  const both = (runs: readonly number[]): string =>
    runs.length === 1 ? rounded(best(runs)) : `${rounded(best(runs))} (${rounded(median(runs))})`;
  const ahead = (our: number, their: number): number => (better === 'higher' ? our / their : their / our);
  const cells = [what, unit, both(ours)];
  if (rival === null) cells.push('', '');
  else if (rival.missing !== null) cells.push(`${rival.name}: ${rival.missing}`, '');
  else {
    const { name, runs } = rival;
    const pairs = runs.map((their, round) => ahead(ours[round] ?? NaN, their));
    cells.push(`${name}: ${both(runs)}`);
    cells.push(`${ahead(best(ours), best(runs)).toFixed(2)} (${median(pairs).toFixed(2)})`);
  }
  return `| ${[...cells, limit].join(' | ')} |`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Three significant figures, with thousands separators. */
const rounded = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });
