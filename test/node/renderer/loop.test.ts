import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { loop } from '../../../src/renderer/features/labels/loop.svelte';
import { project, sketch, view } from '../../../src/renderer/state/workbench.svelte';
import { numberOf, places, ShownLoop, until, waiting } from './shownLoop';

const shown = new ShownLoop();

test('a loop fits its head first, then searches for places, and proposes them in their order', async () => {
  await shown.start(20);
  expect(shown.engine.refits[0]).toEqual([]);
  expect(waiting()).toEqual(places(1, 20).map(numberOf));
  expect(loop.current).toMatchObject({ latDeg: 46.01, probability: 0.5 });
});

test('more places are searched for before the queue is empty, without those that were proposed', async () => {
  await shown.start(5);
  await loop.answer(true);
  flushSync();
  expect(shown.engine.searches).toHaveLength(1);
  await loop.answer(true);
  await until(() => {
    expect(shown.engine.searches).toHaveLength(2);
  });
  expect(shown.engine.searches[1]?.passed.map(numberOf)).toEqual([1, 2, 3, 4, 5]);
  shown.engine.searches[1]?.end(places(6, 8));
  await until(() => {
    expect(waiting()).toEqual([3, 4, 5, 6, 7, 8]);
  });
});

test('a queue that runs dry says so and searches again only after another label', async () => {
  await shown.start(2);
  await until(() => {
    expect(shown.engine.searches).toHaveLength(2);
  });
  shown.engine.searches[1]?.end([]);
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
  expect(shown.engine.searches).toHaveLength(2);
  shown.engine.setLabels([{ lonDeg: 9.5, latDeg: 46.5, classId: 'peak', positive: true }]);
  await until(() => {
    expect(shown.engine.searches).toHaveLength(3);
    expect(loop.exhausted).toBe(false);
  });
});

test('a head that is lost proposes nothing from its queue until there is one again', async () => {
  await shown.start(20);
  shown.engine.missing = 'Label peaks.';
  shown.engine.setLabels([]);
  await until(() => {
    expect(waiting()).toEqual([]);
  });
  expect(loop.state?.missing).toBe('Label peaks.');
  expect(shown.engine.searches).toHaveLength(1);
  shown.engine.missing = null;
  shown.engine.setLabels([]);
  await until(() => {
    expect(waiting()).toHaveLength(20);
  });
});

test('another active class begins another loop at the same scale, without what is found for the last one', async () => {
  await shown.start(2);
  await until(() => {
    expect(shown.engine.searches).toHaveLength(2);
  });
  loop.skip();
  view.activateClass('saddle');
  await until(() => {
    expect(loop.subject).toEqual({ classId: 'saddle', encoderId: 1, radiusM: 240 });
    expect(shown.engine.searches).toHaveLength(3);
  });
  expect(loop.current).toBeNull();
  expect(loop.canUndo).toBe(false);
  shown.engine.searches[1]?.end(places(3, 4));
  shown.engine.searches[2]?.end(places(5, 6));
  await until(() => {
    expect(waiting()).toEqual([5, 6]);
  });
});

test('a loop ends when its class is removed, and what was found for it is dropped', async () => {
  await shown.start(2);
  await until(() => {
    expect(shown.engine.searches).toHaveLength(2);
  });
  shown.engine.removeClass('peak');
  await until(() => {
    expect(loop.subject).toBeNull();
  });
  shown.engine.searches[1]?.end(places(3, 4));
  await project.settled();
  flushSync();
  expect(loop.proposals).toEqual([]);
  expect(loop.listens).toBe(false);
});

test('the map goes to the current place, and its patch is outlined while the loop is shown', async () => {
  await shown.start(20);
  expect(view.target).toEqual({ centre: { lonDeg: 9, latDeg: 46.01 } });
  const [patch] = sketch.areas;
  expect(patch?.corners).toHaveLength(4);
  // 240 m are 0.002158 degrees of latitude on the Earth's mean sphere.
  expect(patch?.corners[0]?.latDeg).toBeCloseTo(46.012158, 5);
  shown.leave();
  expect(sketch.areas).toEqual([]);
  shown.leave = () => undefined;
});
