import type { MapQualityResult } from '../../shared/experiments';
import { metres, percent } from '../../shared/format';
import { grid, measured } from './textGrid';

type MeasuredClass = MapQualityResult['classes'][number];
type Draw = NonNullable<MeasuredClass['rows'][number]['draws']>[number][number];

/** What maps are worth, for a terminal: a table for each class, and what its columns are. */
export function mapQualityText({ classes, thresholds, toleranceM }: MapQualityResult): string {
  return [
    ...classes.map((measuredClass) => classText(measuredClass, thresholds)),
    `Percent, mean ± sd over draws and directions; * the best. Right is a detection with a known place within ` +
      `${metres(toleranceM)}. Lists of known places are never complete, so the true shares are higher.`,
  ].join('\n\n');
}

function classText({ name, known, chance, rows }: MeasuredClass, thresholds: readonly number[]): string {
  const drawsOf = (row: (typeof rows)[number]): Draw[] => row.draws?.flat() ?? [];
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const precisions = rows.map((row) => meanOf(drawsOf(row).map((draw) => draw.averagePrecision)));
  const best = Math.max(...precisions.filter((value) => !Number.isNaN(value)));
  return grid([
    [
      `${name}: ${known.join(' and ')} known; of random places ${chance.map((share) => percent(share)).join(' and ')} are right`,
    ],
    [
      '',
      'average precision',
      'best F1',
      ...thresholds.map((threshold) => `right from ${threshold}`),
      'metres off',
    ],
    ...rows.map((row, index) => {
      const draws = drawsOf(row);
      const errorsM = draws.flatMap(({ medianErrorM }) => medianErrorM ?? []);
      return [
        row.detail === '' ? row.name : `${row.name}, ${row.detail}`,
        measured(
          draws.map((draw) => draw.averagePrecision),
          precisions[index] === best,
        ),
        measured(
          draws.map((draw) => draw.bestF1),
          false,
        ),
        ...thresholds.map((_, at) => {
          const shown = draws.flatMap((draw) => draw.shown?.[at] ?? []).filter((counts) => counts.shown > 0);
          return measured(
            shown.map((counts) => counts.right / counts.shown),
            false,
          );
        }),
        errorsM.length === 0 ? '–' : String(Math.round(meanOf(errorsM))),
      ];
    }),
  ]);
}
