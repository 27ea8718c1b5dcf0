import { expect, test, vi } from 'vitest';
import { runningWorkOf, WorkReporter } from '../../../src/renderer/state/runningWork';
import type { Task } from '../../../src/shared/task';
import type { EndedWork, RunningWork } from '../../../src/shared/window/work';

const task = (id: number, change: Partial<Task>): Task => ({
  id,
  kind: 'detect',
  title: `Task ${id}`,
  state: 'running',
  done: 0,
  total: 0,
  unit: 'patches',
  message: '',
  startedMs: 0,
  remainingS: null,
  canPause: true,
  error: null,
  errorCode: null,
  result: null,
  curve: null,
  ...change,
});

test('running work is listed with its share done and what stopping would do to each task', () => {
  expect(runningWorkOf([])).toEqual({ tasks: [], share: null });
  expect(
    runningWorkOf([
      task(1, { kind: 'build-pyramids' }),
      task(2, { state: 'done' }),
      task(3, { state: 'paused' }),
      task(4, { kind: 'import-labels', state: 'waiting' }),
      task(5, { done: 30, total: 120 }),
      task(6, { kind: 'experiment', state: 'waiting' }),
    ]),
  ).toEqual({
    tasks: [
      { title: 'Task 4', whenStopped: 'ends' },
      { title: 'Task 5', whenStopped: 'resumes' },
      { title: 'Task 6', whenStopped: 'restarts' },
    ],
    share: 0.25,
  });
  expect(runningWorkOf([task(1, {})]).share).toBeNull();
});

test('the shell is notified of changes only, and of the end of tasks longer than ten seconds', () => {
  vi.useFakeTimers({ now: 0 });
  const shown: RunningWork[] = [];
  const ended: EndedWork[] = [];
  const reporter = new WorkReporter({
    setWork: (work) => Promise.resolve(void shown.push(work)),
    notifyEnd: (end) => Promise.resolve(void ended.push(end)),
  });
  reporter.report([task(1, {}), task(2, {}), task(3, {}), task(4, {})]);
  reporter.report([task(1, {}), task(2, {}), task(3, {}), task(4, {})]);
  expect(shown).toHaveLength(1);
  vi.setSystemTime(9_000);
  reporter.report([task(1, { state: 'done' }), task(2, {}), task(3, {}), task(4, {})]);
  vi.setSystemTime(70_000);
  const later = [
    task(1, { state: 'done' }),
    task(2, { state: 'done' }),
    task(3, { state: 'failed', error: 'The disk is full.' }),
    task(4, { state: 'cancelled' }),
  ];
  reporter.report(later);
  reporter.report(later);
  expect(ended).toEqual([
    { title: 'Task 2', text: 'Done after 1:10.' },
    { title: 'Task 3', text: 'The disk is full.' },
  ]);
  expect(shown.at(-1)).toEqual({ tasks: [], share: null });
  vi.useRealTimers();
});
