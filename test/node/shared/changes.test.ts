import { expect, test } from 'vitest';
import { Changes } from '../../../src/shared/changes';

const joined = (changes: string[]): string => changes.join(' ');

test('a slow watcher gets every change since its last event, and the first event at once', async () => {
  const changes = new Changes<string>();
  const events = changes.watch(new AbortController().signal, joined);
  expect((await events.next()).value).toBe('');
  changes.emit('a');
  changes.emit('b');
  changes.emit('a');
  expect((await events.next()).value).toBe('a b');
  const next = events.next();
  changes.emit('c');
  expect((await next).value).toBe('c');
});

test('each watcher has its own events, until its signal fires', async () => {
  const changes = new Changes<string>();
  const stop = new AbortController();
  const [one, other] = [
    changes.watch(stop.signal, joined),
    changes.watch(new AbortController().signal, joined),
  ];
  await Promise.all([one.next(), other.next()]);
  const [last, next] = [one.next(), other.next()];
  stop.abort();
  expect(await last).toEqual({ done: true, value: undefined });
  changes.emit('a');
  expect((await next).value).toBe('a');
  expect((await one.next()).done).toBe(true);
});
