import type { EastNorth } from '../../shared/coordinates';
import type { LonLat, LonLatBox } from '../../shared/geo';
import type { PanelId } from '../../shared/panels';

/** What a click on the map does. */
export type Tool = 'select' | 'positive' | 'negative' | 'retrieve' | 'measure' | 'profile';

/** What is under the pointer, or was when it left the map. */
export interface Pointer extends LonLat {
  readonly elevationM: number | null;
  /** The place in the CRS of the finest DTM. */
  readonly inCrs: EastNorth | null;
  /** Code of the landform that is drawn there (src/shared/landforms.ts), 0 for none. */
  readonly landform: number;
}

/** Where the map is to go: a box, a place, or so many zoom steps nearer. */
export type MapTarget =
  { readonly box: [number, number, number, number] } | { readonly centre: LonLat } | { readonly zoomSteps: number };

/** How the window shows the project: tools, scale. */
export class ViewState {
  tool = $state<Tool>('select');
  panel = $state<PanelId>('detect');
  activeClassId = $state('peak');
  /** Radius in hand, metres; also the one whose detections are shown. */
  radiusM = $state(0);
  /** Whether detections of all radii are shown at once. */
  allRadii = $state(false);
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
  /** Ground that a pixel in the middle of the map covers, metres. */
  pixelM = $state(0);
  /** A place that was looked for; the map marks it. */
  mark = $state.raw<LonLat | null>(null);
  /** Draws the map as a PNG; null while there is no map. */
  takePicture: (() => Promise<Uint8Array>) | null = null;
  /** Where the map should go next; the map clears it. */
  target = $state.raw<MapTarget | null>(null);

  zoomTo({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): void {
    this.target = { box: [westDeg, southDeg, eastDeg, northDeg] };
  }

  /** Steps to the next finer or coarser of the radii. */
  stepRadius(radiiM: readonly number[], step: 1 | -1): void {
    const index = radiiM.findIndex((radiusM) => radiusM === this.radiusM);
    const next = radiiM[Math.max(0, Math.min(radiiM.length - 1, index + step))];
    if (next !== undefined) this.radiusM = next;
  }
}
