import type { Task } from '../../../shared/task';

/** The experiment that is running. */
export const runningExperiment = (tasks: readonly Task[]): Task | undefined =>
  tasks.find(
    ({ kind, state }) =>
      kind === 'experiment' && state !== 'done' && state !== 'failed' && state !== 'cancelled',
  );
