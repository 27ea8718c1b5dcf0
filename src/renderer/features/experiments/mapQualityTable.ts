import { count, metres, percent } from '../../../shared/format';
import {
  bestOf,
  isHardlyBetter,
  meanOf,
  type Method,
  rankOf,
  type ShownFigures,
} from '../../../shared/mapQuality/mapQualityFigures';
import { meanAndSd } from '../../../shared/statistics/paired';
import { type Figure, type Figures, plain } from '../../../shared/experiments/figures';

/**
 * The methods of a class as a small table.
 * @param at index of the threshold that the map is shown from
 * @param chance share of random places that have a known one, by direction
 */
export function mapQualityTable(methods: readonly Method[], at: number, chance: readonly number[]): Figures {
  const answering = methods.flatMap((method) =>
    method.figures === null ? [] : [{ ...method, figures: method.figures }],
  );
  const others = methods.filter(({ figures }) => figures === null);
  const highest = Math.max(...answering.map(rankOf));
  return {
    caption: 'Percent; AP: average precision. Rules have no probabilities.',
    columns: ['AP', 'known', 'foretold', 'found', 'error'].map((title) => ({ title })),
    rows: answering.map((method) => {
      const { row, label, colour, figures } = method;
      const shown = figures.shown?.[at] ?? null;
      return {
        name: label,
        // How rules rank takes more words than fit here; the report explains it.
        detail: label === row.name && row.kind !== 'rule' ? row.detail : '',
        line: { colour, isDashed: row.kind === 'rule' },
        cells: [
          { ...spread(figures.averagePrecision), best: rankOf(method) === highest },
          shown === null
            ? noProbability
            : spread(
                shown.precision,
                `Of ${count(shown.shown)} shown${shown.lift === null ? '' : `, ${Number(shown.lift.toPrecision(2))} times chance`}: `,
              ),
          shown === null
            ? noProbability
            : plain(
                points(shown.foretold),
                `What the head itself predicted would be right${heldWords(shown)}`,
              ),
          shown === null ? noProbability : spread(shown.recall),
          plain(
            figures.medianErrorM === null ? '–' : metres(figures.medianErrorM),
            'From detections to their known places, median',
          ),
        ],
      };
    }),
    notes: [
      `Of random places, ${chance.map(percent).join(' and ')} have a known one near enough to count.`,
      ...(others.length === 0 ? [] : [`Not for this class: ${others.map(({ label }) => label).join(', ')}.`]),
    ],
  };
}

/** What the best method with probabilities shows, in a sentence; null where none has any. */
export function mapQualitySentence(methods: readonly Method[], at: number): string | null {
  const best = bestOf(methods.filter(({ figures }) => figures?.shown != null));
  const shown = best?.figures?.shown?.[at];
  if (best === undefined || shown === undefined) return null;
  const { label } = best;
  const { interval, lift, threshold } = shown;
  if (interval === null) return `${label} shows nothing from ${threshold} on.`;
  const hundred = (share: number): number => Math.round(100 * share);
  const chance =
    lift === null
      ? ''
      : isHardlyBetter(lift)
        ? ', hardly more than chance'
        : `, ${Number(lift.toPrecision(2))} times chance`;
  return (
    `Of 100 that ${label} shows, ${hundred(meanOf(shown.precision) ?? 0)} are known (${hundred(interval.low)}..${hundred(interval.high)})${chance}; ` +
    `of 100 known ones it shows ${hundred(meanOf(shown.recall) ?? 0)}.`
  );
}

const heldWords = ({ held }: ShownFigures): string =>
  held === null ? '' : `; within its bounds in ${held.maps} of ${held.of} maps`;

const points = (share: number | null): string => (share === null ? '–' : (100 * share).toFixed(1));
const noProbability = plain('–', 'It has no probabilities');

function spread(shares: readonly number[], before = ''): Figure {
  if (shares.length === 0) return plain('–', 'Nothing is shown');
  const { mean, sd } = meanAndSd(shares);
  return plain(points(mean), `${before}${percent(mean)}${shares.length > 1 ? `, ± ${points(sd)}` : ''}`);
}
