import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Tasks } from '../../../src/main/engine/tasks/tasks';

/** Work that reports at once and stops only when the event loop turns, as work that waits for a file does. */
const slowToStop = {
  kind: 'experiment',
  title: 'Table 1',
  heavy: true,
  canPause: false,
  work: async (
    report: (progress: { done: number; total: number; unit: string; message: string }) => void,
  ) => {
    report({ done: 1, total: 2, unit: 'measurements', message: '' });
    await nextTurn();
    await nextTurn();
    throw new Error('Stopped.');
  },
} as const;

test('who cancels a task on every change that it is told of lets the work stop', async () => {
  const tasks = new Tasks((error) => {
    throw error;
  });
  const id = tasks.start(slowToStop);
  const watching = new AbortController();
  let changes = 0;
  for await (const [task] of tasks.watch(watching.signal)) {
    if (task?.state === 'running') tasks.cancel(id);
    if (task?.state === 'cancelled' || ++changes === 100) break;
  }
  watching.abort();
  expect(changes).toBeLessThan(100);
  expect(tasks.list()).toMatchObject([{ state: 'cancelled', error: null }]);
});
