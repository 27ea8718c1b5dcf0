import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HeadInfo } from '../../../src/shared/contract/heads';
import { boxContains, grown } from '../../../src/shared/geo/lonLat';
import { trainedOnWords } from '../../../src/shared/heads/leftOut';
import { splitMarginM } from '../../../src/shared/terrain/patch';
import type { TaskSpecInput } from '../../../src/shared/task';
import { handlersOf } from '../../../src/main/engine/handlers';
import { temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

const trainBox = { westDeg: 9.47, southDeg: 47.03, eastDeg: 9.62, northDeg: 47.2 };
const testBox = { westDeg: 9.47, southDeg: 47.03, eastDeg: 9.54, northDeg: 47.2 };
/** South-west of them all; it holds none of the labels that are there already. */
const noneBox = { westDeg: 9.571, southDeg: 47.121, eastDeg: 9.572, northDeg: 47.122 };

let encoderId = 0;
const fit = async (spec: Partial<Extract<TaskSpecInput, { kind: 'fit-head' }>>): Promise<HeadInfo> => {
  const { result, error } = await run({
    kind: 'fit-head',
    classId: 'peak',
    encoderId,
    radiusM: 240,
    ...spec,
  });
  expect(error).toBeNull();
  const heads = await handlers.heads.list(undefined, never());
  const head = heads.find(({ id }) => result?.kind === 'head' && id === result.headId);
  if (head === undefined) throw new Error('The head is missing.');
  return head;
};

beforeAll(async () => {
  await engine.openSample(join(folder, 'sample.topo2vec'));
  const encoders = await handlers.encoders.list(undefined, never());
  encoderId = encoders.find(({ isDefault }) => isDefault)?.id ?? 0;
  const box = await engine.current.project.useTerrain((terrain) => Promise.resolve(terrain.box));
  await engine.current.project.database.transaction(async (transaction) => {
    for (const place of [
      // Two far from the terrain, one 30 m from its western edge, and one in the area that has none.
      [2, 40],
      [2.1, 40],
      [box.westDeg + 0.0004, 47.1],
      [9.5715, 47.1215],
    ])
      await transaction.run(
        "INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source) VALUES ('peak', ?, ?, 1, 'file')",
        place,
      );
  });
  const { westDeg, southDeg, eastDeg, northDeg } = noneBox;
  const ring = [
    westDeg,
    southDeg,
    eastDeg,
    southDeg,
    eastDeg,
    northDeg,
    westDeg,
    northDeg,
    westDeg,
    southDeg,
  ];
  await handlers.labels.addArea(
    { classId: 'peak', positive: false, rings: [Float64Array.from(ring)], places: 1 },
    never(),
  );
});
afterAll(close);

const countsOf = ({ leftOut = [] }: HeadInfo): Record<string, number> =>
  Object.fromEntries(leftOut.map(({ reason, count }) => [reason, count]));
const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

test('a head says where every positive label of its class went, and the counts add up', async () => {
  const labels = await handlers.labels.list(undefined, never());
  const peaks = [...labels.ids.keys()]
    .filter(
      (index) => labels.positive[index] === 1 && labels.classIds[labels.classIndex[index] ?? -1] === 'peak',
    )
    .map((index) => [labels.lonDeg[index] ?? NaN, labels.latDeg[index] ?? NaN] as const);
  // The sample has 47.
  expect(peaks).toHaveLength(51);
  const whole = await fit({});
  const counts = countsOf(whole);
  expect([counts['off-terrain'], counts['none-area']]).toEqual([2, 1]);
  expect(whole.trainPositives + sum(counts)).toBe(51);
  expect(whole.trainPositives + (counts['no-patch'] ?? 0)).toBe(48);

  const part = await fit({ trainBox, testBox, trainSize: 10 });
  const near = grown(testBox, splitMarginM(240));
  const isOut = (peak: readonly [number, number]): boolean => !boxContains(trainBox, ...peak);
  const own = peaks.filter((peak) => peak[0] !== 9.5715);
  const found = countsOf(part);
  expect(found['outside-box']).toBe(own.filter(isOut).length);
  expect(found['test-area']).toBe(own.filter((peak) => !isOut(peak) && boxContains(near, ...peak)).length);
  expect(part.trainPositives).toBe(5);
  expect(part.trainPositives + sum(found)).toBe(51);
  expect(found['train-size']).toBeGreaterThan(0);
});

test('a version that a labelling loop keeps says so too', async () => {
  const headId = await handlers.labelling.keep(
    { classId: 'peak', encoderId, radiusM: 240, balanced: true },
    never(),
  );
  const heads = await handlers.heads.list(undefined, never());
  const head = heads.find(({ id }) => id === headId);
  expect((head?.trainPositives ?? NaN) + sum(head === undefined ? {} : countsOf(head))).toBe(51);
});

test('it is said in words', () => {
  const head = { trainPositives: 54, radiusM: 240 };
  expect(trainedOnWords(head)).toBe('54 positive labels.');
  expect(trainedOnWords({ ...head, leftOut: [] })).toBe('all 54 positive labels.');
  expect(
    trainedOnWords({
      ...head,
      leftOut: [
        { reason: 'outside-box', count: 9 },
        { reason: 'no-patch', count: 70 },
      ],
    }),
  ).toBe(
    "54 of 133 positive labels. Left out: 9 outside the training area and 70 too close to no-data or the terrain's edge for a patch of 240 m.",
  );
});
