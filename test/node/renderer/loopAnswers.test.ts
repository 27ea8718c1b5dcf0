import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { loop } from '../../../src/renderer/features/labels/loop.svelte';
import { messages } from '../../../src/renderer/state/workbench.svelte';
import { numberOf, places, ShownLoop, until, waiting } from './shownLoop';

const shown = new ShownLoop();

test('an answer proposes the next place at once and refits the head; the answered place does not come again', async () => {
  await shown.start(20);
  const refits = shown.engine.refits.length;
  const answered = loop.answer(true);
  expect(loop.current?.latDeg).toBe(46.02);
  await answered;
  await until(() => {
    expect(shown.engine.refits.length).toBe(refits + 1);
    expect(loop.current).toMatchObject({ latDeg: 46.02, probability: 0.51 });
  });
  expect(waiting()).toEqual(places(2, 20).map(numberOf));
});

test('a reason is of the same refit as the probability above it', async () => {
  await shown.start(20);
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
  await shown.start(20);
  loop.skip();
  shown.engine.setLabels([{ lonDeg: 9.5, latDeg: 46.5, classId: 'peak', positive: true }]);
  await until(() => {
    expect(loop.current).toMatchObject({ latDeg: 46.02, probability: 0.51 });
  });
  await loop.undoAnswer();
  expect(loop.current).toMatchObject({ latDeg: 46.01, probability: 0.51 });
  expect(loop.current?.reason).toContain('uncertain: 0.51 ·');
});

test('an answer that is undone, here or elsewhere, is proposed again', async () => {
  await shown.start(20);
  await loop.answer(true);
  await loop.answer(false);
  await loop.undoAnswer();
  expect(waiting()[0]).toBe(2);
  // Ctrl+Z is not the loop's; what it undid need not be undone once more.
  shown.engine.setLabels([]);
  await until(() => {
    expect(waiting()[0]).toBe(1);
  });
  await loop.undoAnswer();
  flushSync();
  expect(loop.canUndo).toBe(false);
  expect(messages.list).toEqual([]);
});

test('only an answer that was the last step is undone', async () => {
  await shown.start(20);
  await loop.answer(true);
  shown.engine.lastStep = 'Rename a layer';
  await loop.undoAnswer();
  expect(messages.list.map(({ text }) => text)).toEqual([
    'The last step was “Rename a layer”. Ctrl+Z undoes it.',
  ]);
  expect(waiting()[0]).toBe(2);
  shown.engine.lastStep = null;
  await loop.undoAnswer();
  expect(waiting()[0]).toBe(1);
});
