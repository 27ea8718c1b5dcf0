import type { DeviceDescription } from '../../shared/contract/compute';
import type { RunInfo } from '../../shared/contract/detections';
import type { ProjectInfo, Topic } from '../../shared/contract/project';
import { UserError } from '../../shared/errors';
import { hasEnded, type Task, type TaskSpecInput } from '../../shared/task';
import type { Engine } from '../rpc';
import type { Messages, WayOut } from './messages.svelte';
import { readOnlyText, upgradeText } from './openedTexts';
import { ProjectParts } from './projectParts.svelte';
import { WorkReporter } from './runningWork';
import { ChangesShown, Turns } from './turns.svelte';

/** The open project: each part is fetched again when the engine says that it changed. */
export class ProjectState extends ProjectParts {
  /** The engine, whether or not a project is open in it; null until it was reached. */
  reached = $state.raw<Engine | null>(null);
  /** The engine that the open project is in; null while none is open. */
  engine = $state.raw<Engine | null>(null);
  opening = $state(true);
  /** Why the project that was to be opened is not, where no other is open. */
  failure = $state.raw<string | null>(null);
  /** What can be done about the failure. */
  wayOut = $state.raw<WayOut | null>(null);
  device = $state.raw<DeviceDescription | null>(null);
  /** Whether what the window shows is about to change: a project is being opened, or an answer shown. */
  readonly settling = $derived.by(() => this.opening || this.turns.any);
  /** Why nothing can be done on terrain now; null if it can. */
  readonly noTerrain = $derived.by(() => {
    if (this.terrain !== null) return null;
    return this.opening ? 'The project is being opened.' : 'Import terrain first.';
  });
  private readonly turns = new Turns();
  private shown = new ChangesShown();
  private watching = new AbortController();
  /** Called with the tasks that ended since the last check. */
  private endListeners: { taskId: number; onEnd: (task: Task) => void }[] = [];
  private markTried = (): void => undefined;
  /** Resolves when the startup project was opened, or could not be. */
  private readonly tried = new Promise<void>((resolve) => (this.markTried = resolve));
  /** The changes that were requested. */
  private changing: Promise<unknown> = Promise.resolve();

  /** @param onOther called when another project is shown than before */
  constructor(
    messages: Readonly<Messages>,
    private readonly onOther: () => void,
  ) {
    super(messages);
  }

  /** An engine was reached, in which projects can be opened. */
  reach(engine: Engine): void {
    this.reached = engine;
  }

  /** Opens the project at a path that was chosen once; where it is damaged, its last backup is offered. */
  openAt(path: string): Promise<void> {
    return this.open((engine) => engine.project.open({ path }), path);
  }

  /** As `open`, for the project that an engine starts with: what people open comes after it. */
  openFirst(engine: Engine, open: (engine: Engine) => Promise<ProjectInfo>, path: string): Promise<void> {
    return this.turns.next(() => this.openNow(engine, open, path));
  }

  /**
   * Opens a project by what `open` asks of the engine, and follows it from then on; the last one is shown until all is there.
   * @param path where there is a project already
   */
  async open(open: (engine: Engine) => Promise<ProjectInfo>, path: string | null = null): Promise<void> {
    await this.tried;
    const engine = this.reached;
    if (engine === null) return;
    // A project of an engine that died has no work to be stopped.
    if (this.engine === engine && !(await window.workbench.mayStopWork('leave'))) return;
    await this.turns.next(() => this.openNow(engine, open, path));
  }

  private async openNow(
    engine: Engine,
    open: (engine: Engine) => Promise<ProjectInfo>,
    path: string | null,
  ): Promise<void> {
    this.opening = true;
    this.failure = null;
    this.wayOut = null;
    const watching = new AbortController();
    try {
      // What was changed is kept in the project that it belongs to.
      await Promise.all([this.changing, this.mapLayers.sent()]);
      const info = await open(engine);
      this.watching.abort();
      this.watching = watching;
      // Before the first look, so that nothing that changes meanwhile is missed.
      void this.follow(engine, watching.signal);
      const parts = await this.fetch(engine);
      const presets = await engine.encoders.presets().catch(this.report);
      if (this.info?.path !== info.path) this.onOther();
      // Tasks continue if the project is open already.
      if (this.info?.path !== info.path || this.engine !== engine) this.endListeners = [];
      this.engine = engine;
      this.info = info;
      this.clear();
      for (const show of parts) show();
      this.presets = presets ?? [];
      if (info.readOnly) this.messages.note(readOnlyText(info.name));
      if (info.upgraded !== null) this.messages.note(upgradeText(info.name, info.upgraded));
      void this.followTasks(engine, watching.signal);
      void engine.project.device().then((device) => (this.device = device), this.report);
    } catch (error) {
      const wayOut = this.restoring(error, path);
      if (this.engine === engine) this.messages.error(error, wayOut);
      else {
        // A restarted engine holds nothing of what was open in the last one.
        this.engine = null;
        this.info = null;
        this.failure = error instanceof Error ? error.message : String(error);
        this.wayOut = wayOut;
      }
    } finally {
      this.opening = false;
      this.markTried();
    }
  }

  /** What a damaged project is restored from, where there is a backup. */
  private restoring(error: unknown, path: string | null): WayOut | null {
    if (!(error instanceof UserError && error.code === 'project-damaged') || path === null) return null;
    const take = (): void => void this.open((engine) => engine.project.restore({ path }));
    return { label: 'Restore backup', take };
  }

  /** Runs something that may fail, and shows the failure. An answer about a project that was left meanwhile is dropped. */
  async attempt<T>(work: (engine: Engine) => Promise<T>): Promise<T | undefined> {
    if (this.engine === null) return undefined;
    const { signal } = this.watching;
    try {
      const answer = await work(this.engine);
      return signal.aborted ? undefined : answer;
    } catch (error) {
      this.messages.error(error);
      return undefined;
    }
  }

  /**
   * As `attempt`, for what changes the project; resolves when the window shows the change. Changes are made one after the
   * other, in the order they were requested: `work` begins later, and must read nothing that may differ then.
   */
  change<T>(work: (engine: Engine) => Promise<T>): Promise<T | undefined> {
    const { opening } = this;
    const { signal } = this.watching;
    return this.turns.busy(async () => {
      const changed = this.changing.then(async () => {
        if (opening) await this.turns.ended();
        if (!signal.aborted) return this.attempt(work);
        this.messages.info('Not done: another project was opened.');
        return undefined;
      });
      this.changing = changed;
      const answer = await changed;
      await this.settled();
      return answer;
    });
  }

  /** Resolves when the window shows all that was changed in the project until now. */
  async settled(): Promise<void> {
    await this.tried;
    await this.turns.ended();
    const { engine, shown } = this;
    // An engine that died makes no more changes.
    const changes = await engine?.project.changes().catch(() => undefined);
    if (changes !== undefined) await shown.until(changes);
  }

  /**
   * Starts a task; `onEnd` is called with how it ended, once the window shows its results.
   * @returns whether it was started
   */
  async startTask(spec: TaskSpecInput, onEnd: (task: Task) => void = () => undefined): Promise<boolean> {
    const started = await this.attempt((engine) => engine.tasks.start(spec));
    if (started === undefined) return false;
    this.endListeners.push({ taskId: started.taskId, onEnd });
    // It may have ended before the answer arrived.
    const task = this.tasks.find(({ id }) => id === started.taskId);
    if (task !== undefined) this.noticeEnd(task);
    return true;
  }

  /** Runs a task; resolves to how it ended, once the window shows its results, or to null where the project was left before. */
  runTask(spec: TaskSpecInput): Promise<Task | null> {
    const { signal } = this.watching;
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        resolve(null);
      });
      void this.startTask(spec, resolve).then((started) => {
        if (!started) resolve(null);
      });
    });
  }

  /** Runs that were requested so far. */
  private runRequests = 0;

  /** Shows a run and its detections on the map; null shows none. Resolves to null where another was requested since. */
  async showRun(runId: number | null): Promise<RunInfo | null> {
    this.wantedRunId = runId;
    const request = ++this.runRequests;
    const { engine, watching } = this;
    if (runId === null || engine === null) this.detections = null;
    else await this.renew(engine, watching.signal, ['detections']);
    return request === this.runRequests && this.shownRun?.id === runId ? this.shownRun : null;
  }

  /** Whether a run is shown or about to be. */
  get wantsRun(): boolean {
    return this.wantedRunId !== null;
  }

  private async follow(engine: Engine, signal: AbortSignal): Promise<void> {
    const shown = new ChangesShown();
    this.shown = shown;
    try {
      for await (const { topics, changes } of engine.project.watch(undefined, signal)) {
        await this.renew(engine, signal, topics);
        shown.show(changes);
      }
    } catch (error) {
      if (!signal.aborted) this.report(error);
    } finally {
      shown.show(Infinity);
    }
  }

  private async followTasks(engine: Engine, signal: AbortSignal): Promise<void> {
    try {
      const reporter = new WorkReporter(window.workbench);
      for await (const tasks of engine.tasks.watch(undefined, signal)) {
        this.tasks = tasks;
        reporter.report(tasks);
        for (const task of tasks) this.noticeEnd(task);
      }
    } catch (error) {
      if (!signal.aborted) this.report(error);
    }
  }

  private noticeEnd(task: Task): void {
    if (!hasEnded(task)) return;
    const listener = this.endListeners.find(({ taskId }) => taskId === task.id);
    if (listener === undefined) return;
    this.endListeners = this.endListeners.filter((other) => other !== listener);
    if (task.state === 'failed' && task.error !== null) this.messages.error(task.error);
    const { signal } = this.watching;
    void this.turns.busy(async () => {
      await this.settled();
      if (!signal.aborted) listener.onEnd(task);
    });
  }

  /** Refreshes some parts, all at once. */
  private renew(engine: Engine, signal: AbortSignal, topics: readonly Topic[]): Promise<void> {
    return this.turns.next(async () => {
      const parts = await this.fetch(engine, topics);
      if (!signal.aborted) for (const show of parts) show();
    });
  }
}
