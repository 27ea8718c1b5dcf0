import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentSpecInput } from '../../../../src/shared/experiments/experiments';
import type { ScaleFinderResult } from '../../../../src/shared/experiments/scaleFinder';
import { Random } from '../../../../src/shared/statistics/random';
import { taskSpec, type Task } from '../../../../src/shared/task';
import { temporaryFolder } from '../folder';
import { never, startEngine } from '../workbench';
import { handlersOf } from '../../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

type Spec = Omit<Extract<ExperimentSpecInput, { experiment: 'scale-finder' }>, 'experiment'>;

/** On the equator a degree is as long both ways, but for its 0.7 %: so metres are degrees here. */
const DEGREE_M = 110_900;
/** Cells along an edge of the made DTM, and their size. */
const CELLS = 1000;
const CELL_DEG = 0.000125;
const CELL_M = CELL_DEG * DEGREE_M;

/** Cells between the labelled places, at least: random ones keep 500 m from all of them. */
const APART_CELLS = 70;

/** Smooth random hills: bumps of a period, so many metres high. */
function hills(random: Random, periodM: number, heightM: number): (xM: number, yM: number) => number {
  const size = Math.ceil((CELLS * CELL_M) / periodM) + 2;
  const corners = Float64Array.from({ length: size * size }, () => random.nextFloat() * heightM);
  const ease = (t: number): number => t * t * (3 - 2 * t);
  return (xM, yM) => {
    const [column, row] = [Math.floor(xM / periodM), Math.floor(yM / periodM)];
    const [tx, ty] = [ease(xM / periodM - column), ease(yM / periodM - row)];
    const at = (i: number, j: number): number => corners[(row + i) * size + column + j] ?? NaN;
    return (at(0, 0) * (1 - tx) + at(0, 1) * tx) * (1 - ty) + (at(1, 0) * (1 - tx) + at(1, 1) * tx) * ty;
  };
}

/**
 * Height in metres of rings of 80 m around a place: none within 40 m, so that a patch of 25 m does not see them, and
 * hardly any
 * on average over the 100 m between the samples of a patch of 800 m. One of 200 m just contains them.
 */
function rings(distanceM: number): number {
  const inner = Math.min(1, Math.max(0, (distanceM - 40) / 20));
  const outer = Math.min(1, Math.max(0, (200 - distanceM) / 20));
  return 8 * inner * outer * Math.cos((2 * Math.PI * distanceM) / 80);
}

/** Writes a DTM of rings on hills, and a list of their middles. */
function makeRings(dtmPath: string, listPath: string): void {
  const random = new Random(1);
  const ground = [hills(random, 2000, 100), hills(random, 300, 15), hills(random, 30, 4)];
  const elevations = Float64Array.from({ length: CELLS * CELLS }, (_, index) =>
    ground.reduce((sum, of) => sum + of((index % CELLS) * CELL_M, Math.floor(index / CELLS) * CELL_M), 0),
  );
  const middles: [number, number][] = [];
  for (let row = 30; row < CELLS - 50; row += APART_CELLS) {
    for (let column = 30; column < CELLS - 50; column += APART_CELLS) {
      const [x, y] = [column + 16 * random.nextFloat(), row + 16 * random.nextFloat()];
      middles.push([(x + 0.5) * CELL_DEG, (CELLS / 2 - y - 0.5) * CELL_DEG]);
      for (let i = Math.floor(y) - 15; i <= y + 15; i++) {
        for (let j = Math.floor(x) - 15; j <= x + 15; j++) {
          const index = i * CELLS + j;
          elevations[index] = (elevations[index] ?? NaN) + rings(Math.hypot(i - y, j - x) * CELL_M);
        }
      }
    }
  }
  const header = `NCOLS ${CELLS}\nNROWS ${CELLS}\nXLLCORNER 0\nYLLCORNER ${(-CELLS / 2) * CELL_DEG}\nCELLSIZE ${CELL_DEG}\n`;
  const rows = Array.from({ length: CELLS }, (_, row) =>
    Array.from(elevations.subarray(row * CELLS, (row + 1) * CELLS), (value) => value.toFixed(1)).join(' '),
  );
  writeFileSync(dtmPath, `${header}${rows.join('\n')}\n`);
  const features = middles.map((coordinates) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Point', coordinates },
  }));
  writeFileSync(listPath, JSON.stringify({ type: 'FeatureCollection', features }));
}

const seek = (about: Partial<Spec>): Promise<Task> =>
  run({
    kind: 'experiment',
    spec: {
      experiment: 'scale-finder',
      classIds: ['peak'],
      radiiM: [200],
      locations: 200,
      seeds: 1,
      ...about,
    },
  });

async function resultOf({ result, error }: Task): Promise<ScaleFinderResult> {
  if (result?.kind !== 'experiment') throw new Error(error ?? 'no result');
  const report = await handlers.experiments.report({ experimentId: result.experimentId }, never());
  if (report.result.experiment !== 'scale-finder') throw new Error(report.result.experiment);
  return report.result;
}

beforeAll(async () => {
  await engine.create(join(folder, 'scales.topo2vec'));
  const [dtmPath, listPath] = [join(folder, 'middles.asc'), join(folder, 'middles.geojson')];
  makeRings(dtmPath, listPath);
  await run({ kind: 'import-dtms', paths: [dtmPath], crs: 'EPSG:4326' });
  await run({ kind: 'import-labels', path: listPath, classIds: ['peak'] });
});
afterAll(close);

describe('scale finder', () => {
  test('finds the size of rings, with the same locations at all radii', async () => {
    const { radiiM, classes } = await resultOf(await seek({ radiiM: [800, 25, 200, 200, 6000] }));
    expect(radiiM).toEqual([25, 200, 800, 6000]);
    const [found] = classes;
    expect(found).toMatchObject({ classId: 'peak', name: 'Peak', bestRadiusM: 200 });
    const [fine = [], right = [], coarse = [], none] = found?.accuracies ?? [];
    expect(right[0]).toBeGreaterThan(0.9);
    expect(Math.max(fine[0] ?? NaN, coarse[0] ?? NaN)).toBeLessThan(0.8);
    // No patch of 6 km fits in 14 km of terrain with room for a test.
    expect(none).toEqual([]);
    // Half of the 200 are positives, a fifth of them beyond the cut.
    expect(found?.testSizes).toEqual([40, 40, 40, 0]);
    const [trainSize = NaN] = found?.trainSizes ?? [];
    expect(trainSize).toBeGreaterThanOrEqual(80);
    expect(found?.trainSizes).toEqual([trainSize, trainSize, trainSize, 0]);
    expect(found?.unmeasured).toMatch(/^From 6 km on, /);
  });

  test('names no best radius where most of the radii could not be measured', async () => {
    const { classes } = await resultOf(await seek({ radiiM: [200, 6000, 6500], locations: 40 }));
    expect(classes[0]?.accuracies.map(({ length }) => length)).toEqual([1, 0, 0]);
    expect(classes[0]?.bestRadiusM).toBeNull();
  });

  test('is reproducible', async () => {
    const about = { radiiM: [200], locations: 40 };
    const first = await resultOf(await seek(about));
    expect(await resultOf(await seek(about))).toEqual(first);
    const [newest] = await handlers.experiments.list(undefined, never());
    expect(newest).toMatchObject({ experiment: 'scale-finder', title: 'Scale finder: Peak' });
  });

  test('too few labels, or none far enough apart, are reported before training', async () => {
    const before = await handlers.experiments.list(undefined, never());
    const few = await seek({ classIds: ['peak', 'saddle'] });
    expect(few).toMatchObject({ state: 'failed', errorCode: 'too-few-labels' });
    expect(few.error).toMatch(
      /^Saddle has 0 positive labels with whole patches of 200 m .* at least 10 are needed/,
    );
    const wide = await seek({ radiiM: [5000] });
    expect(wide).toMatchObject({ state: 'failed', errorCode: 'too-few-labels' });
    expect(await handlers.experiments.list(undefined, never())).toEqual(before);
  });

  test('leaves nothing behind when cancelled', async () => {
    const before = await handlers.experiments.list(undefined, never());
    const taskId = engine.current.start(
      taskSpec.parse({
        kind: 'experiment',
        spec: { experiment: 'scale-finder', classIds: ['peak'], radiiM: [200] },
      }),
    );
    const abort = new AbortController();
    const onProgress = ({ unit }: Task): void => {
      if (unit === 'trainings') abort.abort();
    };
    const task = await engine.current.waitFor(taskId, onProgress, abort.signal);
    expect(task).toMatchObject({ state: 'cancelled', result: null });
    expect(await handlers.experiments.list(undefined, never())).toEqual(before);
  });

  test("a class's radius is set, and undone", async () => {
    const radiusOf = async (): Promise<number | null | undefined> =>
      (await handlers.labels.classes(undefined, never())).find(({ id }) => id === 'peak')?.radiusM;
    const [peak] = await handlers.labels.classes(undefined, never());
    if (peak === undefined) throw new Error('no class');
    expect(peak).toMatchObject({ id: 'peak', radiusM: null });
    await handlers.labels.putClass({ ...peak, radiusM: 200 }, never());
    expect(await radiusOf()).toBe(200);
    expect(await handlers.project.undo(undefined, never())).toBe('Change class Peak');
    expect(await radiusOf()).toBeNull();
    await handlers.project.redo(undefined, never());
    expect(await radiusOf()).toBe(200);
  });

  test('heads are fitted, and classes detected, at the radius of their class', async () => {
    const box = { westDeg: 0.06, southDeg: 0, eastDeg: 0.065, northDeg: 0.005 };
    await run({ kind: 'detect', classIds: ['peak'], radiiM: [400], box });
    expect(await handlers.heads.list(undefined, never())).toMatchObject([{ classId: 'peak', radiusM: 200 }]);
    await run({ kind: 'detect', classIds: ['peak'], box });
    const [newest] = await handlers.detections.runs(undefined, never());
    expect(newest?.radiiM).toEqual([200]);
    const [encoder] = await handlers.encoders.list(undefined, never());
    const task = await run({ kind: 'fit-head', classId: 'saddle', encoderId: encoder?.id ?? NaN });
    expect(task).toMatchObject({ state: 'failed', errorCode: 'bad-input' });
    expect(task.error).toMatch(/^Saddle has no radius yet/);
  });
});
