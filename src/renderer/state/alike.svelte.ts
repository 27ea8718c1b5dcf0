import type { LonLatBox } from '../../shared/geo/lonLat';
import type { ProjectState } from './project.svelte';
import type { ViewState } from './view.svelte';

/** What places are compared with: the examples of a retrieval, at one of the radii that it searched. */
interface Compared {
  readonly retrievalId: number;
  readonly radiusM: number;
}

/** Lights up all places that are alike enough: their distances are fetched once, and a threshold is put to them here. */
export class AlikeState {
  /** Whether places light up. */
  on = $state(false);
  /** The most alike share of all compared places that lights up, 0..1. */
  share = $state(0.01);
  /** Distances of all places of the lattice, ascending; null until they have arrived. */
  private all = $state.raw<Float32Array | null>(null);
  /** The same of those in the view. */
  private inView = $state.raw<Float32Array | null>(null);

  /** The retrieval that is shown, at the current radius if that was searched; null while nothing lights up. */
  private readonly compared = $derived.by((): Compared | null => {
    const retrieval = this.project.retrievals.find(({ id }) => id === this.view.retrievalId);
    const radiiM = retrieval?.searched.map(({ radiusM }) => radiusM) ?? [];
    const radiusM = radiiM.includes(this.view.radiusM) ? this.view.radiusM : radiiM[0];
    if (!this.on || retrieval === undefined || retrieval.inGrid || radiusM === undefined) return null;
    return { retrievalId: retrieval.id, radiusM };
  });
  /** What the map draws; null until there is something. */
  readonly drawn = $derived(this.all === null ? null : this.compared);
  readonly waits = $derived.by(() => this.compared !== null && this.all === null);
  /** Number of places that were compared. */
  readonly total = $derived(this.all?.length ?? 0);
  /** The greatest distance of places that light up; 0 while there are none. */
  readonly reach = $derived.by(() => this.all?.[Math.max(0, Math.ceil(this.share * this.total) - 1)] ?? 0);
  /** How many places in the view light up; null while that is being counted. */
  readonly count = $derived.by(() => (this.inView === null ? null : countUpTo(this.inView, this.reach)));

  constructor(
    private readonly project: Readonly<ProjectState>,
    private readonly view: Readonly<ViewState>,
  ) {
    $effect.root(() => {
      $effect(() => {
        this.all = null;
        return this.fetch(this.compared, undefined, (found) => (this.all = found));
      });
      $effect(() => {
        this.inView = null;
        const { extent } = this.view;
        if (extent === null) return;
        return this.fetch(this.drawn, extent, (found) => (this.inView = found));
      });
    });
  }

  light(on: boolean): void {
    this.on = on;
  }

  /** @param share 0..1 */
  choose(share: number): void {
    this.share = share;
  }

  /**
   * Fetches distances, again when the stored embeddings change; where there are none, nothing lights up any more. Returns what makes
   * the answer come too late.
   */
  private fetch(
    compared: Compared | null,
    box: LonLatBox | undefined,
    show: (distances: Float32Array) => void,
  ): (() => void) | undefined {
    if (compared === null || this.project.layers.length === 0) return undefined;
    let isOld = false;
    const asked = box === undefined ? compared : { ...compared, box };
    void this.project
      .attempt((engine) => engine.retrievals.distances(asked))
      .then((found) => {
        if (isOld) return;
        if (found === undefined) this.on = false;
        else show(found);
      });
    return () => {
      isOld = true;
    };
  }
}

/** How many of some numbers, ascending, are at most a limit. */
function countUpTo(ascending: Float32Array, limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? NaN) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
