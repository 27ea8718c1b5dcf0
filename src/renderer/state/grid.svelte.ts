import type { GridState } from '../../shared/contract/grid';
import type { GridLayer } from '../../shared/contract/gridSearch';
import type { DetectionColumns } from '../../shared/contract/detections';
import type { GridRunInfo, StrongestDetections } from '../../shared/contract/gridDetections';
import type { GridHeadInfo } from '../../shared/contract/gridHeads';
import type { LonLatBox } from '../../shared/geo/lonLat';
import type { Engine } from '../rpc';
import type { ProjectState } from './project.svelte';
import type { ViewState } from './view.svelte';

/** The most detections that are shown at once: the strongest of those in view. */
const MOST_SHOWN = 20_000;

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

  /** The run whose detections are shown; null: none. */
  readonly run = $derived.by(() => this.runs.find(({ id }) => id === this.runId) ?? null);
  /** How far the detections in view are read; null while none are shown. */
  readonly found = $derived.by(() => (this.run === null ? null : this.strongest));
  /** The detections in view as those of a project's run, strongest first. */
  readonly columns = $derived.by((): DetectionColumns | null => {
    if (this.found === null) return null;
    const { lonDeg, latDeg, probability, classIndex } = this.found;
    const none = new Uint8Array(lonDeg.length);
    return { lonDeg, latDeg, probability, classIndex, radiusIndex: Uint16Array.from(none), verdict: none };
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

  /** Shows none of its runs: another project is shown. */
  leaveProject(): void {
    this.runId = null;
    this.strongest = null;
    this.failure = null;
  }

  /** Sends it a head of the project, where others find it. @returns whether it was sent */
  async sendHead(headId: number): Promise<boolean> {
    const key = await this.project.attempt((engine) => engine.grid.sendHead({ headId }));
    if (key !== undefined) await this.renew();
    return key !== undefined;
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

  private async follow(engine: Engine, signal: AbortSignal): Promise<void> {
    for await (const next of engine.grid.state(undefined, signal)) this.state = next;
  }
}
