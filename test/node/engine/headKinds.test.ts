import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HeadInfo, MeasuredHead } from '../../../src/shared/contract/heads';
import { headKind, type HeadKind } from '../../../src/shared/heads/headKinds';
import { averagePrecision } from '../../../src/shared/mapQuality/mapQuality';
import { balancedAccuracy } from '../../../src/shared/statistics/metrics';
import { handlersOf } from '../../../src/main/engine/handlers';
import { temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

let encoderId = 0;
let compared: readonly MeasuredHead[] = [];

/** The mountains of the sample, with about half of its peaks. */
const box = { westDeg: 9.53, southDeg: 47.04, eastDeg: 9.64, northDeg: 47.12 };

beforeAll(async () => {
  await engine.openSample(join(folder, 'sample.topo2vec'));
  const encoders = await handlers.encoders.list(undefined, never());
  encoderId = encoders.find(({ isDefault }) => isDefault)?.id ?? 0;
  const { result, error } = await run({
    ...{ kind: 'compare-kinds', classId: 'peak', encoderId, radiusM: 240, trainBox: box },
  });
  expect(error).toBeNull();
  compared = result?.kind === 'kinds' ? result.compared : [];
}, 600_000);
afterAll(close);

const fit = async (kind: HeadKind): Promise<HeadInfo> => {
  const { result, error } = await run({
    ...{ kind: 'fit-head', classId: 'peak', encoderId, radiusM: 240, trainBox: box, headKind: kind },
  });
  expect(error).toBeNull();
  const heads = await handlers.heads.list(undefined, never());
  const head = heads.find(({ id }) => result?.kind === 'head' && id === result.headId);
  if (head === undefined) throw new Error('The head is missing.');
  return head;
};

/** Places that a detection with the newest head finds in the box, likeliest first, and that head's name. */
async function detected(): Promise<{ names: readonly string[]; scores: readonly number[] }> {
  const { result, error } = await run({
    kind: 'detect',
    classIds: ['peak'],
    radiiM: [240],
    box,
    threshold: 0.1,
  });
  expect(error).toBeNull();
  const runId = result?.kind === 'detection-run' ? result.runId : 0;
  const runs = await handlers.detections.runs(undefined, never());
  const found = await handlers.detections.list({ runId }, never());
  return {
    names: runs.find(({ id }) => id === runId)?.heads ?? [],
    scores: [...found.probability],
  };
}

test('kinds are compared on the same labels and the same held-out terrain', () => {
  expect(compared.map(({ kind }) => kind)).toEqual(headKind.options);
  const [first] = compared;
  for (const { metrics, map, learning } of compared) {
    // All tell peaks from random places far better than chance, and were asked about the same ones.
    expect(balancedAccuracy(metrics.confusion)).toBeGreaterThan(0.7);
    const places = Object.values(metrics.confusion).reduce((sum, count) => sum + count, 0);
    expect(places).toBe(Object.values(first?.metrics.confusion ?? {}).reduce((sum, count) => sum + count, 0));
    expect(map?.known).toBe(first?.map?.known);
    expect(averagePrecision(map ?? { known: 0, scores: [], hits: [] })).toBeGreaterThan(
      3 * (map?.chance ?? 1),
    );
    expect(learning.labels.length).toBeGreaterThan(3);
    expect(learning.labels).toEqual([...learning.labels].sort((a, b) => a - b));
    expect(learning.gain).not.toBeNull();
  }
});

/** Probabilities of a head for a place, by radius. */
const curveOf = async ({ id }: Pick<HeadInfo, 'id'>): Promise<number[]> => {
  const place = { lonDeg: 9.57297, latDeg: 47.17557 };
  const { probabilities } = await handlers.heads.curves({ ...place, headIds: [id] }, never());
  return [...probabilities];
};

test('the chosen kind is trained with the same figures, kept, and detected with', async () => {
  for (const kind of ['logistic', 'nearest'] as const) {
    const head = await fit(kind);
    const told = compared.find((each) => each.kind === kind);
    expect(head.kind).toBe(kind);
    expect(head.metrics).toEqual(told?.metrics);
    expect(head.map).toEqual([told?.map]);
    expect(head.learning).toEqual(told?.learning);
    const there = (await curveOf(head)).filter((probability) => !Number.isNaN(probability));
    expect(there.length).toBeGreaterThan(0);
    expect(there.every((probability) => probability > 0 && probability < 1)).toBe(true);
    if (kind === 'logistic') continue;
    const { names, scores } = await detected();
    expect(names).toEqual([head.name]);
    expect(scores.length).toBeGreaterThan(0);
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
  }
});

test('a head that was stored before there were kinds is a support vector machine, and decides as it did', async () => {
  const subject = { classId: 'peak', encoderId, radiusM: 240 };
  const id = await handlers.labelling.keep({ ...subject, balanced: true }, never());
  const before = await curveOf({ id });
  await engine.current.project.database.transaction(async (transaction) => {
    await transaction.run(
      `UPDATE heads SET info = json_remove(info, '$.kind', '$.learning', '$.leftOut'),
         model = json_remove(model, '$.kind') WHERE id = ?`,
      [id],
    );
  });
  const heads = await handlers.heads.list(undefined, never());
  const head = heads.find((each) => each.id === id);
  expect([head?.kind, head?.learning, head?.leftOut]).toEqual(['svm', undefined, undefined]);
  expect(await curveOf({ id })).toEqual(before);
});

test('the live head has a learning curve over its labels', async () => {
  const curve = await handlers.labelling.learning(
    { classId: 'peak', encoderId, radiusM: 240, balanced: true },
    never(),
  );
  expect(curve?.all).toBe(47);
  // Four fifths of the labels are learned from, the others are held out.
  expect(curve?.labels.at(-1)).toBeGreaterThan(0.6 * 47);
  expect(curve?.labels.at(-1)).toBeLessThan(47);
  expect(curve?.accuracy.at(-1)?.share).toBeGreaterThan(0.75);
  const nothing = { classId: 'cave-entrance', encoderId, radiusM: 240, balanced: true };
  expect(await handlers.labelling.learning(nothing, never())).toBeNull();
});
