import type { MapQualityResult } from '../../shared/mapQuality/mapQualityResult';
import { metres, percent } from '../../shared/format';
import { bestOf, methodsOf } from '../../shared/mapQuality/mapQualityFigures';
import { grid, measured } from './textGrid';

/** The quality of maps, for a terminal: a table for each class, and what its columns mean. */
export const mapQualityText = (result: MapQualityResult): string =>
  [
    ...result.classes.map((entry) => classText(result, entry)),
    `Percent, mean ± sd over draws, both directions weighted equally; * the best. A detection counts as right if a known place lies within ` +
      `${metres(result.toleranceM)}. Lists of known places are never complete, so the true shares are higher.`,
  ].join('\n\n');

function classText(result: MapQualityResult, entry: MapQualityResult['classes'][number]): string {
  const { name, known, chance } = entry;
  const methods = methodsOf(result, entry);
  const best = bestOf(methods);
  return grid([
    [
      `${name}: ${known.join(' and ')} known; of random places ${chance.map(percent).join(' and ')} are right`,
    ],
    [
      '',
      'average precision',
      'best F1',
      ...result.thresholds.map((threshold) => `right from ${threshold}`),
      'metres off',
    ],
    ...methods.map((method) => {
      const { row, figures } = method;
      return [
        row.detail === '' ? row.name : `${row.name}, ${row.detail}`,
        measured(figures?.averagePrecision ?? null, method === best),
        measured(figures?.bestF1 ?? null, false),
        ...result.thresholds.map((_, at) => measured(figures?.shown?.[at]?.precision ?? null, false)),
        figures?.medianErrorM == null ? '–' : String(Math.round(figures.medianErrorM)),
      ];
    }),
  ]);
}
