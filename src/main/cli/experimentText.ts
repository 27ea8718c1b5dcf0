import type { ExperimentReport, TableResult } from '../../shared/experiments/experiments';
import { metres, percent } from '../../shared/format';
import { meanAndSd } from '../../shared/statistics/paired';
import { mapQualityText } from './mapQualityText';
import { grid, measured, spread } from './textGrid';

type Result = ExperimentReport['result'];

/** What an experiment found, for a terminal. */
export function experimentText({ result }: ExperimentReport): string {
  switch (result.experiment) {
    case 'scale-finder':
      return scaleFinderText(result);
    case 'table1':
    case 'table2':
      return tableText(result);
    case 'map':
      return grid([
        ['', ...result.classes.map(({ name }) => name)],
        ...result.radiiM.map((radiusM, i) => [
          metres(radiusM),
          ...result.classes.map((_, j) => String(result.counts[i]?.[j] ?? 0)),
        ]),
      ]);
    case 'retrieval':
      return grid([
        ['', ...result.ks.map((k) => `precision at ${k}`), 'by chance'],
        ...result.figures.map(({ name, encoder, precision, chance }) => [
          `${name}, ${encoder}`,
          ...precision.map(({ mean, sd }) => spread(mean, sd)),
          percent(chance),
        ]),
      ]);
    case 'reconstruction':
      return grid([
        ['', 'L1', 'L1 of bilinear up-sampling'],
        ...result.items.map(({ lonDeg, latDeg, radiusM, l1, l1Bilinear }) => [
          `${lonDeg.toFixed(4)},${latDeg.toFixed(4)} at ${metres(radiusM)}`,
          l1?.toFixed(4) ?? '–',
          l1Bilinear?.toFixed(4) ?? '–',
        ]),
      ]);
    case 'map-quality':
      return mapQualityText(result);
  }
}

/** Accuracy by radius (rows) and class, the best radius of a class marked. */
function scaleFinderText({ radiiM, classes }: Extract<Result, { experiment: 'scale-finder' }>): string {
  return grid([
    ['', ...classes.map(({ name }) => name)],
    ...radiiM.map((radiusM, index) => [
      metres(radiusM),
      ...classes.map(({ accuracies, bestRadiusM }) =>
        measured(accuracies[index] ?? null, bestRadiusM === radiusM),
      ),
    ]),
    ['* best radius of the class'],
    ...classes.flatMap(({ name, unmeasured }) =>
      unmeasured === undefined ? [] : [[`${name}: ${unmeasured}`]],
    ),
  ]);
}

/** Accuracy by row and column, the best of a column marked, what the paper publishes in brackets. */
function tableText({ columns, rows }: TableResult): string {
  const meanOf = (values: number[] | null | undefined): number =>
    values === null || values === undefined ? -1 : meanAndSd(values).mean;
  const best = columns.map((_, column) =>
    Math.max(...rows.map(({ accuracies }) => meanOf(accuracies[column]))),
  );
  const table = grid([
    [
      '',
      ...columns.map(
        ({ title, radiusM, trainSize, testSize }) => `${title} ${metres(radiusM)} (${trainSize}/${testSize})`,
      ),
    ],
    ...rows.map(({ name, detail, accuracies, published }) => [
      detail === '' ? name : `${name}, ${detail}`,
      ...columns.map((_, column) => {
        const values = accuracies[column] ?? null;
        const paper = published[column];
        const beside =
          paper === null || paper === undefined ? '' : ` (${paper.mean.toFixed(1)} ± ${paper.sd.toFixed(1)})`;
        return measured(values, meanOf(values) === best[column]) + beside;
      }),
    ]),
  ]);
  const notes = columns.filter(({ note }) => note !== '').map(({ title, note }) => `${title}: ${note}`);
  return [
    table,
    'Accuracy in percent, mean ± sd over the seeds; * best of the column; in brackets what the paper reports.',
    ...notes,
  ].join('\n');
}
