import { UserError } from '../../shared/errors';
import { hasEnded, whenStopped, type Task, type TaskKind, type TaskSpec } from '../../shared/task';
import { terrainKey } from './dtms/dtms';
import { renewDtm } from './dtms/importDtms';
import type { OpenProject } from './project/openProject';
import type { SettingsFile } from './settings/settingsFile';
import { Tasks } from './tasks/tasks';
import { taskStart, type TaskHost } from './tasks/taskStart';
import { keyOf, readUnfinished, UnfinishedTasks } from './tasks/unfinishedTasks';
import type { LiveSync } from './gridLink/liveSync';
import { turnStep } from './turnStep';

/** Work that can be done with a read-only project. */
const needsNoWriting: ReadonlySet<TaskKind> = new Set([
  'save-copy',
  'pack',
  'export-embeddings',
  'export-grid-run',
  'next-labels',
  'compare-heads',
  'compare-kinds',
] satisfies TaskKind[]);

/** A project while it is open, with its tasks. */
export class Session {
  readonly tasks: Tasks;
  readonly #unfinished: UnfinishedTasks;
  readonly #host: TaskHost;

  constructor(
    readonly project: OpenProject,
    /** Keeps the project the same as its grid. */
    readonly sync: LiveSync,
    settings: SettingsFile,
    private readonly onBug: (error: unknown, where: string) => void,
  ) {
    this.tasks = new Tasks(onBug);
    this.#unfinished = new UnfinishedTasks(project.database, this.tasks);
    this.#host = {
      overpassUrl: async () => (await settings.read()).overpassUrl,
      startPyramids: () => this.#startPyramids(),
      grid: (signal) => this.sync.connected(signal),
    };
  }

  /**
   * Lists the tasks that had not ended when the project was closed, and builds what is missing.
   * @param goOn whether they resume; else they are paused
   */
  async takeUp(goOn: boolean): Promise<void> {
    for (const { spec, paused, ...progress } of await readUnfinished(this.project.database))
      this.tasks.start(taskStart(this.project, spec, this.#host), {
        ...progress,
        state: goOn && !paused ? 'waiting' : 'paused',
      });
    this.#unfinished.follow(this.onBug);
    await this.#startPyramids();
  }

  /**
   * Queues a task; where the same work is unfinished, that resumes instead.
   * @throws UserError where the project is read-only and the work writes to it
   */
  start(spec: TaskSpec): number {
    if (this.project.readOnly && !needsNoWriting.has(spec.kind)) throw this.project.refusal();
    const same = whenStopped[spec.kind] === 'ends' ? undefined : this.#unfinishedLike(spec);
    if (same?.state === 'paused' && spec.kind === 'train' && !spec.resume) this.tasks.cancel(same.id);
    else if (same !== undefined) {
      this.tasks.resume(same.id);
      return same.id;
    }
    return this.tasks.start(taskStart(this.project, spec, this.#host));
  }

  /**
   * Waits until a task has ended.
   * @param onProgress called with every change until then
   */
  async waitFor(taskId: number, onProgress: (task: Task) => void, signal: AbortSignal): Promise<Task> {
    const onAbort = (): void => {
      this.tasks.cancel(taskId);
    };
    signal.addEventListener('abort', onAbort);
    const watching = new AbortController();
    try {
      for await (const list of this.tasks.watch(watching.signal)) {
        const task = list.find(({ id }) => id === taskId);
        if (task === undefined) break;
        onProgress(task);
        if (hasEnded(task)) return task;
      }
    } finally {
      watching.abort();
      signal.removeEventListener('abort', onAbort);
    }
    throw new UserError('not-found', 'The task is no longer on the list.');
  }

  /** Undoes or redoes the last step; returns its name, null when there was none. */
  async turnStep(direction: 'undo' | 'redo'): Promise<string | null> {
    const { database } = this.project;
    const before = await terrainKey(database);
    const name = await turnStep(this.project, direction);
    if ((await terrainKey(database)) !== before) {
      await this.project.renewTerrain();
      await this.#startPyramids();
    }
    return name;
  }

  /** Accepts the current contents of a DTM's changed file. */
  async renewDtm(dtmId: number): Promise<void> {
    await renewDtm(this.project, dtmId);
    await this.#startPyramids();
  }

  /** Stops all work and closes the project. */
  async close(): Promise<void> {
    await this.sync.close();
    await this.#unfinished.close();
    await this.project.close();
  }

  #unfinishedLike(spec: TaskSpec): Task | undefined {
    return this.tasks
      .list()
      .find((task) => !hasEnded(task) && keyOf(this.tasks.specOf(task.id)) === keyOf(spec));
  }

  /** Builds the missing pyramids, and stores the figures that result. */
  async #startPyramids(): Promise<void> {
    const { dtmCount } = await this.project.info();
    if (dtmCount > 0) this.tasks.start(taskStart(this.project, { kind: 'build-pyramids' }, this.#host));
  }
}
