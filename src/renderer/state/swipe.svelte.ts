import type { DetectionColumns, RunInfo } from '../../shared/contract/detections';
import type { DtmInfo } from '../../shared/contract/dtms';
import { Fetched } from './fetched.svelte';
import type { ProjectState } from './project.svelte';

/** What the two sides of the map differ in. */
export type Swiped = 'runs' | 'dtms';

/** Two sides of the map with a divider between them. The left side of a comparison of runs is the shown run. */
export class SwipeState {
  /** What is compared; null: nothing, and there is one map. */
  what = $state<Swiped | null>(null);
  /** How far the divider is from the left edge, as a share of the map's width, 0..1. */
  share = $state(0.5);
  private chosenRunId = $state<number | null>(null);
  private chosenDtmIds = $state.raw<readonly [left: number | null, right: number | null]>([null, null]);

  /** Runs that the right side can show. */
  readonly otherRuns: readonly RunInfo[] = $derived.by(() =>
    this.project.runs.filter(({ id }) => id !== this.project.shownRun?.id),
  );
  /** DTMs that either side can show. */
  readonly dtms: readonly DtmInfo[] = $derived.by(() =>
    this.project.dtms.filter(({ state }) => state === 'ready'),
  );
  /** What can be compared now. */
  readonly possible: readonly Swiped[] = $derived.by(() => [
    ...(this.project.shownRun !== null && this.otherRuns.length > 0 ? (['runs'] as const) : []),
    ...(this.dtms.length > 1 ? (['dtms'] as const) : []),
  ]);
  /** What is compared, as long as it can be. */
  readonly on: Swiped | null = $derived(
    this.what !== null && this.possible.includes(this.what) ? this.what : null,
  );
  /** The run of the right side; null where no runs are compared. */
  readonly run: RunInfo | null = $derived(
    this.on !== 'runs'
      ? null
      : (this.otherRuns.find(({ id }) => id === this.chosenRunId) ?? this.otherRuns.at(-1) ?? null),
  );
  /** The detections of that run; null until they are there. */
  readonly detections: DetectionColumns | null = $derived.by(() => this.fetched.current ?? null);
  // A run that is gone is not among the others either.
  private readonly fetched = new Fetched(
    (signal) =>
      this.run === null || this.project.engine === null
        ? null
        : this.project.engine.detections.list({ runId: this.run.id }, signal),
    { lasting: true },
  );
  /** The DTMs of the sides; null where none are compared. */
  readonly dtmIds: readonly [left: number, right: number] | null = $derived.by(() => {
    if (this.on !== 'dtms') return null;
    const [left, right] = this.chosenDtmIds;
    const known = (id: number | null): DtmInfo | undefined => this.dtms.find((dtm) => dtm.id === id);
    const first = known(left) ?? this.dtms.find(({ id }) => id !== right);
    const second = known(right) ?? this.dtms.find(({ id }) => id !== first?.id);
    return first === undefined || second === undefined ? null : [first.id, second.id];
  });

  constructor(private readonly project: Readonly<ProjectState>) {}

  /** Compares runs or DTMs; null ends it. */
  compare(what: Swiped | null): void {
    this.what = what;
  }

  /** Forgets what belongs to the project that is left. */
  leaveProject(): void {
    this.what = null;
    this.chosenRunId = null;
    this.chosenDtmIds = [null, null];
  }

  chooseRun(runId: number): void {
    this.chosenRunId = runId;
  }

  chooseDtm(side: 'left' | 'right', dtmId: number): void {
    const [left, right] = this.dtmIds ?? [null, null];
    this.chosenDtmIds = side === 'left' ? [dtmId, right] : [left, dtmId];
  }

  /** Moves the divider. @param share of the map's width; what lies outside 0..1 is at an edge */
  divideAt(share: number): void {
    this.share = Math.max(0, Math.min(1, share));
  }
}
