import type { LonLat } from '../../../shared/geo/lonLat';
import { project, view } from '../../state/workbench.svelte';

/** How look-alikes are searched for. */
class SearchState {
  k = $state(20);
  inView = $state(false);
  orientationMatters = $state(false);
  /** Whether places at other radii count as look-alikes. */
  otherScales = $state(false);
  /** Radii that were ticked; null: all. */
  private chosenM = $state.raw<readonly number[] | null>(null);

  /** Radii that are searched, finest first. */
  readonly radiiM = $derived.by((): number[] => {
    if (!this.otherScales) return [view.radiusM];
    return project.radiiM.filter((radiusM) => this.chosenM?.includes(radiusM) ?? true);
  });
  /** The default encoder may not see orientation. */
  readonly isInvariant = $derived.by(() => project.defaultEncoder?.card.invariant === true);

  choose(radiiM: readonly number[]): void {
    this.chosenM = radiiM;
  }

  /** Finds the look-alikes of places, and shows them when they are found. */
  async find(queries: readonly LonLat[], otherScales = this.otherScales): Promise<void> {
    this.otherScales = otherScales;
    view.queries = [...queries];
    view.panel = 'retrieve';
    await project.startTask(
      {
        kind: 'retrieve',
        locations: [...queries],
        radiusM: view.radiusM,
        searchRadiiM: this.radiiM,
        k: this.k,
        orientationMatters: this.orientationMatters && !this.isInvariant,
        ...(this.inView && view.extent !== null ? { box: view.extent } : {}),
      },
      (task) => {
        if (task.result?.kind === 'retrieval') view.retrievalId = task.result.retrievalId;
      },
    );
  }
}

export const search = new SearchState();
