import type { LonLat } from '../../../shared/geo/lonLat';
import { project, view } from '../../state/workbench.svelte';
import { EVERYWHERE, regionOf, type RegionChoice } from '../regions/regionChoice';

/** What is chosen of a search. */
interface SearchOptions {
  readonly k: number;
  /** Where look-alikes may lie. */
  readonly region: RegionChoice;
  readonly orientationMatters: boolean;
  /** Whether places at other radii count as look-alikes. */
  readonly otherScales: boolean;
}

/** How look-alikes are searched for. */
class SearchState implements SearchOptions {
  k = $state(20);
  region = $state.raw<RegionChoice>(EVERYWHERE);
  orientationMatters = $state(false);
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

  change(options: Partial<SearchOptions>): void {
    Object.assign(this, options);
  }

  choose(radiiM: readonly number[]): void {
    this.chosenM = radiiM;
  }

  /** Finds the look-alikes of the marked places that are not like those marked so. */
  findMarked(): Promise<void> {
    return this.find(view.queries, this.otherScales, view.unlike);
  }

  /** Finds the look-alikes of places, and shows them when they are found. */
  async find(
    queries: readonly LonLat[],
    otherScales: boolean,
    unlike: readonly LonLat[] = [],
  ): Promise<void> {
    this.otherScales = otherScales;
    view.markQueries(queries, unlike);
    view.openPanel('retrieve');
    await project.startTask(
      {
        kind: 'retrieve',
        locations: [...queries],
        unlike: [...unlike],
        radiusM: view.radiusM,
        searchRadiiM: this.radiiM,
        k: this.k,
        orientationMatters: this.orientationMatters && !this.isInvariant,
        box: regionOf(this.region),
      },
      (task) => {
        if (task.result?.kind === 'retrieval') view.showRetrieval(task.result.retrievalId);
      },
    );
  }
}

export const search: Readonly<SearchState> = new SearchState();
