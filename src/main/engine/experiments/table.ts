import { throwIfAborted, UserError } from '../../../shared/errors';
import { experimentOf } from '../../../shared/experiments/experiments';
import type { TableColumn } from '../../../shared/experiments/options/tableColumns';
import type { TableResult, TableSpec } from '../../../shared/experiments/table';
import { binaryMetrics } from '../../../shared/statistics/metrics';
import type { LabelClass } from '../../../shared/labels/labelClasses';
import type { Project } from '../context';
import { findClasses } from '../labels/classes';
import { labelsOfClass } from '../labels/labels';
import type { Experiment } from './findings';
import { drawAsGiven } from './table/drawAsGiven';
import { drawFromLabels } from './table/drawFromLabels';
import type { Draws } from './table/draws';
import { findMethod } from './table/methods';
import { publishedAccuracy } from './table/published';

/** A column with what it trains and tests on. */
interface Column {
  readonly classId: string;
  readonly radiusM: number;
  readonly labelClass: LabelClass;
  readonly title: string;
  readonly draws: Draws;
}

/**
 * Tables 1 and 2 of the paper (sections 3.2 and 3.3): every method is trained for each class in one area and tested in another,
 * on the same draws as all others. All columns are drawn before anything is measured. The same specification on the same labels
 * and terrain gives the same table.
 * @throws UserError `bad-input` without boxes where a column draws from labels, `too-few-labels` naming the class, and what
 * compute throws
 */
export const table: Experiment<TableSpec> = async (project, spec, report, signal) => {
  const classes = await findClasses(
    project.database,
    spec.columns.map(({ classId }) => classId),
  );
  const methods = await Promise.all(spec.methods.map((method) => findMethod(project, method)));
  const columns: Column[] = [];
  for (const [index, labelClass] of classes.entries()) {
    const column = spec.columns[index];
    if (column === undefined) continue;
    throwIfAborted(signal);
    const title = column.title ?? labelClass.name;
    const message = `${title}: drawing locations`;
    report({ done: index, total: classes.length, unit: 'columns', message });
    columns.push({
      ...column,
      labelClass,
      title,
      draws: await drawsOf(project, spec, column, labelClass, signal),
    });
  }
  const accuracies = methods.map((): (number[] | null)[] => []);
  const total = columns.length * methods.length * spec.seeds;
  let done = 0;
  for (const column of columns) {
    const { title, draws } = column;
    for (const [row, method] of methods.entries()) {
      throwIfAborted(signal);
      const message = [`${title}: ${method.name}`, method.detail].filter((part) => part !== '').join(', ');
      report({ done, total, unit: 'measurements', message });
      const decide = await method.prepare(column, signal);
      const bySeed: number[] = [];
      for (const [seed, draw] of draws.seeds.entries()) {
        throwIfAborted(signal);
        if (decide !== null) {
          bySeed.push(binaryMetrics(await decide(draw, seed), draw.test.labels).accuracy);
        }
        report({ done: ++done, total, unit: 'measurements', message });
      }
      accuracies[row]?.push(decide === null ? null : bySeed);
    }
  }
  return {
    title: `${experimentOf(spec.experiment).shortName}: ${columns.map(({ title }) => title).join(', ')}`,
    encoderIds: spec.methods.flatMap((method) => (typeof method === 'string' ? [] : [method.encoderId])),
    result: {
      experiment: spec.experiment,
      columns: columns.map(briefOf),
      rows: methods.map(({ name, detail, published }, row) => ({
        name,
        detail,
        accuracies: accuracies[row] ?? [],
        published: columns.map(({ classId }) => publishedAccuracy(published, classId)),
      })),
    },
  };
};

async function drawsOf(
  project: Project,
  { trainBox, testBox, trainSize, testSize, seeds }: TableSpec,
  { classId, radiusM, given }: TableColumn,
  { name: className }: LabelClass,
  signal: AbortSignal,
): Promise<Draws> {
  if (given !== undefined) {
    return project.useTerrain((terrain) => drawAsGiven(terrain, className, given, radiusM, seeds));
  }
  if (trainBox === undefined || testBox === undefined) {
    throw new UserError(
      'bad-input',
      `${className} is drawn from labels, so a box to train in and a box to test in are needed.`,
    );
  }
  const labels = await labelsOfClass(project.database, classId);
  const drawing = { className, radiusM, trainBox, testBox, trainSize, testSize, seeds };
  return project.useTerrain((terrain) => drawFromLabels(terrain, labels, drawing, signal));
}

/** What a table says of a column; sizes are those of the first seed, and hardly ever differ in the others. */
function briefOf({ title, radiusM, labelClass, draws }: Column): TableResult['columns'][number] {
  const { id, name, colour } = labelClass;
  const [first] = draws.seeds;
  const trainSize = first?.train.labels.length ?? 0;
  const testSize = first?.test.labels.length ?? 0;
  return { classId: id, name, colour, title, radiusM, trainSize, testSize, note: draws.note };
}
