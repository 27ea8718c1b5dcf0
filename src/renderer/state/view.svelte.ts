import type { EastNorth } from '../../shared/geo/coordinates';
import type { LonLat, LonLatBox } from '../../shared/geo/lonLat';
import type { PanelId } from '../../shared/window/panels';
import type { ProjectView, RadiiShown } from '../../shared/window/projectView';

/** What a click on the map does. */
export type Tool =
  'select' | 'positive' | 'negative' | 'area' | 'no-area' | 'retrieve' | 'measure' | 'profile';

/** What is under the pointer, or was when it left the map. */
export interface Pointer extends LonLat {
  readonly elevationM: number | null;
  /** The place in the CRS of the finest DTM. */
  readonly inCrs: EastNorth | null;
  /** Code of the landform that is drawn there (src/shared/terrain/landforms.ts), 0 for none. */
  readonly landform: number;
}

/** Where the map is to go: a box, a place, or so many zoom steps nearer. */
export type MapTarget =
  | { readonly box: [number, number, number, number] }
  | { readonly centre: LonLat }
  | { readonly zoomSteps: number };

/** How the window shows the project: tools, scale. */
export class ViewState {
  tool = $state<Tool>('select');
  /** What the tools for areas draw. */
  areaShape = $state<'polygon' | 'box'>('polygon');
  /** The area in hand: the map makes it stand out. */
  areaId = $state<number | null>(null);
  panel = $state<PanelId>('detect');
  activeClassId = $state('peak');
  /** Radius in hand, metres. */
  radiusM = $state(0);
  radiiShown = $state<RadiiShown>('one');
  /** Finest and widest radius of the range, metres. */
  rangeM = $state.raw<readonly [number, number]>([0, Infinity]);
  /** Class whose probability map is shown; null shows none. */
  probabilityClassId = $state<string | null>(null);
  /** Detections below it are left out at once; the engine then finds them anew. */
  threshold = $state(0.5);
  overlaysHidden = $state(false);
  queries = $state.raw<LonLat[]>([]);
  pointer = $state.raw<Pointer | null>(null);
  retrievalId = $state<number | null>(null);
  /** Heads whose comparison is shown: the map shows the second less the first; null shows none. */
  comparison = $state.raw<[number, number] | null>(null);
  /** The part of the ground that the map shows, lon/lat degrees. */
  extent = $state.raw<{ westDeg: number; southDeg: number; eastDeg: number; northDeg: number } | null>(null);
  /** Middle of the map, and its zoom; null before the map has shown anything. */
  middle = $state.raw<Pick<ProjectView, 'centre' | 'zoom'> | null>(null);
  /** Ground that a pixel in the middle of the map covers, metres. */
  pixelM = $state(0);
  /** The place in hand, clicked or looked for: the map marks it, and the Point panel is about it. */
  mark = $state.raw<LonLat | null>(null);
  /** Draws the map as a PNG; null while there is no map. */
  takePicture: (() => Promise<Uint8Array>) | null = null;
  /** Where the map should go next; the map clears it. */
  target = $state.raw<MapTarget | null>(null);

  /** Forgets what belongs to the project that is left. */
  leaveProject(): void {
    this.queries = [];
    this.pointer = null;
    this.retrievalId = null;
    this.comparison = null;
    this.mark = null;
    this.areaId = null;
    this.probabilityClassId = null;
  }

  zoomTo({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): void {
    this.target = { box: [westDeg, southDeg, eastDeg, northDeg] };
  }

  /** Whether the map shows detections and probabilities of a radius. */
  showsRadius(radiusM: number): boolean {
    if (this.radiiShown === 'all') return true;
    if (this.radiiShown === 'one') return radiusM === this.radiusM;
    return radiusM >= this.rangeM[0] && radiusM <= this.rangeM[1];
  }

  /** Steps to the next finer or coarser of the radii. */
  stepRadius(radiiM: readonly number[], step: 1 | -1): void {
    const index = radiiM.findIndex((radiusM) => radiusM === this.radiusM);
    const next = radiiM[Math.max(0, Math.min(radiiM.length - 1, index + step))];
    if (next !== undefined) this.radiusM = next;
  }
}
