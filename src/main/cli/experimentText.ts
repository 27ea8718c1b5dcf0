import { experimentOf, type ExperimentReport } from '../../shared/experiments/experiments';
import type { Figure, Figures } from '../../shared/experiments/figures';
import { mapQualityText } from './mapQualityText';
import { grid } from './textGrid';

/** An experiment's result as text for a terminal. */
export function experimentText({ result }: ExperimentReport): string {
  if (result.experiment === 'map-quality') return mapQualityText(result);
  const figures = experimentOf(result.experiment).figures(result);
  return figures === null ? '' : figuresText(figures);
}

/** The best of a column marked, published figures in brackets. */
function figuresText({ columns, rows, caption, notes }: Figures): string {
  const cells = rows.flatMap((row) => row.cells);
  return [
    grid([
      ['', ...columns.map(({ title, detail = '' }) => `${title} ${detail}`.trim())],
      ...rows.map((row) => [
        row.detail === '' ? row.name : `${row.name}, ${row.detail}`,
        ...row.cells.map(cellText),
      ]),
    ]),
    caption,
    ...(cells.some(({ best }) => best) ? ['* the best of its column or class'] : []),
    ...(cells.some(({ published }) => published !== undefined)
      ? ['In brackets what the paper reports.']
      : []),
    ...notes,
  ].join('\n');
}

const cellText = ({ text, precise = text, published, best }: Figure): string =>
  `${precise}${best ? '*' : ''}${published === undefined ? '' : ` (${published})`}`;
