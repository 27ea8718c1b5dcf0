import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Asked } from './asked.svelte';
import { runEffects } from './runEffects.svelte';

let shown: Asked;
let end: () => void;

beforeEach(() => {
  end = runEffects(() => {
    shown = new Asked();
  });
  flushSync();
});

afterEach(() => {
  end();
});

async function ask(subject: string | null): Promise<void> {
  shown.subject = subject;
  flushSync();
  await settle();
}

/** Lets promises that are settled be noticed. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the last answer stays until the next one arrives, but answers the question no more', async () => {
  await ask('peak');
  expect(shown.fetched.last).toBeUndefined();
  shown.asked[0]?.answer('Piz Buin');
  await settle();
  expect(shown.fetched.current).toBe('Piz Buin');
  await ask('saddle');
  expect([shown.fetched.last, shown.fetched.current]).toEqual(['Piz Buin', undefined]);
  shown.asked[1]?.answer('Flüela');
  await settle();
  expect([shown.fetched.last, shown.fetched.current]).toEqual(['Flüela', 'Flüela']);
});

test('the newest question counts: the one before is aborted, and its late answer or failure dropped', async () => {
  await ask('peak');
  await ask('saddle');
  await ask('cliff');
  expect(shown.asked.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  shown.asked[2]?.answer('Churfirsten');
  await settle();
  shown.asked[0]?.answer('Piz Buin');
  shown.asked[1]?.fail(new Error('cancelled'));
  await settle();
  expect(shown.fetched.current).toBe('Churfirsten');
  expect(shown.fetched.problem).toBeNull();
  expect(shown.failures).toEqual([]);
});

test('a failure is said until the next question, and leaves no answer', async () => {
  await ask('peak');
  shown.asked[0]?.answer('Piz Buin');
  await ask('saddle');
  const failure = new Error('The disk is full.');
  shown.asked[1]?.fail(failure);
  await settle();
  expect([shown.fetched.last, shown.fetched.problem]).toEqual([undefined, 'The disk is full.']);
  expect(shown.failures).toEqual([failure]);
  await ask('cliff');
  expect(shown.fetched.problem).toBeNull();
});

test('where nothing is wanted there is no answer, nor one that comes late', async () => {
  await ask('peak');
  await ask(null);
  shown.asked[0]?.answer('Piz Buin');
  await settle();
  expect([shown.fetched.last, shown.fetched.current]).toEqual([undefined, undefined]);
});

test('the question ends with what asks it', async () => {
  await ask('peak');
  end();
  expect(shown.asked[0]?.signal.aborted).toBe(true);
});
