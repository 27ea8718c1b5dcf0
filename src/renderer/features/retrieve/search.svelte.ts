import type { GridLayer } from '../../../shared/contract/gridSearch';
import type { LonLat } from '../../../shared/geo/lonLat';
import { grid, project, view } from '../../state/workbench.svelte';
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

  /** Where it was chosen to search; null: nowhere yet. */
  private where = $state<'grid' | 'project' | null>(null);
  /** Encoder and step that were chosen of a grid. */
  private gridChoice = $state.raw<Pick<GridLayer, 'encoder' | 'stepM'> | null>(null);

  /** Whether all of the project's grid is searched: that is what its projects are for, where it has embeddings. */
  readonly inGrid = $derived.by(() => grid.layers.length > 0 && this.where !== 'project');
  /** The layer of the grid that examples are looked for in: of those of the chosen encoder the nearest to the current radius. */
  readonly gridLayer = $derived.by((): GridLayer | null => {
    const { encoder, stepM } = this.gridChoice ?? { encoder: project.defaultEncoder?.ownName, stepM: 0 };
    const offBy = (layer: GridLayer): number[] => [
      layer.encoder === encoder ? 0 : 1,
      Math.abs(Math.log(layer.radiusM / view.radiusM)),
      Math.abs(layer.stepM - stepM),
    ];
    return [...grid.layers].sort((a, b) => compared(offBy(a), offBy(b)))[0] ?? null;
  });
  /** Radius of the examples' patches, metres. */
  readonly radiusM = $derived.by(() => (this.inGrid ? (this.gridLayer?.radiusM ?? 0) : view.radiusM));
  /** Radii that may be searched, finest first. */
  readonly offeredM = $derived.by((): readonly number[] => {
    const { gridLayer, inGrid } = this;
    if (!inGrid) return project.radiiM;
    const same = grid.layers.filter(({ encoderKey }) => encoderKey === gridLayer?.encoderKey);
    return [...new Set(same.map(({ radiusM }) => radiusM))].sort((a, b) => a - b);
  });
  /** Radii that are searched, finest first. */
  readonly radiiM = $derived.by((): number[] => {
    if (!this.otherScales) return [this.radiusM];
    return this.offeredM.filter((radiusM) => this.chosenM?.includes(radiusM) ?? true);
  });
  /** The encoder that is searched with; null: one of the grid that the project does not have yet. */
  readonly encoder = $derived.by(() => {
    const { inGrid, gridLayer } = this;
    return inGrid
      ? (project.encoders.find(({ ownName }) => ownName === gridLayer?.encoder) ?? null)
      : project.defaultEncoder;
  });
  readonly isInvariant = $derived.by(() => this.encoder?.card.invariant === true);

  change(options: Partial<SearchOptions>): void {
    Object.assign(this, options);
  }

  searchIn(where: 'grid' | 'project'): void {
    this.where = where;
  }

  /** Chooses encoder, radius and step of the grid. */
  chooseGridLayer(layerId: string): void {
    const layer = grid.layers.find(({ id }) => id === layerId);
    if (layer === undefined) return;
    this.gridChoice = layer;
    view.chooseRadius(layer.radiusM);
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
        radiusM: this.radiusM,
        searchRadiiM: this.radiiM,
        gridLayerIds: this.inGrid ? this.gridLayerIds() : null,
        k: this.k,
        orientationMatters: this.orientationMatters && !this.isInvariant,
        box: regionOf(this.region),
      },
      (task) => {
        if (task.result?.kind === 'retrieval') view.showRetrieval(task.result.retrievalId);
      },
    );
  }

  /** Layers of the grid at the radii that are searched: the chosen one, at other radii that with the finest step. */
  private gridLayerIds(): string[] {
    const { gridLayer } = this;
    return this.radiiM.flatMap((radiusM) => {
      if (radiusM === gridLayer?.radiusM) return gridLayer.id;
      const [finest] = grid.layers
        .filter((layer) => layer.encoderKey === gridLayer?.encoderKey && layer.radiusM === radiusM)
        .sort((a, b) => a.stepM - b.stepM);
      return finest?.id ?? [];
    });
  }
}

/** Compares lists of numbers by the first that differs. */
const compared = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, index) => value - (b[index] ?? NaN)).find((difference) => difference !== 0) ?? 0;

export const search: Readonly<SearchState> = new SearchState();
