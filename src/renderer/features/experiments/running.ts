import type { Task } from '../../../shared/task';

/** The experiment that is on its way. */
export const runningExperiment = (tasks: readonly Task[]): Task | undefined =>
  tasks.find(
    ({ kind, state }) =>
      kind === 'experiment' && state !== 'done' && state !== 'failed' && state !== 'cancelled',
  );
