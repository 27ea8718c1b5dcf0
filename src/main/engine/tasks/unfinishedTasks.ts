import { z } from 'zod';
import { userErrorOf } from '../../../shared/systemErrors';
import { hasEnded, taskSpec, whenStopped, type Task, type TaskSpec } from '../../../shared/task';
import type { Database } from '../store/database';
import { json } from '../store/json';
import { trainingSoFar } from '../training/trainWork';
import type { Tasks } from './tasks';

/** A task that had not ended when its project was closed, and how far it was. */
export interface UnfinishedTask extends Pick<Task, 'done' | 'total' | 'unit' | 'curve'> {
  readonly spec: TaskSpec;
  readonly paused: boolean;
}

const row = z.object({
  spec: z.string(),
  paused: z.number(),
  done: z.number(),
  total: z.number(),
  unit: z.string(),
});

/** Tasks of equal keys do the same work; a training does so whether or not it resumes from a checkpoint. */
export const keyOf = (spec: TaskSpec): string =>
  JSON.stringify(spec.kind === 'train' ? { ...spec, resume: false } : spec);

const isPaused = (state: Task['state']): boolean => state === 'paused' || state === 'pausing';

/** Tasks that had not ended when the project was closed or its program died, in the order they were added. */
export async function readUnfinished(database: Database): Promise<UnfinishedTask[]> {
  const rows = await database.all(
    row,
    'SELECT spec, paused, done, total, unit FROM unfinished_tasks ORDER BY rowid',
  );
  const found: UnfinishedTask[] = [];
  for (const { spec: text, paused, ...progress } of rows) {
    const parsed = json(taskSpec).safeParse(text);
    // Tasks that another version wrote, or that a hostile file requests, are not run.
    if (!parsed.success || whenStopped[parsed.data.kind] === 'ends') {
      await database.transaction((transaction) =>
        transaction.run('DELETE FROM unfinished_tasks WHERE spec = ?', [text]),
      );
      continue;
    }
    const spec = parsed.data.kind === 'train' ? { ...parsed.data, resume: true } : parsed.data;
    const training = spec.kind === 'train' ? await trainingSoFar(database, spec) : null;
    found.push({ spec, paused: paused === 1, curve: null, ...progress, ...training });
  }
  return found;
}

/** Writes into the project file which of its tasks have not ended, whenever that changes. */
export class UnfinishedTasks {
  private readonly watching = new AbortController();
  /** Whether each task in the file is paused there. */
  private readonly stored = new Map<number, boolean>();
  private following: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly tasks: Tasks,
  ) {}

  /** Follows the tasks from now on; those present were read from the file. */
  follow(onBug: (error: unknown, where: string) => void): void {
    for (const { id, kind, state } of this.tasks.list())
      if (whenStopped[kind] !== 'ends') this.stored.set(id, state === 'paused');
    this.following = (async () => {
      for await (const list of this.tasks.watch(this.watching.signal)) await this.store(list);
    })().catch((error: unknown) => {
      onBug(error, 'keeping unfinished tasks');
    });
  }

  /** Stops all tasks; unfinished ones resume when the project is opened next time. */
  async close(): Promise<void> {
    this.watching.abort();
    await this.following;
    await this.store(this.tasks.list());
    await this.tasks.close();
    // What was stopped by closing counts as cancelled in the list, but not in the file.
    await this.store(this.tasks.list().filter(({ state }) => state === 'done'));
  }

  /** A full disk that refuses the list makes neither a task nor closing fail: writing is tried again with the next change. */
  private async store(list: readonly Task[]): Promise<void> {
    try {
      await this.storeAll(list);
    } catch (error) {
      if (userErrorOf(error) === null) throw error;
    }
  }

  /** Takes tasks out of the file whose order changed, so that they are written again in the new one. */
  private async storeOrder(list: readonly Task[]): Promise<void> {
    const now = list.filter((task) => this.stored.has(task.id) && !hasEnded(task)).map(({ id }) => id);
    const before = [...this.stored.keys()].filter((id) => now.includes(id));
    if (now.every((id, at) => id === before[at])) return;
    await this.database.transaction(async (transaction) => {
      for (const { id, done, total, unit, state } of list.filter((task) => now.includes(task.id))) {
        const key = keyOf(this.tasks.specOf(id));
        await transaction.run('DELETE FROM unfinished_tasks WHERE spec = ?', [key]);
        await transaction.run(
          'INSERT INTO unfinished_tasks (spec, paused, done, total, unit) VALUES (?, ?, ?, ?, ?)',
          [key, isPaused(state) ? 1 : 0, done, total, unit],
        );
      }
    });
    for (const id of now) {
      const paused = list.some((task) => task.id === id && isPaused(task.state));
      this.stored.delete(id);
      this.stored.set(id, paused);
    }
  }

  private async storeAll(list: readonly Task[]): Promise<void> {
    await this.storeOrder(list);
    for (const task of list) {
      const { id, kind, state, done, total, unit } = task;
      if (whenStopped[kind] === 'ends') continue;
      const key = keyOf(this.tasks.specOf(id));
      const ended = hasEnded(task);
      const paused = isPaused(state);
      if (ended ? !this.stored.has(id) : this.stored.get(id) === paused) continue;
      await this.database.transaction((transaction) =>
        ended
          ? transaction.run('DELETE FROM unfinished_tasks WHERE spec = ?', [key])
          : transaction.run(
              `INSERT INTO unfinished_tasks (spec, paused, done, total, unit) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (spec) DO UPDATE SET paused = excluded.paused, done = excluded.done, total = excluded.total,
                 unit = excluded.unit`,
              [key, paused ? 1 : 0, done, total, unit],
            ),
      );
      if (ended) this.stored.delete(id);
      else this.stored.set(id, paused);
    }
  }
}
