import type { AreaInfo } from '../../shared/contract/areas';
import type { DtmInfo } from '../../shared/contract/dtms';
import type { DetectionColumns, RunInfo } from '../../shared/contract/detections';
import type { EncoderInfo, LayerInfo } from '../../shared/contract/encoders';
import type { Exploration } from '../../shared/contract/explorations';
import type { RunVerdict } from '../../shared/contract/gridDetections';
import type { ExperimentInfo } from '../../shared/contract/experiments';
import type { HeadInfo } from '../../shared/contract/heads';
import type { LabelClassInfo, LabelColumns } from '../../shared/contract/labels';
import type { ProjectInfo, Topic, UndoState } from '../../shared/contract/project';
import type { SavedRegion } from '../../shared/contract/regions';
import type { Retrieval } from '../../shared/contract/retrievals';
import type { Task } from '../../shared/task';
import type { Engine } from '../rpc';
import { MapLayersState } from './mapLayers.svelte';
import type { Messages } from './messages.svelte';

/** What the terrain covers, and the radii it carries. */
export type TerrainDescription = NonNullable<Awaited<ReturnType<Engine['terrain']['describe']>>>;
type Preset = Awaited<ReturnType<Engine['encoders']['presets']>>[number];

/** Shows what was fetched. */
type Show = () => void;

const fetched = async <T>(asked: Promise<T>, show: (value: T) => void): Promise<Show> => {
  const value = await asked;
  return () => {
    show(value);
  };
};

/** What the window shows of a project, part by part. */
export abstract class ProjectParts {
  info = $state.raw<ProjectInfo | null>(null);
  dtms = $state.raw<readonly DtmInfo[]>([]);
  terrain = $state.raw<TerrainDescription | null>(null);
  classes = $state.raw<readonly LabelClassInfo[]>([]);
  labels = $state.raw<LabelColumns | null>(null);
  /** In the order they were added. */
  areas = $state.raw<readonly AreaInfo[]>([]);
  /** By name. */
  regions = $state.raw<readonly SavedRegion[]>([]);
  encoders = $state.raw<readonly EncoderInfo[]>([]);
  presets = $state.raw<readonly Preset[]>([]);
  /** Lattices of stored embeddings. */
  layers = $state.raw<readonly LayerInfo[]>([]);
  heads = $state.raw<readonly HeadInfo[]>([]);
  runs = $state.raw<readonly RunInfo[]>([]);
  retrievals = $state.raw<readonly Retrieval[]>([]);
  /** Newest first. */
  experiments = $state.raw<readonly ExperimentInfo[]>([]);
  /** Newest first. */
  explorations = $state.raw<readonly Exploration[]>([]);
  readonly mapLayers: Readonly<MapLayersState> = new MapLayersState(this);
  undo = $state.raw<UndoState>({ undo: null, redo: null });
  tasks = $state.raw<readonly Task[]>([]);
  /** Detections of the run that is shown. */
  detections = $state.raw<{ readonly runId: number; readonly columns: DetectionColumns } | null>(null);
  /** Verdicts on detections of runs of the project's grid. */
  gridVerdicts = $state.raw<readonly RunVerdict[]>([]);
  readonly shownRun = $derived(this.runs.find(({ id }) => id === this.detections?.runId) ?? null);
  /** Radii to choose from, finest first: those that the terrain carries, and those of the shown run. */
  readonly radiiM: readonly number[] = $derived.by(() =>
    [...(this.terrain?.radiiM ?? []), ...(this.shownRun?.radiiM ?? [])]
      .sort((a, b) => a - b)
      .filter((radiusM, index, sorted) => radiusM !== sorted[index - 1]),
  );
  readonly defaultEncoder = $derived(this.encoders.find(({ isDefault }) => isDefault) ?? null);
  /** The run that is to be shown. */
  protected wantedRunId: number | null = null;

  constructor(protected readonly messages: Readonly<Messages>) {}

  abstract attempt<T>(work: (engine: Engine) => Promise<T>): Promise<T | undefined>;
  abstract change<T>(work: (engine: Engine) => Promise<T>): Promise<T | undefined>;

  classOf(classId: string): LabelClassInfo | undefined {
    return this.classes.find(({ id }) => id === classId);
  }

  protected readonly report = (error: unknown): void => {
    this.messages.error(error);
  };

  /** Fetches parts of the project, all where none are named, and gives what shows each. */
  protected fetch(engine: Engine, topics?: readonly Topic[]): Promise<Show[]> {
    const fetchers: Partial<Record<Topic, () => Promise<Show>>> = {
      project: () => fetched(engine.project.info(), (info) => (this.info = info)),
      dtms: () => fetched(engine.dtms.list(), (dtms) => (this.dtms = dtms)),
      terrain: () => fetched(engine.terrain.describe(), (terrain) => (this.terrain = terrain)),
      classes: () => fetched(engine.labels.classes(), (classes) => (this.classes = classes)),
      areas: () => fetched(engine.labels.areas(), (areas) => (this.areas = areas)),
      regions: () => fetched(engine.regions.list(), (regions) => (this.regions = regions)),
      labels: () => fetched(engine.labels.list(), (labels) => (this.labels = labels)),
      encoders: () => fetched(engine.encoders.list(), (encoders) => (this.encoders = encoders)),
      layers: () => fetched(engine.encoders.layers(), (layers) => (this.layers = layers)),
      heads: () => fetched(engine.heads.list(), (heads) => (this.heads = heads)),
      detections: () => this.fetchRuns(engine),
      'grid-verdicts': () => fetched(engine.grid.verdicts(), (verdicts) => (this.gridVerdicts = verdicts)),
      retrievals: () => fetched(engine.retrievals.list(), (retrievals) => (this.retrievals = retrievals)),
      experiments: () =>
        fetched(engine.experiments.list(), (experiments) => (this.experiments = experiments)),
      explorations: () =>
        fetched(engine.explorations.list(), (explorations) => (this.explorations = explorations)),
      'map-layers': () => this.mapLayers.fetch(engine),
      undo: () => fetched(engine.project.undoState(), (undo) => (this.undo = undo)),
    };
    const asked = topics?.flatMap((topic) => fetchers[topic] ?? []) ?? Object.values(fetchers);
    return Promise.all(
      asked.map((fetchPart) =>
        fetchPart().catch((error: unknown) => () => {
          this.report(error);
        }),
      ),
    );
  }

  private async fetchRuns(engine: Engine): Promise<Show> {
    const runs = await engine.detections.runs();
    const runId = runs.find(({ id }) => id === this.wantedRunId)?.id;
    const columns = runId === undefined ? null : await engine.detections.list({ runId });
    return () => {
      this.runs = runs;
      if (runId === undefined || columns === null) this.detections = null;
      else if (runId === this.wantedRunId) this.detections = { runId, columns };
    };
  }

  /** Shows nothing of the last project. */
  protected clear(): void {
    [this.areas, this.regions] = [[], []];
    [this.dtms, this.classes, this.encoders, this.heads, this.runs] = [[], [], [], [], []];
    [this.retrievals, this.experiments, this.explorations, this.tasks] = [[], [], [], []];
    [this.layers, this.gridVerdicts] = [[], []];
    [this.terrain, this.labels, this.detections, this.wantedRunId] = [null, null, null, null];
    this.undo = { undo: null, redo: null };
  }
}
