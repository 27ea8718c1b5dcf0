import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabellingState } from '../../../src/shared/contract/labelling';
import type { LonLat } from '../../../src/shared/geo/lonLat';
import type { Task } from '../../../src/shared/task';
import { ringsContain } from '../../../src/shared/geo/rings';
import { distanceM } from '../../../src/main/terrain/geo/distance';
import { temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

let subject = { classId: 'peak', encoderId: 0, radiusM: 240 };
const refit = (places: LonLat[] = [], balanced = true): Promise<LabellingState> =>
  Promise.resolve(handlers.labelling.refit({ ...subject, balanced, places }, never()));
const undo = (): Promise<string | null> => Promise.resolve(handlers.project.undo(undefined, never()));

beforeAll(async () => {
  await engine.openSample(join(folder, 'sample.topo2vec'));
  const encoders = await handlers.encoders.list(undefined, never());
  subject = { ...subject, encoderId: encoders.find(({ isDefault }) => isDefault)?.id ?? 0 };
});
afterAll(close);

describe('the head of a labelling loop', () => {
  test('says what is missing with fewer than two positives', async () => {
    const ask = { ...subject, classId: 'cave-entrance', balanced: true, places: [] };
    const empty = await handlers.labelling.refit(ask, never());
    expect(empty.missing).toMatch(/Cave entrance has 0 positive labels .* at least 2/);
    expect([empty.positives, empty.drawn, empty.metrics]).toEqual([0, 0, null]);
    await handlers.labelling.answer(
      { classId: 'cave-entrance', lonDeg: 9.55, latDeg: 47.1, positive: true },
      never(),
    );
    const one = await handlers.labelling.refit(ask, never());
    expect(one.missing).toMatch(/1 positive label with/);
    expect(await undo()).toBe('Confirm cave entrance');
  });

  test('is fitted on the labels, as many drawn negatives and 200 more, and measured on held-out areas', async () => {
    const state = await refit();
    // The sample has 47 peaks; patches of some of them leave the terrain.
    expect(state.positives + state.withoutPatch).toBe(47);
    expect(state.negatives).toBe(0);
    expect(state.drawn).toBe(state.positives + 200);
    expect(state.metrics?.accuracy).toBeGreaterThan(0.75);
    expect(state.metrics?.heldOut).toBe('folds');
  });

  test('is the same for the same labels and changes with each label, on undo and redo too', async () => {
    const place = { lonDeg: 9.57, latDeg: 47.1 };
    const before = await refit([place]);
    expect(await refit([place])).toEqual(before);
    await handlers.labelling.answer({ classId: 'peak', ...place, positive: false }, never());
    const after = await refit([place]);
    expect(after.negatives).toBe(1);
    expect(after.drawn).toBe(before.drawn - 1);
    expect(after.trend).toHaveLength(before.trend.length + 1);
    expect(after.judgements[0]?.probability).not.toBe(before.judgements[0]?.probability);
    expect(await undo()).toBe('Reject peak');
    const back = await refit([place]);
    expect({ ...back, trend: [], refitMs: 0 }).toEqual({ ...before, trend: [], refitMs: 0 });
    expect(back.trend.map(({ labels }) => labels)).toEqual([
      before.positives,
      before.positives + 1,
      before.positives,
    ]);
  });

  test('balanced weights favour the rarer sign: with over three negatives to a positive it says yes more often', async () => {
    const peaks = await handlers.labels.list(undefined, never());
    const places = [...peaks.lonDeg.keys()]
      .filter((index) => peaks.classIds[peaks.classIndex[index] ?? -1] === 'cliff')
      .slice(0, 300)
      .map((index) => ({ lonDeg: peaks.lonDeg[index] ?? 0, latDeg: peaks.latDeg[index] ?? 0 }));
    for (const place of places.slice(0, 150)) {
      await handlers.labels.add({ classId: 'peak', ...place, positive: false }, never());
    }
    const balanced = await refit();
    expect(balanced.drawn).toBe(200);
    expect(balanced.negatives).toBeGreaterThan(3 * balanced.positives);
    const plain = await refit([], false);
    const yes = ({ metrics }: LabellingState): number =>
      (metrics?.confusion.truePositive ?? 0) + (metrics?.confusion.falsePositive ?? 0);
    expect(yes(balanced)).toBeGreaterThan(yes(plain));
    for (let step = 0; step < 150; step++) await undo();
    expect((await refit()).negatives).toBe(0);
  });

  test('places without a complete patch have no probability', async () => {
    const { judgements } = await refit([
      { lonDeg: 9.57, latDeg: 47.1 },
      { lonDeg: 2, latDeg: 40 },
    ]);
    expect(judgements[0]?.probability).toBeGreaterThan(0);
    expect(judgements[1]).toBeNull();
  });
});

test('the next labels are uncertain, apart from labels and each other, and reproducible', async () => {
  const ask = async () => {
    const { result } = await run({ kind: 'next-labels', ...subject, count: 12 });
    return result?.kind === 'next-labels' ? result.candidates : [];
  };
  const candidates = await ask();
  expect(candidates).toHaveLength(12);
  expect(await ask()).toEqual(candidates);
  const { judgements } = await refit(candidates);
  const peaks = await handlers.labels.list(undefined, never());
  for (const [i, candidate] of candidates.entries()) {
    // The cell and the place have the same patch; the embedding stored in the layer is rounded.
    expect(judgements[i]?.probability).toBeCloseTo(candidate.probability, 1);
    expect(candidate.uncertainty).toBeGreaterThan(0.2);
    for (const other of candidates.slice(0, i)) {
      const apartM = distanceM(candidate.lonDeg, candidate.latDeg, other.lonDeg, other.latDeg);
      expect(apartM).toBeGreaterThan(240);
    }
    const nearest = Math.min(
      ...[...peaks.lonDeg.keys()]
        .filter((index) => peaks.classIds[peaks.classIndex[index] ?? -1] === 'peak')
        .map((index) =>
          distanceM(
            candidate.lonDeg,
            candidate.latDeg,
            peaks.lonDeg[index] ?? NaN,
            peaks.latDeg[index] ?? NaN,
          ),
        ),
    );
    expect((candidate.labelDistanceM ?? 0) / nearest).toBeCloseTo(1, 2);
  }
  const [first, ...others] = candidates;
  const passed = first === undefined ? [] : [{ lonDeg: first.lonDeg, latDeg: first.latDeg }];
  const { result } = await run({ kind: 'next-labels', ...subject, count: 12, passed });
  const next = result?.kind === 'next-labels' ? result.candidates : [];
  expect(next).not.toContainEqual(expect.objectContaining(passed[0]));
  expect(others.length).toBe(11);
});

test('nothing is proposed in an area, which is labelled already', async () => {
  const ask = async () => {
    const { result } = await run({ kind: 'next-labels', ...subject, count: 12 });
    return result?.kind === 'next-labels' ? result.candidates : [];
  };
  const [first] = await ask();
  const { lonDeg, latDeg } = first ?? { lonDeg: NaN, latDeg: NaN };
  const ring = Float64Array.of(
    lonDeg - 0.02,
    latDeg - 0.02,
    lonDeg + 0.02,
    latDeg - 0.02,
    lonDeg,
    latDeg + 0.02,
  );
  await handlers.labels.addArea({ classId: 'peak', positive: false, rings: [ring], places: 1 }, never());
  const next = await ask();
  expect(next).toHaveLength(12);
  expect(next.filter((place) => ringsContain([ring], place.lonDeg, place.latDeg))).toEqual([]);
  expect(await undo()).toBe('Add an area without peaks');
});

test('three flipped labels top the likely mistakes, and flipping them back corrects them', async () => {
  // A clean set: labels that the head disagrees with are removed until none is left.
  for (let turn = 0; turn < 10; turn++) {
    const { mistakes } = await refit();
    if (mistakes.length === 0) break;
    await handlers.labels.remove({ ids: mistakes.map(({ labelId }) => labelId) }, never());
  }
  const clean = await refit();
  expect(clean.mistakeCount).toBe(0);
  const labels = await handlers.labels.list(undefined, never());
  const peaks = [...labels.ids.keys()].filter(
    (index) => labels.classIds[labels.classIndex[index] ?? -1] === 'peak',
  );
  const { judgements } = await refit(
    peaks.map((index) => ({ lonDeg: labels.lonDeg[index] ?? 0, latDeg: labels.latDeg[index] ?? 0 })),
  );
  // Three clear ones, by the head itself, that a person has mislabelled.
  const wrong = [...peaks.keys()]
    .sort((a, b) => (judgements[b]?.probability ?? 0) - (judgements[a]?.probability ?? 0))
    .slice(0, 3)
    .map((index) => labels.ids[peaks[index] ?? -1] ?? -1);
  for (const labelId of wrong) await handlers.labelling.flip({ labelId }, never());
  // A flip by hand counts as checked; these represent mistakes of an import.
  await engine.current.project.database.transaction((transaction) =>
    transaction.run('UPDATE labels SET checked = 0'),
  );
  const { mistakes } = await refit();
  expect(new Set(mistakes.slice(0, 3).map(({ labelId }) => labelId))).toEqual(new Set(wrong));
  expect(mistakes.slice(0, 3).every(({ positive, probability }) => !positive && probability > 0.5)).toBe(
    true,
  );
  const [first = -1, second = -1, third = -1] = wrong;
  await handlers.labelling.check({ labelId: first }, never());
  expect((await refit()).mistakes.map(({ labelId }) => labelId)).not.toContain(first);
  expect(await undo()).toBe('Mark a label as correct');
  expect((await refit()).mistakes.map(({ labelId }) => labelId)).toContain(first);
  for (const labelId of [first, second, third]) await handlers.labelling.flip({ labelId }, never());
  expect((await refit()).mistakes.slice(0, 3).some(({ labelId }) => wrong.includes(labelId))).toBe(false);
});

const changeOf = ({ result }: Task) => (result?.kind === 'comparison' ? result.change : null);

test('a version is kept as a head, and two are compared on the map', async () => {
  const before = await handlers.labelling.keep({ ...subject, balanced: true }, never());
  const [head] = await handlers.heads.list(undefined, never());
  expect(head).toMatchObject({ id: before, classId: 'peak', radiusM: 240, balanced: true });
  const state = await refit();
  expect(head?.metrics).toEqual(state.metrics);
  const labels = await handlers.labels.list(undefined, never());
  const ids = [...labels.ids.keys()]
    .filter((index) => labels.classIds[labels.classIndex[index] ?? -1] === 'peak')
    .slice(0, 12)
    .map((index) => labels.ids[index] ?? -1);
  await handlers.labels.remove({ ids }, never());
  const after = await handlers.labelling.keep({ ...subject, balanced: true }, never());
  const tile = { z: 9, x: 269, y: 180 };
  const headIds: [number, number] = [before, after];
  expect(await handlers.labelling.comparison({ headIds, ...tile }, never())).toBeNull();
  const task = await run({ kind: 'compare-heads', headIds });
  const change = changeOf(task);
  expect(task.result).toEqual({ kind: 'comparison', headIds, change });
  const drawn = await handlers.labelling.comparison({ headIds, ...tile }, never());
  const known = drawn?.filter((value) => !Number.isNaN(value)) ?? new Float32Array();
  expect(known.length).toBeGreaterThan(500);
  expect(known.every((value) => value >= -1 && value <= 1)).toBe(true);
  expect(known.some((value) => value < -0.01)).toBe(true);
  // The reverse is the same with the opposite sign.
  const back = changeOf(await run({ kind: 'compare-heads', headIds: [after, before] }));
  expect(back).toEqual({ ...change, risen: change?.fallen, fallen: change?.risen });
  const turned = await handlers.labelling.comparison({ headIds: [after, before], ...tile }, never());
  expect(turned?.map((value) => -value)).toEqual(drawn);
});
