import type { ExperimentReport } from '../../../shared/experiments/experiments';
import { meanAndSd } from '../../../shared/statistics/paired';
import { count, metres } from '../../../shared/format';

/** A cell of a table of figures. */
export interface Figure {
  readonly text: string;
  /** What is behind it, for who points at it. */
  readonly detail: string;
  /** Whether it is the best of its column. */
  readonly best: boolean;
}

/** What an experiment found, as one small table. */
export interface Figures {
  /** What the cells are, in a sentence. */
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly detail: string;
    /** How a plot draws it. */
    readonly line?: { readonly colour: string; readonly isDashed: boolean };
    readonly cells: readonly Figure[];
  }[];
  readonly notes: readonly string[];
}

type Result = ExperimentReport['result'];
type Of<Kind extends Result['experiment']> = Extract<Result, { experiment: Kind }>;

const nothing: Figure = { text: '–', detail: 'It has no answer', best: false };
const points = (share: number): string => (100 * share).toFixed(1);
const plain = (text: string): Figure => ({ text, detail: '', best: false });

/** The table of an experiment other than those whose findings are plots. */
export function figuresOf(result: Exclude<Result, { experiment: 'scale-finder' | 'map-quality' }>): Figures {
  switch (result.experiment) {
    case 'table1':
    case 'table2':
      return tableFigures(result);
    case 'map':
      return mapFigures(result);
    case 'retrieval':
      return retrievalFigures(result);
    case 'reconstruction':
      return reconstructionFigures(result);
  }
}

function tableFigures({ columns, rows }: Of<'table1' | 'table2'>): Figures {
  const means = rows.map(({ accuracies }) =>
    accuracies.map((bySeed) => (bySeed === null ? null : meanAndSd(bySeed))),
  );
  const best = columns.map((_, column) => Math.max(...means.map((row) => row[column]?.mean ?? -Infinity)));
  const seeds = rows[0]?.accuracies.find((bySeed) => bySeed !== null)?.length ?? 0;
  return {
    caption: `Accuracy, percent${seeds > 1 ? `, mean of ${seeds} seeds` : ''}. The best of a column is bold.`,
    columns: columns.map(({ title }) => title),
    rows: rows.map(({ name, detail, published }, row) => ({
      name,
      detail,
      cells: columns.map((_, column) => {
        const figure = means[row]?.[column] ?? null;
        if (figure === null) return nothing;
        const paper = published[column] ?? null;
        const spread = `${points(figure.mean)} ± ${points(figure.sd)} %`;
        return {
          text: points(figure.mean),
          detail:
            paper === null
              ? spread
              : `${spread}; the paper has ${paper.mean.toFixed(1)} ± ${paper.sd.toFixed(1)} %`,
          best: figure.mean === best[column],
        };
      }),
    })),
    notes: columns.flatMap(({ title, note }) => (note === '' ? [] : [`${title}: ${note}`])),
  };
}

const mapFigures = ({ radiiM, classes, counts }: Of<'map'>): Figures => ({
  caption: 'Detections at each radius.',
  columns: classes.map(({ name }) => name),
  rows: radiiM.map((radiusM, radius) => ({
    name: metres(radiusM),
    detail: '',
    cells: classes.map((_, index) => plain(count(counts[radius]?.[index] ?? 0))),
  })),
  notes: [],
});

const retrievalFigures = ({ figures, ks, radiusM }: Of<'retrieval'>): Figures => ({
  caption: `Share of the class among the k nearest at ${metres(radiusM)}, percent.`,
  columns: [...ks.map((k) => `k = ${k}`), 'chance'],
  rows: figures.map(({ name, encoder, precision, chance, candidates }) => ({
    name,
    detail: encoder,
    cells: [
      ...precision.map(({ mean, sd }) => ({
        text: points(mean),
        detail: `${points(mean)} ± ${points(sd)} %`,
        best: false,
      })),
      { text: points(chance), detail: `Among ${count(candidates)} candidates`, best: false },
    ],
  })),
  notes: [],
});

const reconstructionFigures = ({ items, factor }: Of<'reconstruction'>): Figures => ({
  caption: `L1 to the true terrain at ${factor} times the detail, in shares of the patch's relief.`,
  columns: ['decoded', 'bilinear'],
  rows: items.map(({ radiusM, l1, l1Bilinear, lonDeg, latDeg }, index) => ({
    name: `${index + 1}, ${metres(radiusM)}`,
    detail: `${latDeg.toFixed(3)}, ${lonDeg.toFixed(3)}`,
    cells: [l1, l1Bilinear].map((value, cell, both) =>
      value === null
        ? { ...nothing, detail: 'The terrain has no such detail' }
        : { text: value.toFixed(4), detail: '', best: value <= (both[1 - cell] ?? Infinity) },
    ),
  })),
  notes: [],
});
