import { z } from 'zod';
import { count as counted, metres } from '../format';
import { classBrief } from '../labels/classBrief';
import { paperClasses } from '../labels/labelClasses';
import { meanAndSd } from '../statistics/paired';
import { experiment } from './experiment';
import { type Figures, nothing, spread } from './figures';
import { trainAndTestBoxesIfAny } from './options/areas';
import { count, seeds } from './options/numbers';
import { tableColumns } from './options/tableColumns';
import { tableRows } from './options/tableRows';

const asked = (value: number): string => `${counted(value)} asked for, half of them positive`;

/** @param sizes locations that the paper trains and tests on */
const specOf = <Id extends string>(
  id: Id,
  classIds: readonly string[],
  sizes: { readonly train: number; readonly test: number },
) =>
  z.object({
    experiment: z.literal(id),
    columns: tableColumns(classIds),
    methods: tableRows(),
    /** Undefined only where all columns have given locations. */
    ...trainAndTestBoxesIfAny(),
    trainSize: count({
      label: 'To train on',
      settingName: 'Training locations',
      heading: 'Locations of each class, half of them positive',
      flag: 'train-size',
      help: 'locations to train on, half positive',
      min: 4,
      max: 100_000,
      default: sizes.train,
      setting: asked,
    }),
    testSize: count({
      label: 'To test on',
      settingName: 'Test locations',
      flag: 'test-size',
      help: 'locations to test on, half positive',
      min: 2,
      max: 100_000,
      default: sizes.test,
      setting: asked,
    }),
    seeds: seeds(),
  });

const resultOf = <Id extends string>(id: Id) =>
  z.object({
    experiment: z.literal(id),
    columns: z.array(
      classBrief.extend({
        title: z.string(),
        radiusM: z.number(),
        trainSize: z.number().int(),
        testSize: z.number().int(),
        /** A sentence where there were fewer labels than asked for, or none was left out; else empty. */
        note: z.string(),
      }),
    ),
    rows: z.array(
      z.object({
        name: z.string(),
        /** e.g. `C = 10, 8 symmetric copies`; empty for the paper's settings. */
        detail: z.string(),
        /** Shares 0..1 by column (outer) and seed; null where the method does not support the class. */
        accuracies: z.array(z.array(z.number()).nullable()),
        /** The paper's published value, percent; null where there is none. */
        published: z.array(z.object({ mean: z.number(), sd: z.number() }).nullable()),
      }),
    ),
  });

const result1 = resultOf('table1');
const result2 = resultOf('table2');
export type TableResult = z.infer<typeof result1> | z.infer<typeof result2>;

const shared = {
  fixed: [
    ['Classifier', 'SVM with an RBF kernel, gamma = 1 / (size × variance), C = 1 unless a row names another'],
  ],
  figures,
} as const;

/** Table 1: the accuracy of each method on each class, trained in one area and tested in another. */
export const table1 = experiment({
  id: 'table1',
  name: 'Methods on natural classes',
  shortName: 'Table 1',
  source: 'Table 1',
  question: 'How well does each method recognise peaks, rivers, cliffs and saddles on unseen terrain?',
  spec: specOf('table1', paperClasses.natural, { train: 1000, test: 200 }),
  result: result1,
  ...shared,
});

/** Table 2: the same for classes with fewer labels. */
export const table2 = experiment({
  id: 'table2',
  name: 'Methods on rarer classes',
  shortName: 'Table 2',
  source: 'Table 2',
  question: 'And for stations, huts, waterfalls and sinkholes, which have fewer labels?',
  spec: specOf('table2', paperClasses.use, { train: 400, test: 100 }),
  result: result2,
  ...shared,
});
export type TableSpec = z.infer<typeof table1.spec> | z.infer<typeof table2.spec>;

function figures({ columns, rows }: TableResult): Figures {
  const means = rows.map(({ accuracies }) =>
    accuracies.map((bySeed) => (bySeed === null ? null : meanAndSd(bySeed))),
  );
  const best = columns.map((_, column) => Math.max(...means.map((row) => row[column]?.mean ?? -Infinity)));
  const seeds = rows[0]?.accuracies.find((bySeed) => bySeed !== null)?.length ?? 0;
  return {
    caption: `Accuracy, percent${seeds > 1 ? `, mean of ${seeds} seeds` : ''}.`,
    columns: columns.map(({ title, radiusM, trainSize, testSize }) => ({
      title,
      detail: `${metres(radiusM)} (${trainSize}/${testSize})`,
    })),
    rows: rows.map(({ name, detail, published }, row) => ({
      name,
      detail,
      cells: columns.map((_, column) => {
        const figure = means[row]?.[column] ?? null;
        if (figure === null) return nothing;
        const cell = spread(figure, figure.mean === best[column]);
        const paper = published[column] ?? null;
        if (paper === null) return cell;
        const figures = `${paper.mean.toFixed(1)} ± ${paper.sd.toFixed(1)}`;
        return { ...cell, published: figures, detail: `${cell.detail}; the paper has ${figures} %` };
      }),
    })),
    notes: columns.flatMap(({ title, note }) => (note === '' ? [] : [`${title}: ${note}`])),
  };
}
