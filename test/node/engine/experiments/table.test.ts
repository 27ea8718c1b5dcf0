import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishedAccuracy } from '../../../../src/main/engine/experiments/table/published';
import {
  experimentReport,
  type ExperimentReport,
  type ExperimentSpecInput,
} from '../../../../src/shared/experiments/experiments';
import type { TableResult } from '../../../../src/shared/experiments/table';
import { boxContains } from '../../../../src/shared/geo/lonLat';
import { taskSpec } from '../../../../src/shared/task';
import { fixture, temporaryFolder } from '../folder';
import { never, startEngine } from '../workbench';
import { handlersOf } from '../../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

const trainBox = { westDeg: 9.43, southDeg: 47.02, eastDeg: 9.57, northDeg: 47.31 };
const testBox = { westDeg: 9.57, southDeg: 47.02, eastDeg: 9.68, northDeg: 47.31 };

let idEncoder = 0;
let polar = 0;

beforeAll(async () => {
  await engine.create(join(folder, 'table.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  await run({
    kind: 'import-labels',
    path: fixture('osm', 'liechtenstein.osm.pbf'),
    classIds: ['peak', 'alpine-hut'],
  });
  const encoders = await handlers.encoders.list(undefined, never());
  const idOf = (name: string): number => encoders.find(({ card }) => card.name === name)?.id ?? 0;
  idEncoder = idOf('id');
  polar = idOf('polar');
});
afterAll(close);

const spec = (): Extract<ExperimentSpecInput, { experiment: 'table1' | 'table2' }> => ({
  experiment: 'table1',
  columns: [
    { classId: 'peak', radiusM: 240 },
    { classId: 'alpine-hut', title: 'Huts', radiusM: 480, given: huts },
  ],
  methods: [
    { encoderId: idEncoder },
    { encoderId: idEncoder, symmetries: true },
    { encoderId: polar, c: 10 },
    'cnn',
    'untrained',
    'classical',
  ],
  trainBox,
  testBox,
  trainSize: 1000,
  testSize: 20,
  seeds: 2,
});

/** Places that are not huts, which does not matter here. */
const huts = {
  locations: {
    trainPositive: [
      [9.52, 47.14],
      [9.53, 47.15],
      [9.54, 47.16],
    ] as [number, number][],
    trainNegative: [
      [9.52, 47.2],
      [9.53, 47.21],
      [9.54, 47.22],
    ] as [number, number][],
    testPositive: [
      [9.6, 47.1],
      [9.61, 47.11],
    ] as [number, number][],
    testNegative: [
      [9.6, 47.14],
      [9.61, 47.15],
    ] as [number, number][],
  },
  seeds: [
    { trainPositive: [0, 1], trainNegative: [0, 1], testPositive: [0], testNegative: [0] },
    { trainPositive: [2, 1], trainNegative: [2, 1], testPositive: [1, 0], testNegative: [1, 0] },
  ],
};

/** A table of all methods except those left out. */
async function measured(...leftOut: string[]): Promise<{ report: ExperimentReport; result: TableResult }> {
  const whole = spec();
  const methods = whole.methods.filter((method) => typeof method !== 'string' || !leftOut.includes(method));
  const task = await run({ kind: 'experiment', spec: { ...whole, methods } });
  if (task.result?.kind !== 'experiment') throw new Error(task.error ?? task.state);
  const { experimentId } = task.result;
  const report = experimentReport.parse(await handlers.experiments.report({ experimentId }, never()));
  if (report.result.experiment !== 'table1') throw new Error('Another experiment came back.');
  return { report, result: report.result };
}

let measuredAll: Awaited<ReturnType<typeof measured>>;

test('every method on every class, reproducibly for the same seeds', async () => {
  measuredAll = await measured();
  const { report, result } = measuredAll;
  expect(result.rows.map(({ name, detail }) => [name, detail])).toEqual([
    ['id', ''],
    ['id', '8 symmetric copies'],
    ['polar', 'C = 10'],
    ['CNN', ''],
    ['Untrained topo2vec', ''],
    ['Classical', 'geomorphons, quadratic surfaces'],
  ]);
  for (const { name, accuracies } of result.rows) {
    expect(accuracies).toHaveLength(2);
    for (const [column, values] of accuracies.entries()) {
      // No classical method recognises a hut.
      if (name === 'Classical' && column === 1) expect(values).toBeNull();
      else expect(values).toHaveLength(2);
      expect(values?.every((share) => share >= 0 && share <= 1) ?? true).toBe(true);
    }
    // Every method trained on ten or more peaks recognises them better than chance.
    if (name !== 'CNN') expect(accuracies[0]?.every((share) => share > 0.5)).toBe(true);
  }
  // 20 places are tested on, so accuracies come in twentieths; of huts 2, then 4.
  const [peaks, hutShares] = result.rows[0]?.accuracies ?? [];
  for (const share of peaks ?? []) expect((share * 20) % 1).toBeCloseTo(0);
  expect(((hutShares?.[0] ?? NaN) * 2) % 1).toBe(0);
  expect(report.provenance.encoders.map(({ name }) => name).sort()).toEqual(['id', 'polar']);
  const again = await measured('cnn');
  expect(again.result.columns).toEqual(result.columns);
  expect(again.result.rows).toEqual(result.rows.filter(({ name }) => name !== 'CNN'));
});

test("columns give their counts, and rows the paper's values", async () => {
  const { result } = measuredAll;
  const [peaks, given] = result.columns;
  // Peaks west of the margin of 600 m (0.008 degrees), whose patch of 240 m the DTM holds.
  const labels = await handlers.labels.list(undefined, never());
  const locations = [...labels.ids.keys()]
    .filter((i) => labels.classIds[labels.classIndex[i] ?? 0] === 'peak')
    .map((i) => ({ lonDeg: labels.lonDeg[i] ?? NaN, latDeg: labels.latDeg[i] ?? NaN }))
    .filter(({ lonDeg, latDeg }) => boxContains({ ...trainBox, eastDeg: 9.57 - 0.00797 }, lonDeg, latDeg));
  const { valid } = await handlers.terrain.patches({ locations, radiusM: 240 }, never());
  const there = valid.filter(Boolean).length;
  expect(there).toBeGreaterThan(5);
  expect(peaks).toMatchObject({ title: 'Peak', trainSize: 2 * there, testSize: 20 });
  expect(peaks?.note).toContain(`Only ${there} of 500 positives to train on`);
  expect(given).toMatchObject({ title: 'Huts', radiusM: 480, trainSize: 4, testSize: 2, note: '' });
  expect(result.rows.map(({ published }) => published[0]?.mean ?? null)).toEqual([
    92.4,
    null,
    null,
    92.3,
    null,
    null,
  ]);
  expect(publishedAccuracy('topo2vec-adv', 'sinkhole')).toEqual({ mean: 62.9, sd: 2.4 });
  expect(publishedAccuracy('saumoco', 'river')).toEqual({ mean: 81.7, sd: 2.2 });
  expect(publishedAccuracy('polar', 'peak')).toBeNull();
});

test('leaves nothing behind when cancelled midway', async () => {
  const before = await handlers.experiments.list(undefined, never());
  const { taskId } = await handlers.tasks.start(
    taskSpec.parse({ kind: 'experiment', spec: spec() }),
    never(),
  );
  const task = await engine.current.waitFor(
    taskId,
    ({ unit, done }) => {
      if (unit === 'measurements' && done > 0) engine.current.tasks.cancel(taskId);
    },
    new AbortController().signal,
  );
  expect(task).toMatchObject({ state: 'cancelled', error: null, result: null });
  expect(await handlers.experiments.list(undefined, never())).toEqual(before);
});

test.each([
  [{ trainBox: undefined }, 'bad-input', /Peak is drawn from labels, so a box to train in/],
  [{ methods: [{ encoderId: 99 }] }, 'not-found', /no encoder 99/],
  [
    { columns: [{ classId: 'waterfall', radiusM: 240 }] },
    'too-few-labels',
    /Waterfall has 0 positive labels/,
  ],
  [{ seeds: 3 }, 'bad-input', /locations for 2 seeds, but 3/],
])('says what is wrong: %j', async (wrong, errorCode, message) => {
  const before = await handlers.experiments.list(undefined, never());
  const task = await run({ kind: 'experiment', spec: { ...spec(), ...wrong } });
  expect(task).toMatchObject({ state: 'failed', errorCode });
  expect(task.error).toMatch(message);
  expect(await handlers.experiments.list(undefined, never())).toEqual(before);
});
