import type { DeviceDescription } from '../../shared/contract/compute';
import type { DtmInfo } from '../../shared/contract/dtms';
import type { DetectionColumns, RunInfo } from '../../shared/contract/detections';
import type { EncoderInfo } from '../../shared/contract/encoders';
import type { Exploration } from '../../shared/contract/explorations';
import type { ExperimentInfo } from '../../shared/contract/experiments';
import type { HeadInfo } from '../../shared/contract/heads';
import type { LabelClassInfo, LabelColumns } from '../../shared/contract/labels';
import type { ProjectInfo, Topic, UndoState } from '../../shared/contract/project';
import type { Retrieval } from '../../shared/contract/retrievals';
import { UserError } from '../../shared/errors';
import { hasEnded, type Task, type TaskSpecInput } from '../../shared/task';
import type { Engine } from '../rpc';
import { MapLayersState } from './mapLayers.svelte';
import type { Messages, WayOut } from './messages.svelte';
import { WorkTeller } from './runningWork';

/** What the terrain covers, and the radii it carries. */
export type TerrainDescription = NonNullable<Awaited<ReturnType<Engine['terrain']['describe']>>>;
export type Preset = Awaited<ReturnType<Engine['encoders']['presets']>>[number];

/** The open project as the window shows it; each part is fetched again when the engine says that it changed. */
export class ProjectState {
  /** The engine, whether or not a project is open in it; null until it was reached. */
  reached = $state.raw<Engine | null>(null);
  /** The engine that the open project is in; null while none is open. */
  engine = $state.raw<Engine | null>(null);
  info = $state.raw<ProjectInfo | null>(null);
  opening = $state(true);
  /** Why the project that was to be opened is not, where no other is open. */
  failure = $state.raw<string | null>(null);
  /** What can be done about the failure. */
  wayOut = $state.raw<WayOut | null>(null);
  dtms = $state.raw<DtmInfo[]>([]);
  terrain = $state.raw<TerrainDescription | null>(null);
  classes = $state.raw<LabelClassInfo[]>([]);
  labels = $state.raw<LabelColumns | null>(null);
  encoders = $state.raw<EncoderInfo[]>([]);
  presets = $state.raw<Preset[]>([]);
  heads = $state.raw<HeadInfo[]>([]);
  runs = $state.raw<RunInfo[]>([]);
  retrievals = $state.raw<Retrieval[]>([]);
  /** Newest first. */
  experiments = $state.raw<ExperimentInfo[]>([]);
  /** Newest first. */
  explorations = $state.raw<Exploration[]>([]);
  readonly mapLayers = new MapLayersState(this);
  undo = $state.raw<UndoState>({ undo: null, redo: null });
  tasks = $state.raw<Task[]>([]);
  device = $state.raw<DeviceDescription | null>(null);
  /** Detections of the run that is shown. */
  detections = $state.raw<{ runId: number; columns: DetectionColumns } | null>(null);
  readonly shownRun = $derived(this.runs.find(({ id }) => id === this.detections?.runId) ?? null);
  /** Radii to choose from, finest first: those that the terrain carries, and those of the shown run. */
  readonly radiiM = $derived.by(() =>
    [...(this.terrain?.radiiM ?? []), ...(this.shownRun?.radiiM ?? [])]
      .sort((a, b) => a - b)
      .filter((radiusM, index, sorted) => radiusM !== sorted[index - 1]),
  );
  readonly defaultEncoder = $derived(this.encoders.find(({ isDefault }) => isDefault) ?? null);
  private watching = new AbortController();
  /** Told of tasks that ended since they were last looked at. */
  private endListeners: { taskId: number; onEnd: (task: Task) => void }[] = [];

  constructor(private readonly messages: Messages) {}

  classOf(classId: string): LabelClassInfo | undefined {
    return this.classes.find(({ id }) => id === classId);
  }

  /** Opens the project at a path that was chosen once; where it is damaged, its last backup is offered. */
  openAt(path: string): Promise<void> {
    return this.open((engine) => engine.project.open({ path }), path);
  }

  /**
   * Opens a project by what `open` asks of the engine, and follows it from then on.
   * @param path where there is a project already
   */
  async open(open: (engine: Engine) => Promise<ProjectInfo>, path: string | null = null): Promise<void> {
    const engine = this.reached;
    if (engine === null) return;
    // A project of an engine that died has no work to be stopped.
    if (this.engine === engine && !(await window.workbench.mayStopWork('leave'))) return;
    this.opening = true;
    this.failure = null;
    this.wayOut = null;
    try {
      const info = await open(engine);
      this.watching.abort();
      this.watching = new AbortController();
      this.engine = engine;
      // The map goes to the terrain of the project that is open, and not to that of the last one.
      this.terrain = null;
      this.detections = null;
      this.info = info;
      this.tasks = [];
      this.endListeners = [];
      if (info.upgraded !== null) this.messages.note(upgradeText(info.name, info.upgraded));
      // Before the first look, so that nothing that changes meanwhile is missed.
      void this.follow(engine, this.watching.signal);
      await this.refresh([
        'dtms',
        'terrain',
        'classes',
        'labels',
        'encoders',
        'heads',
        'detections',
        'retrievals',
        'experiments',
        'explorations',
        'map-layers',
        'undo',
      ]);
      this.presets = await engine.encoders.presets();
      void this.followTasks(engine, this.watching.signal);
      void engine.project.device().then((device) => (this.device = device), this.report);
    } catch (error) {
      const wayOut = this.restoring(error, path);
      if (this.engine === engine) this.messages.error(error, wayOut);
      else {
        // An engine that was started again holds nothing of what was open in the last one.
        this.engine = null;
        this.info = null;
        this.failure = error instanceof Error ? error.message : String(error);
        this.wayOut = wayOut;
      }
    } finally {
      this.opening = false;
    }
  }

  /** What a damaged project is made anew of, where there is a backup. */
  private restoring(error: unknown, path: string | null): WayOut | null {
    if (!(error instanceof UserError && error.code === 'project-damaged') || path === null) return null;
    const take = (): void => void this.open((engine) => engine.project.restore({ path }));
    return { label: 'Restore backup', take };
  }

  /** Runs something that may fail, and shows the failure. */
  async attempt<T>(work: (engine: Engine) => Promise<T>): Promise<T | undefined> {
    if (this.engine === null) return undefined;
    try {
      return await work(this.engine);
    } catch (error) {
      this.messages.error(error);
      return undefined;
    }
  }

  /** Starts a task; `onEnd` is told how it ended. */
  async startTask(spec: TaskSpecInput, onEnd: (task: Task) => void = () => undefined): Promise<void> {
    const started = await this.attempt((engine) => engine.tasks.start(spec));
    if (started === undefined) return;
    this.endListeners.push({ taskId: started.taskId, onEnd });
    // It may have ended before the answer came.
    const task = this.tasks.find(({ id }) => id === started.taskId);
    if (task !== undefined) this.noticeEnd(task);
  }

  /** Fetches a run and its detections for the map; null shows none. */
  async showRun(runId: number | null): Promise<RunInfo | null> {
    if (runId === null) {
      this.detections = null;
      return null;
    }
    const answer = await this.attempt(async (engine) => ({
      runs: await engine.detections.runs(),
      columns: await engine.detections.list({ runId }),
    }));
    if (answer === undefined) return null;
    this.runs = answer.runs;
    this.detections = { runId, columns: answer.columns };
    return answer.runs.find(({ id }) => id === runId) ?? null;
  }

  private readonly report = (error: unknown): void => {
    this.messages.error(error);
  };

  private async follow(engine: Engine, signal: AbortSignal): Promise<void> {
    try {
      for await (const { topics } of engine.project.watch(undefined, signal)) await this.refresh(topics);
    } catch (error) {
      if (!signal.aborted) this.report(error);
    }
  }

  private async followTasks(engine: Engine, signal: AbortSignal): Promise<void> {
    try {
      const teller = new WorkTeller(window.workbench);
      for await (const tasks of engine.tasks.watch(undefined, signal)) {
        this.tasks = tasks;
        teller.tell(tasks);
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
    listener.onEnd(task);
  }

  private async refresh(topics: readonly Topic[]): Promise<void> {
    const { engine } = this;
    if (engine === null) return;
    const fetchers: Partial<Record<Topic, () => Promise<void>>> = {
      project: async () => {
        this.info = await engine.project.info();
      },
      dtms: async () => {
        this.dtms = await engine.dtms.list();
      },
      terrain: async () => {
        this.terrain = await engine.terrain.describe();
      },
      classes: async () => {
        this.classes = await engine.labels.classes();
      },
      labels: async () => {
        this.labels = await engine.labels.list();
      },
      encoders: async () => {
        this.encoders = await engine.encoders.list();
      },
      heads: async () => {
        this.heads = await engine.heads.list();
      },
      detections: async () => {
        this.runs = await engine.detections.runs();
        const shown = this.detections?.runId;
        if (shown !== undefined) await this.showRun(this.runs.some(({ id }) => id === shown) ? shown : null);
      },
      retrievals: async () => {
        this.retrievals = await engine.retrievals.list();
      },
      experiments: async () => {
        this.experiments = await engine.experiments.list();
      },
      explorations: async () => {
        this.explorations = await engine.explorations.list();
      },
      'map-layers': () => this.mapLayers.refresh(engine),
      undo: async () => {
        this.undo = await engine.project.undoState();
      },
    };
    await Promise.all(
      topics.flatMap((topic) => {
        const fetchPart = fetchers[topic];
        return fetchPart === undefined ? [] : [fetchPart().catch(this.report)];
      }),
    );
  }
}

const upgradeText = (name: string, { from, backup }: NonNullable<ProjectInfo['upgraded']>): string =>
  `${name} was upgraded from version ${from}. The file as it was is kept beside it as ${backup.replace(/^.*[\\/]/, '')}.` +
  (from < 4 ? ' Steps of before can no longer be taken back.' : '');
