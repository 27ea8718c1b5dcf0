import { Changes } from '../../../shared/changes';
import { userErrorOf } from '../../../shared/systemErrors';
import { UserError } from '../../../shared/errors';
import { hasEnded, isQueued, whenStopped, type Task, type TaskSpec } from '../../../shared/task';
import type { TaskProgress, TaskWork } from '../context';
import { statementCaller } from '../store/slowStatements';

/** Least time between progress reports to watchers. */
const TELL_EVERY_MS = 100;

/** What the registry needs to know to run a task. */
export interface TaskStart {
  readonly spec: TaskSpec;
  readonly title: string;
  /** Whether the task needs compute or much of the disk; such tasks run one after the other. */
  readonly heavy: boolean;
  readonly work: TaskWork;
}

interface Entry {
  task: Task;
  readonly start: TaskStart;
  abort: AbortController | null;
  hasRun: boolean;
  /** Progress when this stretch of the run began: the speed is measured from there. */
  paceFrom: { ms: number; done: number } | null;
}

/** The tasks of an open project: queued, running, paused and ended ones. */
export class Tasks {
  private readonly entries = new Map<number, Entry>();
  private readonly changes = new Changes<void>();
  private lastId = 0;
  private lastToldMs = 0;
  private tellTimer: NodeJS.Timeout | null = null;
  private readonly running = new Set<Promise<void>>();

  /** @param onBug called with every failure that is not a UserError */
  constructor(private readonly onBug: (error: unknown, title: string) => void) {}

  list(): Task[] {
    return [...this.entries.values()].map(({ task }) => task);
  }

  /** What a task was asked to do. @throws UserError `not-found` */
  specOf(id: number): TaskSpec {
    return this.find(id).start.spec;
  }

  /**
   * Queues a task.
   * @param known its state from the last time that it ran; a paused task waits until it is resumed
   */
  start(start: TaskStart, known: Partial<Task> = {}): number {
    const id = ++this.lastId;
    const { kind } = start.spec;
    const task: Task = {
      id,
      kind,
      title: start.title,
      state: 'waiting',
      done: 0,
      total: 0,
      unit: '',
      message: '',
      startedMs: Date.now(),
      remainingS: null,
      canPause: whenStopped[kind] === 'resumes',
      error: null,
      errorCode: null,
      result: null,
      curve: null,
      ...known,
    };
    this.entries.set(id, { task, start, abort: null, paceFrom: null, hasRun: false });
    this.tell();
    this.runNext();
    return id;
  }

  /** @throws UserError `not-found` */
  cancel(id: number): void {
    const entry = this.find(id);
    // Reported once: a watcher that cancels on every change would otherwise never let the work stop.
    if (entry.task.state === 'running' && entry.abort?.signal.aborted === true) return;
    if (entry.task.state === 'running' || entry.task.state === 'pausing') {
      entry.task = { ...entry.task, state: 'running', message: 'Stopping' };
      entry.abort?.abort();
    } else if (!hasEnded(entry.task)) entry.task = { ...entry.task, state: 'cancelled', remainingS: null };
    this.tell();
  }

  /** Stops a task so that it can resume later. @throws UserError when it cannot pause */
  pause(id: number): void {
    const entry = this.find(id);
    if (!entry.task.canPause) throw new UserError('bad-input', `"${entry.task.title}" cannot be paused.`);
    if (entry.task.state === 'waiting') entry.task = { ...entry.task, state: 'paused' };
    else if (entry.task.state === 'running') {
      entry.task = { ...entry.task, state: 'pausing', message: 'Pausing' };
      entry.abort?.abort();
    }
    this.tell();
  }

  /** Resumes a paused task, or retries one that failed or was cancelled. */
  resume(id: number): void {
    const entry = this.find(id);
    if (!['paused', 'failed', 'cancelled'].includes(entry.task.state)) return;
    entry.task = { ...entry.task, state: 'waiting', message: '', error: null, errorCode: null };
    this.tell();
    this.runNext();
  }

  /** Lets a task that has not begun run one turn earlier (-1) or later (1); at the end of the queue nothing changes. */
  move(id: number, step: 1 | -1): void {
    const ids = [...this.entries.keys()];
    const queue = ids.filter((one) => isQueued(this.find(one).task));
    const at = queue.indexOf(this.find(id).task.id);
    const other = at === -1 ? undefined : queue[at + step];
    if (other === undefined) return;
    const swapped = ids.map((one) => (one === id ? other : one === other ? id : one));
    const entries = swapped.map((one): [number, Entry] => [one, this.find(one)]);
    this.entries.clear();
    for (const [one, entry] of entries) this.entries.set(one, entry);
    this.tell();
  }

  /** Removes an ended task from the list. */
  dismiss(id: number): void {
    if (!hasEnded(this.find(id).task)) return;
    this.entries.delete(id);
    this.tell();
  }

  /** The list whenever it changes, the current one first. */
  watch(signal: AbortSignal): AsyncGenerator<Task[]> {
    return this.changes.watch(signal, () => this.list());
  }

  /** Stops everything and waits until it has stopped. */
  async close(): Promise<void> {
    for (const entry of this.entries.values()) {
      if (entry.task.state === 'waiting') entry.task = { ...entry.task, state: 'cancelled' };
      entry.abort?.abort();
    }
    await Promise.all(this.running);
    if (this.tellTimer !== null) clearTimeout(this.tellTimer);
  }

  private find(id: number): Entry {
    const entry = this.entries.get(id);
    if (entry === undefined) throw new UserError('not-found', 'This task is no longer on the list.');
    return entry;
  }

  private runNext(): void {
    for (const entry of this.entries.values()) {
      if (entry.task.state !== 'waiting') continue;
      const busy = [...this.entries.values()].some((other) => other.abort !== null && other.start.heavy);
      if (entry.start.heavy && busy) continue;
      const run = this.run(entry);
      this.running.add(run);
      void run.finally(() => this.running.delete(run));
    }
  }

  private async run(entry: Entry): Promise<void> {
    const abort = new AbortController();
    entry.abort = abort;
    entry.paceFrom = null;
    const startedMs = entry.hasRun ? entry.task.startedMs : Date.now();
    entry.hasRun = true;
    entry.task = { ...entry.task, state: 'running', startedMs };
    this.tell();
    try {
      const report = (progress: TaskProgress): void => {
        this.onProgress(entry, progress);
      };
      const { title, work } = entry.start;
      const result = await statementCaller.run(title, () => work(report, abort.signal));
      this.end(entry, { state: 'done', result });
    } catch (error) {
      const pausing = entry.task.state === 'pausing';
      const explained = userErrorOf(error);
      if (abort.signal.aborted) this.end(entry, { state: pausing ? 'paused' : 'cancelled' });
      else if (explained !== null) {
        this.end(entry, { state: 'failed', error: explained.message, errorCode: explained.code });
      } else {
        this.onBug(error, entry.task.title);
        const detail = error instanceof Error ? error.message : String(error);
        this.end(entry, { state: 'failed', error: `Something went wrong: ${detail}` });
      }
    }
    this.runNext();
  }

  private end(
    entry: Entry,
    change: Pick<Task, 'state'> & Partial<Pick<Task, 'result' | 'error' | 'errorCode'>>,
  ): void {
    entry.abort = null;
    entry.task = { ...entry.task, message: '', remainingS: null, ...change };
    this.tell();
  }

  private onProgress(entry: Entry, progress: TaskProgress): void {
    const now = Date.now();
    if (entry.paceFrom === null || progress.done < entry.paceFrom.done || progress.unit !== entry.task.unit) {
      entry.paceFrom = { ms: now, done: progress.done };
    }
    const pace = (progress.done - entry.paceFrom.done) / (now - entry.paceFrom.ms);
    const remainingS = pace > 0 && progress.total > 0 ? (progress.total - progress.done) / pace / 1000 : null;
    const stopping = entry.abort?.signal.aborted === true;
    entry.task = {
      ...entry.task,
      ...progress,
      message: stopping ? entry.task.message : progress.message,
      curve: progress.curve ?? entry.task.curve,
      remainingS,
    };
    this.tellSoon();
  }

  private tellSoon(): void {
    const waitMs = this.lastToldMs + TELL_EVERY_MS - Date.now();
    if (waitMs <= 0) this.tell();
    else {
      this.tellTimer ??= setTimeout(() => {
        this.tell();
      }, waitMs);
    }
  }

  private tell(): void {
    if (this.tellTimer !== null) clearTimeout(this.tellTimer);
    this.tellTimer = null;
    this.lastToldMs = Date.now();
    this.changes.emit();
  }
}
