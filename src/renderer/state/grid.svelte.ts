import type { GridState } from '../../shared/contract/grid';
import type { GridLayer } from '../../shared/contract/gridSearch';
import type { DetectionColumns, RunInfo } from '../../shared/contract/detections';
import type {
  GridRunInfo,
  SampledDetections,
  StrongestDetections,
} from '../../shared/contract/gridDetections';
import type { GridHeadInfo } from '../../shared/contract/gridHeads';
import type { LonLatBox } from '../../shared/geo/lonLat';
import { GridVerdicts } from '../../shared/mapQuality/gridVerdicts';
import type { Checkable } from '../../shared/mapQuality/spotCheck';
import type { Engine } from '../rpc';
import type { ProjectState } from './project.svelte';
import type { ViewState } from './view.svelte';

/** The most detections that are shown at once: the strongest of those in view. */
const MOST_SHOWN = 20_000;

/** A grid's run as one of a project, which may have several radii. */
export const asRun = ({ classIds, radiusM }: GridRunInfo): Pick<RunInfo, 'classIds' | 'radiiM'> => ({
  classIds,
  radiiM: [radiusM],
});

/** Detections of a run of a grid in a part of it. */
export interface DetectionsIn {
  readonly run: GridRunInfo;
  /** Strongest first. */
  readonly columns: DetectionColumns;
  /** Whether these are all that there are. */
  readonly isAll: boolean;
}

/** The grid that the open project belongs to, if any. */
export class SharedGrid {
  /** How the project is with it; null until that is known. */
  state = $state.raw<GridState | null>(null);
  /** What it has embedded; none while it is cut off. */
  layers = $state.raw<readonly GridLayer[]>([]);
  /** What was detected in all of it, newest first; nothing while it is cut off. */
  runs = $state.raw<readonly GridRunInfo[]>([]);
  /** Heads that people sent to it, newest first; none while it is cut off. */
  heads = $state.raw<readonly GridHeadInfo[]>([]);
  private runId = $state<string | null>(null);
  /** Why its detections are not shown. */
  failure = $state<string | null>(null);
  private strongest = $state.raw<StrongestDetections | null>(null);
  readonly reached = $derived(this.state?.state === 'synchronised' || this.state?.state === 'waiting');

  /** Its server and database, without a login. */
  readonly name = $derived(this.state?.grid?.replace(/^\w+:\/\/(.*@)?/, '') ?? '');

  /** The run whose detections are shown; null: none. */
  readonly run = $derived.by(() => this.runs.find(({ id }) => id === this.runId) ?? null);
  private readonly shownId = $derived(this.run?.id ?? null);
  private readonly verdicts = $derived.by(() => new GridVerdicts(this.shownId, this.project.gridVerdicts));
  /** How many of its detections people have judged. */
  readonly judged = $derived(this.verdicts.size);
  /** The class that a sample of its detections is wanted of; null: none. */
  private sampledClassId = $state<string | null>(null);
  /** How far that is read; null: not begun. */
  sample = $state.raw<SampledDetections | null>(null);
  /** Why there is none. */
  sampleFailure = $state<string | null>(null);
  /** The sample in the order in which it is judged; nothing until all shards are read. */
  readonly sampleOrder = $derived.by((): Checkable[] => {
    const { sample, sampledClassId, verdicts } = this;
    if (sample === null || sampledClassId === null) return [];
    const { lonDeg, latDeg, probability } = sample;
    return Array.from(lonDeg, (lon, index) => {
      const lat = latDeg[index] ?? NaN;
      return {
        ...{ lonDeg: lon, latDeg: lat, probability: probability[index] ?? NaN },
        verdict: verdicts.of(sampledClassId, lon, lat),
      };
    });
  });
  /** How far the detections in view are read; null while none are shown. */
  readonly found = $derived.by(() => (this.run === null ? null : this.strongest));
  /** The detections in view as those of a project's run, strongest first. */
  readonly columns = $derived.by((): DetectionColumns | null => {
    const { found, run } = this;
    return found === null || run === null ? null : this.verdicts.columnsOf(run, found);
  });

  constructor(
    private readonly project: Readonly<ProjectState>,
    private readonly view: Readonly<ViewState>,
  ) {
    const path = $derived(project.info?.path);
    $effect.root(() => {
      $effect(() => {
        const { engine } = project;
        this.state = null;
        if (engine === null || path === undefined) return;
        const watching = new AbortController();
        void this.follow(engine, watching.signal).catch(() => undefined);
        return () => {
          watching.abort();
        };
      });
      $effect(() => {
        if (this.reached) void this.renew();
        else [this.layers, this.runs, this.heads] = [[], [], []];
      });
      $effect(() => {
        // One at a time is on the map.
        if (project.shownRun !== null) this.runId = null;
      });
      $effect(() => {
        const { engine } = project;
        const { run } = this;
        if (engine === null || run === null || this.view.extent === null) return;
        const reading = new AbortController();
        this.failure = null;
        this.read(engine, run.id, this.view.threshold, this.view.extent, reading.signal).catch(
          (error: unknown) => {
            if (!reading.signal.aborted)
              this.failure = error instanceof Error ? error.message : String(error);
          },
        );
        return () => {
          reading.abort();
        };
      });
      $effect(() => {
        const { engine } = project;
        const { shownId, sampledClassId } = this;
        const { threshold } = this.view;
        this.sample = null;
        this.sampleFailure = null;
        if (engine === null || shownId === null || sampledClassId === null) return;
        const reading = new AbortController();
        this.readSample(engine, shownId, sampledClassId, threshold, reading.signal).catch(
          (error: unknown) => {
            if (!reading.signal.aborted)
              this.sampleFailure = error instanceof Error ? error.message : String(error);
          },
        );
        return () => {
          reading.abort();
        };
      });
    });
  }

  /** Asks anew what it has. */
  async renew(): Promise<void> {
    const found = await this.project.attempt((engine) =>
      Promise.all([engine.grid.layers(), engine.grid.runs(), engine.grid.heads()]),
    );
    [this.layers, this.runs, this.heads] = (this.reached ? found : undefined) ?? [[], [], []];
  }

  /** Shows the detections of a run, from its own threshold on, in place of those of the project; null: none. */
  async show(run: GridRunInfo | null): Promise<void> {
    this.strongest = null;
    this.runId = run?.id ?? null;
    if (run === null) return;
    await this.project.showRun(null);
    this.view.showProbability(null);
    this.view.chooseThreshold(run.threshold);
  }

  /** Reads a random sample of the shown run's detections of a class, at the threshold that is shown; null: none. */
  sampleOf(classId: string | null): void {
    this.sampledClassId = classId;
  }

  /** Shows none of its runs: another project is shown. */
  leaveProject(): void {
    this.runId = null;
    this.strongest = null;
    this.failure = null;
    this.sampledClassId = null;
  }

  /** Sends it a head of the project, where others find it. @returns whether it was sent */
  async sendHead(headId: number): Promise<boolean> {
    const key = await this.project.attempt((engine) => engine.grid.sendHead({ headId }));
    if (key !== undefined) await this.renew();
    return key !== undefined;
  }

  /**
   * The strongest detections of the shown run in a box, once all shards there are read; null while none is shown.
   * @throws UserError `network` where the grid is cut off; as the grid does
   */
  async detectionsIn(box: LonLatBox, signal: AbortSignal): Promise<DetectionsIn | null> {
    const { run, verdicts } = this;
    const { engine } = this.project;
    if (run === null || engine === null) return null;
    const asked = { runId: run.id, from: this.view.threshold, box, most: MOST_SHOWN };
    let last: StrongestDetections | null = null;
    for await (const found of engine.grid.detections(asked, signal)) last = found;
    return last === null ? null : { run, columns: verdicts.columnsOf(run, last), isAll: last.isAll };
  }

  private async read(
    engine: Engine,
    runId: string,
    from: number,
    box: LonLatBox,
    signal: AbortSignal,
  ): Promise<void> {
    for await (const found of engine.grid.detections({ runId, from, box, most: MOST_SHOWN }, signal))
      if (!signal.aborted) this.strongest = found;
  }

  private async readSample(
    engine: Engine,
    runId: string,
    classId: string,
    from: number,
    signal: AbortSignal,
  ): Promise<void> {
    for await (const sample of engine.grid.sample({ runId, classId, from }, signal))
      if (!signal.aborted) this.sample = sample;
  }

  private async follow(engine: Engine, signal: AbortSignal): Promise<void> {
    for await (const next of engine.grid.state(undefined, signal)) this.state = next;
  }
}
