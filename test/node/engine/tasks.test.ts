import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { cancelled, UserError } from '../../../src/shared/errors';
import { taskSpec, type Task } from '../../../src/shared/task';
import { Tasks } from '../../../src/main/engine/tasks/tasks';

/** Work that reports at once and stops only at the next turn of the event loop, as work that waits for a file does. */
const slowToStop = {
  spec: { kind: 'build-pyramids' },
  title: 'Prepare terrain',
  heavy: true,
  work: async (
    report: (progress: { done: number; total: number; unit: string; message: string }) => void,
  ) => {
    report({ done: 1, total: 2, unit: 'measurements', message: '' });
    await nextTurn();
    await nextTurn();
    throw new Error('Stopped.');
  },
} as const;

test('cancelling a task on every change notification still lets the work stop', async () => {
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

test('a failed task can be retried, and a paused one resumed', async () => {
  const tasks = new Tasks((error) => {
    throw error;
  });
  let runs = 0;
  const id = tasks.start({
    spec: taskSpec.parse({ kind: 'embed', encoderId: 1, radiusM: 240, stepM: 120 }),
    title: 'Embed terrain',
    heavy: true,
    work: async (_report, signal) => {
      runs += 1;
      if (runs === 1) throw new UserError('compute-stopped', 'Compute stopped.');
      if (runs === 2) {
        await once(signal, 'abort');
        throw cancelled();
      }
      return { kind: 'nothing' };
    },
  });
  const until = async (state: Task['state']): Promise<Task | undefined> => {
    const watching = new AbortController();
    for await (const [task] of tasks.watch(watching.signal)) if (task?.state === state) return task;
    return undefined;
  };
  expect(await until('failed')).toMatchObject({ error: 'Compute stopped.', canPause: true });
  tasks.resume(id);
  expect(await until('running')).toMatchObject({ error: null, errorCode: null });
  tasks.pause(id);
  await until('paused');
  tasks.resume(id);
  expect(await until('done')).toMatchObject({ result: { kind: 'nothing' } });
});
