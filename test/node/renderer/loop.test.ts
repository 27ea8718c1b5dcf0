import { flushSync } from 'svelte';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loop } from '../../../src/renderer/features/labels/loop.svelte';
import { messages, project, sketch, view } from '../../../src/renderer/state/workbench.svelte';
import type { LonLat } from '../../../src/shared/geo/lonLat';
import { runEffects } from './runEffects.svelte';
import { StandInEngine } from './standInEngine';

// Of the shell nothing is wanted but that it may be left, and is informed of work.
vi.stubGlobal('window', {
  workbench: {
    mayStopWork: () => Promise.resolve(true),
    setWork: () => undefined,
    reportEnd: () => undefined,
  },
});

let engine: StandInEngine;
let leave: () => void;

let closeLast = (): void => undefined;

beforeEach(async () => {
  engine = new StandInEngine();
  project.reach(engine.connect());
  await project.openAt('/projects/alps.topo2vec');
  closeLast();
  closeLast = engine.close;
  view.openPanel('labels');
  view.activateClass('peak');
  leave = runEffects(() => {
    loop.run();
  });
});

afterEach(() => {
  loop.stop();
  leave();
  // Nothing failed on the way.
  expect(messages.list.filter(({ kind }) => kind === 'error')).toEqual([]);
  for (const { id } of messages.list) messages.dismiss(id);
});

afterAll(() => {
  closeLast();
});

/** Places in a row, named by their number. */
const places = (from: number, to: number): LonLat[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ lonDeg: 9, latDeg: 46 + (from + index) / 100 }));
const numberOf = ({ latDeg }: LonLat): number => Math.round(100 * (latDeg - 46));
const waiting = (): number[] => loop.proposals.map(numberOf);

/** Waits until something is so, effects included. */
const until = (isSo: () => void): Promise<void> =>
  vi.waitFor(
    () => {
      flushSync();
      isSo();
    },
    { interval: 2, timeout: 2_000 },
  );

/** Starts a loop whose first search finds so many places. */
async function started(found: number): Promise<void> {
  loop.start({ classId: 'peak', encoderId: 1, radiusM: 240 }, null);
  await until(() => {
    expect(engine.searches).toHaveLength(1);
  });
  engine.searches[0]?.end(places(1, found));
  await until(() => {
    expect(engine.refits.at(-1)).toHaveLength(found);
    expect(waiting()).toHaveLength(found);
  });
}

test('a loop fits its head first, then searches for places, and proposes them in their order', async () => {
  await started(20);
  expect(engine.refits[0]).toEqual([]);
  expect(waiting()).toEqual(places(1, 20).map(numberOf));
  expect(loop.current).toMatchObject({ latDeg: 46.01, probability: 0.5 });
});

test('an answer proposes the next place at once and refits the head; the answered place does not come again', async () => {
  await started(20);
  const refits = engine.refits.length;
  const answered = loop.answer(true);
  expect(loop.current?.latDeg).toBe(46.02);
  await answered;
  await until(() => {
    expect(engine.refits.length).toBe(refits + 1);
    expect(loop.current).toMatchObject({ latDeg: 46.02, probability: 0.51 });
  });
  expect(waiting()).toEqual(places(2, 20).map(numberOf));
});

test('a reason is of the same refit as the probability above it', async () => {
  await started(20);
  loop.skip();
  await loop.answer(true);
  await loop.answer(false);
  await until(() => {
    expect(loop.current?.probability).toBe(0.52);
  });
  for (const { probability, reason } of loop.proposals)
    expect(reason).toContain(`uncertain: ${(probability ?? NaN).toFixed(2)} ·`);
  // A skipped place that comes back was judged with the others.
  await loop.undoAnswer();
  await loop.undoAnswer();
  await loop.undoAnswer();
  await until(() => {
    expect(loop.current).toMatchObject({ latDeg: 46.01, probability: 0.5 });
    expect(loop.current?.reason).toContain('uncertain: 0.50 ·');
  });
});

test('a skipped place comes back with what the newest head says of it', async () => {
  await started(20);
  loop.skip();
  engine.setLabels([{ lonDeg: 9.5, latDeg: 46.5, classId: 'peak', positive: true }]);
  await until(() => {
    expect(loop.current).toMatchObject({ latDeg: 46.02, probability: 0.51 });
  });
  await loop.undoAnswer();
  expect(loop.current).toMatchObject({ latDeg: 46.01, probability: 0.51 });
  expect(loop.current?.reason).toContain('uncertain: 0.51 ·');
});

test('more places are searched for before the queue is empty, without those that were proposed', async () => {
  await started(5);
  await loop.answer(true);
  flushSync();
  expect(engine.searches).toHaveLength(1);
  await loop.answer(true);
  await until(() => {
    expect(engine.searches).toHaveLength(2);
  });
  expect(engine.searches[1]?.passed.map(numberOf)).toEqual([1, 2, 3, 4, 5]);
  engine.searches[1]?.end(places(6, 8));
  await until(() => {
    expect(waiting()).toEqual([3, 4, 5, 6, 7, 8]);
  });
});

test('a queue that runs dry says so and searches again only after another label', async () => {
  await started(2);
  await until(() => {
    expect(engine.searches).toHaveLength(2);
  });
  engine.searches[1]?.end([]);
  await until(() => {
    expect(loop.exhausted).toBe(true);
  });
  loop.skip();
  loop.skip();
  expect(loop.current).toBeNull();
  expect(loop.listens).toBe(false);
  // Keys that come late do nothing.
  await loop.answer(true);
  loop.skip();
  flushSync();
  expect(engine.searches).toHaveLength(2);
  engine.setLabels([{ lonDeg: 9.5, latDeg: 46.5, classId: 'peak', positive: true }]);
  await until(() => {
    expect(engine.searches).toHaveLength(3);
    expect(loop.exhausted).toBe(false);
  });
});

test('an answer that is undone, here or elsewhere, is proposed again', async () => {
  await started(20);
  await loop.answer(true);
  await loop.answer(false);
  await loop.undoAnswer();
  expect(waiting()[0]).toBe(2);
  // Ctrl+Z is not the loop's; what it undid need not be undone once more.
  engine.setLabels([]);
  await until(() => {
    expect(waiting()[0]).toBe(1);
  });
  await loop.undoAnswer();
  flushSync();
  expect(loop.canUndo).toBe(false);
  expect(messages.list).toEqual([]);
});

test('only an answer that was the last step is undone', async () => {
  await started(20);
  await loop.answer(true);
  engine.lastStep = 'Rename a layer';
  await loop.undoAnswer();
  expect(messages.list.map(({ text }) => text)).toEqual([
    'The last step was “Rename a layer”. Ctrl+Z undoes it.',
  ]);
  expect(waiting()[0]).toBe(2);
  engine.lastStep = null;
  await loop.undoAnswer();
  expect(waiting()[0]).toBe(1);
});

test('a head that is lost proposes nothing from its queue until there is one again', async () => {
  await started(20);
  engine.missing = 'Label peaks.';
  engine.setLabels([]);
  await until(() => {
    expect(waiting()).toEqual([]);
  });
  expect(loop.state?.missing).toBe('Label peaks.');
  expect(engine.searches).toHaveLength(1);
  engine.missing = null;
  engine.setLabels([]);
  await until(() => {
    expect(waiting()).toHaveLength(20);
  });
});

test('another active class begins another loop at the same scale, without what is found for the last one', async () => {
  await started(2);
  await until(() => {
    expect(engine.searches).toHaveLength(2);
  });
  loop.skip();
  view.activateClass('saddle');
  await until(() => {
    expect(loop.subject).toEqual({ classId: 'saddle', encoderId: 1, radiusM: 240 });
    expect(engine.searches).toHaveLength(3);
  });
  expect(loop.current).toBeNull();
  expect(loop.canUndo).toBe(false);
  engine.searches[1]?.end(places(3, 4));
  engine.searches[2]?.end(places(5, 6));
  await until(() => {
    expect(waiting()).toEqual([5, 6]);
  });
});

test('a loop ends when its class is removed, and what was found for it is dropped', async () => {
  await started(2);
  await until(() => {
    expect(engine.searches).toHaveLength(2);
  });
  engine.removeClass('peak');
  await until(() => {
    expect(loop.subject).toBeNull();
  });
  engine.searches[1]?.end(places(3, 4));
  await project.settled();
  flushSync();
  expect(loop.proposals).toEqual([]);
  expect(loop.listens).toBe(false);
});

test('the map goes to the current place, and its patch is outlined while the loop is shown', async () => {
  await started(20);
  expect(view.target).toEqual({ centre: { lonDeg: 9, latDeg: 46.01 } });
  const [patch] = sketch.areas;
  expect(patch?.corners).toHaveLength(4);
  // 240 m are 0.002158 degrees of latitude on the Earth's mean sphere.
  expect(patch?.corners[0]?.latDeg).toBeCloseTo(46.012158, 5);
  leave();
  expect(sketch.areas).toEqual([]);
  leave = () => undefined;
});
