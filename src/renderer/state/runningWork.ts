import type { Workbench } from '../../preload/bridge';
import { hasEnded, whenStopped, type Task } from '../../shared/task';
import { duration } from '../../shared/format';
import type { RunningWork } from '../../shared/window/work';

/** Seconds after which the end of a task is worth a notice. */
const LONG_S = 10;

/** Pyramids are rebuilt in the background: nobody waits for them. */
const isWaitedFor = (task: Task): boolean =>
  task.kind !== 'build-pyramids' && !hasEnded(task) && task.state !== 'paused';

/** What the shell shows of the tasks, and asks about before they are stopped. */
export function runningWorkOf(tasks: readonly Task[]): RunningWork {
  const waitedFor = tasks.filter(isWaitedFor);
  const now = waitedFor.find(({ state }) => state === 'running');
  return {
    tasks: waitedFor.map(({ title, kind }) => ({ title, whenStopped: whenStopped[kind] })),
    share: now === undefined || now.total <= 0 ? null : Math.min(1, now.done / now.total),
  };
}

/** Keeps the shell informed of the tasks of one project: what runs, and which long ones ended. */
export class WorkReporter {
  private reported = '';
  private running: readonly number[] = [];

  constructor(private readonly shell: Pick<Workbench, 'setWork' | 'notifyEnd'>) {}

  report(tasks: readonly Task[]): void {
    const work = runningWorkOf(tasks);
    const text = JSON.stringify(work);
    if (text !== this.reported) void this.shell.setWork(work);
    this.reported = text;
    for (const task of tasks) {
      const tookS = (Date.now() - task.startedMs) / 1000;
      if (!this.running.includes(task.id) || !hasEnded(task) || tookS < LONG_S) continue;
      if (task.state === 'done')
        void this.shell.notifyEnd({ title: task.title, text: `Done after ${duration(tookS)}.` });
      if (task.state === 'failed')
        void this.shell.notifyEnd({ title: task.title, text: task.error ?? 'Failed.' });
    }
    this.running = tasks.filter(isWaitedFor).map(({ id }) => id);
  }
}
