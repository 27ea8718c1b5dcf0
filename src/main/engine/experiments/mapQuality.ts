import { throwIfAborted, UserError } from '../../../shared/errors';
import { experimentOf } from '../../../shared/experiments/experiments';
import type { MapQualitySpec } from '../../../shared/experiments/mapQuality';
import type { MapQualityResult } from '../../../shared/mapQuality/mapQualityResult';
import type { LabelClass } from '../../../shared/labels/labelClasses';
import type { MapMeasure } from '../../../shared/mapQuality/mapQuality';
import { latticeForBox } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { findEncoder } from '../encoders/encoders';
import { findClasses } from '../labels/classes';
import type { Experiment } from './findings';
import { encoderMethod } from './mapQuality/encoderMethod';
import type { MapMethod, MapTask } from './mapQuality/methods';
import { rivals } from './mapQuality/rivals';
import { drawOf, meanCurve, reliabilityOf, score, thresholds } from './mapQuality/score';
import { testAreaOf, type TestArea } from './mapQuality/testArea';

type Row = MapQualityResult['classes'][number]['rows'][number];
type Draws = NonNullable<Row['draws']>;

/** The most values of all maps that are made at once: a gigabyte. */
const MOST_VALUES = 2 ** 28;

/** An area to train in and another to make maps of, with the known places there by class. */
interface Direction {
  readonly task: MapTask;
  readonly areas: readonly TestArea[];
}

/**
 * What detection maps are worth: heads and their rivals are trained in one area, make maps of another, and the maps are compared
 * with the places that are known there. All methods are measured on the same places. The same specification on the same labels
 * and terrain gives the same result.
 * @throws UserError `too-few-labels` naming the class, `bad-input` when the maps would not fit in memory
 */
export const mapQuality: Experiment<MapQualitySpec> = async (project, spec, report, signal) => {
  const { radiusM, stepM: askedStepM, toleranceM: askedToleranceM, leastElevationM } = spec;
  const stepM = askedStepM ?? radiusM / 4;
  const toleranceM = askedToleranceM ?? radiusM;
  const classes = await findClasses(project.database, [...new Set(spec.classIds)]);
  const encoderIds = [...new Set(spec.encoderIds)];
  const encoders = await Promise.all(encoderIds.map((id) => findEncoder(project.database, id)));
  const methods = [
    ...encoders.map(encoderMethod),
    ...[...new Set(spec.rivals)].map((rival) => rivals[rival]),
  ];
  const there = { trainBox: spec.trainBox, testBox: spec.testBox };
  const back = { trainBox: spec.testBox, testBox: spec.trainBox };
  const boxes = spec.bothWays ? [there, back] : [there];
  refuseTooMany(boxes, stepM, classes.length * spec.draws);
  const directions: Direction[] = [];
  for (const { trainBox, testBox } of boxes) {
    const testing = { box: testBox, radiusM, toleranceM, leastElevationM };
    const areas: TestArea[] = [];
    for (const labelClass of classes) {
      throwIfAborted(signal);
      areas.push(await testAreaOf(project, labelClass, testing));
    }
    directions.push({
      task: { radiusM, stepM, trainBox, testBox, leastElevationM, networkSteps: spec.networkSteps },
      areas,
    });
  }
  const seeds = Array.from({ length: spec.draws }, (_, seed) => seed);
  const rows: Row[][] = [];
  for (const method of methods) {
    rows.push(await rowsOf(project, method, classes, directions, seeds, report, signal));
  }
  return {
    title: `${experimentOf(spec.experiment).shortName}: ${classes.map(({ name }) => name).join(', ')}`,
    encoderIds,
    result: {
      experiment: spec.experiment,
      radiusM,
      stepM,
      toleranceM,
      directions: boxes,
      thresholds,
      classes: classes.map(({ id: classId, name, colour }, index) => ({
        classId,
        name,
        colour,
        known: directions.map(({ areas }) => areas[index]?.known.length ?? 0),
        chance: directions.map(({ areas }) => areas[index]?.chance ?? 0),
        rows: rows.flatMap((byClass) => byClass[index] ?? []),
      })),
    },
  };
};

/** What one method shows of each class. */
async function rowsOf(
  project: Project,
  method: MapMethod,
  classes: readonly LabelClass[],
  directions: readonly Direction[],
  seeds: readonly number[],
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<Row[]> {
  const answered = classes.filter(method.answers);
  const found = answered.map((): { draws: Draws; measures: MapMeasure[] } => ({ draws: [], measures: [] }));
  for (const { task, areas } of answered.length === 0 ? [] : directions) {
    throwIfAborted(signal);
    const maps = await method.make(project, answered, task, seeds, report, signal);
    for (const [index, labelClass] of answered.entries()) {
      const area = areas[classes.indexOf(labelClass)];
      const ofClass = found[index];
      if (area === undefined || ofClass === undefined) continue;
      const draws: Draws[number] = [];
      for (const { places, expected } of maps[index] ?? []) {
        const scored = await score(project, places, area);
        draws.push(drawOf(scored, expected));
        ofClass.measures.push(scored.measure);
      }
      ofClass.draws.push(draws);
    }
  }
  const { name, detail, kind } = method;
  return classes.map((labelClass) => {
    const ofClass = found[answered.indexOf(labelClass)];
    if (ofClass === undefined) return { name, detail, kind, draws: null, curve: [], reliability: null };
    const { draws, measures } = ofClass;
    const hasProbabilities = draws.flat().every(({ shown }) => shown !== null);
    return {
      ...{ name, detail, kind, draws },
      curve: meanCurve(measures),
      reliability: hasProbabilities ? reliabilityOf(measures) : null,
    };
  });
}

function refuseTooMany(boxes: readonly Pick<MapTask, 'testBox'>[], stepM: number, maps: number): void {
  const points = Math.max(
    ...boxes.map(({ testBox }) => {
      const { columns, rows } = latticeForBox(testBox, stepM);
      return columns * rows;
    }),
  );
  if (points * maps <= MOST_VALUES) return;
  throw new UserError(
    'bad-input',
    `${maps} maps of ${(points / 1e6).toFixed(1)} million points do not fit in memory; there is room for ` +
      `${Math.round(MOST_VALUES / 1e6)} million points in all. Choose smaller boxes, a larger step, fewer classes or fewer draws.`,
  );
}
