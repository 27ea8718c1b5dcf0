import { untrack } from 'svelte';
import type { Exploration, ExplorationPlaces, LabelledPlaces } from '../../../shared/contract/explorations';
import type { FetchPlaces, PlaceColours, PlaceTiles } from '../../map/placeTiles';
import { project } from '../../state/workbench.svelte';
import { brush, type Brushed, type BrushMode } from './brush';
import { showOnMap } from './showOnMap';
import { remembered } from './remembered';
import {
  brushedColours,
  clusterColours,
  componentColours,
  plainColours,
  planeColours,
  probabilityColours,
} from './placeColours';

/** What says where a place is in the plot, and its colour on the map. */
export type Space = 'components' | 'umap';

/** What colours the places in the plot: a head by its id, else by name. */
export type Colouring = 'embedding' | 'clusters' | 'labels' | number;

/** Places of one exploration, and for which state of it they were fetched. */
interface Fetched {
  readonly explorationId: number;
  readonly state: string;
  readonly places: ExplorationPlaces;
}

/** The exploration that is shown in the plot and on the map, and which of its places are brushed. */
class ExploreState {
  /** The chosen exploration; the newest if none was chosen, or if it was removed. */
  chosenId = $state<number | null>(null);
  space = $state<Space>('components');
  colouring = $state<Colouring>('embedding');
  /** Null where nothing is brushed. */
  brushed = $state.raw<Brushed | null>(null);
  /** Labels on the places. */
  labelled = $state.raw<LabelledPlaces | null>(null);
  /** The newest exploration when a new one was asked for; null where none was. */
  private expectedAfter: number | null = null;
  private readonly path = $derived(project.info?.path);
  private fetched = $state.raw<Fetched | null>(null);
  private probabilities = $state.raw<{ readonly key: string; readonly values: Float32Array } | null>(null);

  readonly shown = $derived<Exploration | null>(
    project.explorations.find(({ id }) => id === this.chosenId) ?? project.explorations[0] ?? null,
  );
  /** Null until they have arrived. */
  readonly places = $derived<ExplorationPlaces | null>(
    this.fetched?.explorationId === this.shown?.id ? (this.fetched?.places ?? null) : null,
  );
  /** UMAP comes last: until then there are components alone. */
  readonly shownSpace = $derived<Space>((this.places?.layout ?? null) === null ? 'components' : this.space);
  /** Map tiles of the places; what was fetched serves for other colours as well. */
  private readonly fetchTile = $derived.by<FetchPlaces | null>(() => {
    const { engine } = project;
    const explorationId = this.shown?.id;
    if (engine === null || explorationId === undefined) return null;
    return remembered((z, x, y) => engine.explorations.tile({ explorationId, z, x, y }));
  });
  readonly embeddingColours = $derived<PlaceColours | null>(
    this.places === null
      ? null
      : this.shownSpace === 'umap' && this.places.layout !== null
        ? planeColours(this.places.layout)
        : componentColours(this.places.components),
  );
  readonly clusterColours = $derived<PlaceColours | null>(
    this.places === null ? null : clusterColours(this.places.clusters),
  );
  /** Null where nothing is brushed. */
  readonly brushedColours = $derived<PlaceColours | null>(
    this.brushed === null ? null : brushedColours(this.brushed),
  );
  /** Colours in the plot. */
  readonly plotColours = $derived.by<PlaceColours | null>(() => {
    if (this.places === null) return null;
    if (this.colouring === 'embedding') return this.embeddingColours;
    if (this.colouring === 'clusters') return this.clusterColours;
    const head = project.heads.find(({ id }) => id === this.colouring);
    if (head === undefined || this.probabilities?.key !== `${this.shown?.id} ${head.id}`)
      return plainColours(this.places.cells.length);
    return probabilityColours(this.probabilities.values, project.classOf(head.classId)?.colour ?? '#0b6b69');
  });

  constructor() {
    $effect.root(() => {
      $effect(() => {
        // Explorations of two projects may have the same id.
        if (this.path !== undefined)
          untrack(() => {
            this.forget();
          });
      });
      $effect(() => {
        void this.fetchPlaces(this.shown);
      });
      $effect(() => {
        // Labels are asked for again whenever they changed.
        if (this.shown !== null && project.labels !== null) void this.fetchLabels(this.shown.id);
      });
      $effect(() => {
        if (this.shown !== null && typeof this.colouring === 'number')
          void this.fetchProbabilities(this.shown.id, this.colouring);
      });
    });
  }

  /** What the map draws of the places in these colours; null for nothing. */
  tilesIn(colours: PlaceColours | null): PlaceTiles | null {
    const { fetchTile: fetch } = this;
    return fetch === null || colours === null ? null : { fetch, colours };
  }

  private forget(): void {
    this.chosenId = null;
    this.brushed = null;
    this.labelled = null;
    this.expectedAfter = null;
    this.fetched = null;
    this.probabilities = null;
  }

  choose(explorationId: number): void {
    this.chosenId = explorationId;
  }

  showSpace(space: Space): void {
    this.space = space;
  }

  colourBy(colouring: Colouring): void {
    this.colouring = colouring;
  }

  /** Shows the next exploration as soon as it is there, in the plot and on the map. */
  expectNew(): void {
    this.chosenId = null;
    this.expectedAfter = project.explorations[0]?.id ?? 0;
  }

  /** Brushes places; null brushes none. */
  brush(isHit: ((place: number) => boolean) | null, mode: BrushMode = 'replace'): void {
    if (isHit === null || this.places === null) {
      this.brushed = null;
      return;
    }
    const brushed = brush(this.brushed, isHit, this.places.cells.length, mode);
    this.brushed = brushed.includes(1) ? brushed : null;
  }

  private async fetchPlaces(shown: Exploration | null): Promise<void> {
    if (shown === null) {
      this.fetched = null;
      this.brushed = null;
      return;
    }
    const { id, hasLayout, clusterSizes } = shown;
    const state = `${hasLayout} ${clusterSizes.join()}`;
    if (this.fetched?.explorationId === id && this.fetched.state === state) return;
    const places = await project.attempt((engine) => engine.explorations.places({ explorationId: id }));
    if (places === undefined || this.shown !== shown) return;
    // Other clusters or a layout leave the places as they were.
    if (this.places === null) this.brushed = null;
    this.fetched = { explorationId: id, state, places };
    if (this.expectedAfter === null || id <= this.expectedAfter) return;
    this.expectedAfter = null;
    this.colouring = 'embedding';
    await showOnMap('embedding');
  }

  private async fetchLabels(explorationId: number): Promise<void> {
    const { labels } = project;
    const labelled = await project.attempt((engine) => engine.explorations.labels({ explorationId }));
    if (labelled === undefined || this.shown?.id !== explorationId || project.labels !== labels) return;
    this.labelled = labelled;
  }

  private async fetchProbabilities(explorationId: number, headId: number): Promise<void> {
    const key = `${explorationId} ${headId}`;
    if (this.probabilities?.key === key) return;
    const values = await project.attempt((engine) =>
      engine.explorations.probabilities({ explorationId, headId }),
    );
    if (values !== undefined && this.colouring === headId && this.shown?.id === explorationId)
      this.probabilities = { key, values };
  }
}

/** The one exploration that the window shows. */
export const explore: Readonly<ExploreState> = new ExploreState();
