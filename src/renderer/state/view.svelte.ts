import type { EastNorth } from '../../shared/coordinates';
import type { LonLat } from '../../shared/geo';
import type { PanelId } from '../../shared/panels';

/** What a click on the map does. */
export type Tool = 'select' | 'positive' | 'negative' | 'retrieve';
export type LayerId =
  'terrain' | 'landforms' | 'probability' | 'agreement' | 'comparison' | 'detections' | 'labels' | 'hits';

/** How a map layer is shown. */
export interface LayerView {
  readonly id: LayerId;
  readonly name: string;
  visible: boolean;
  /** 0..1 */
  opacity: number;
}

/** What is under the pointer, or was when it left the map. */
export interface Pointer extends LonLat {
  readonly elevationM: number | null;
  /** The place in the CRS of the finest DTM. */
  readonly inCrs: EastNorth | null;
  /** Code of the landform that is drawn there (src/shared/landforms.ts), 0 for none. */
  readonly landform: number;
}

/** How the window shows the project: tools, layers, scale. */
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
  /** Drawn from the first to the last. */
  layers = $state<LayerView[]>([
    { id: 'terrain', name: 'Terrain', visible: true, opacity: 1 },
    { id: 'landforms', name: 'Landforms', visible: false, opacity: 0.65 },
    { id: 'probability', name: 'Probability', visible: true, opacity: 0.75 },
    { id: 'agreement', name: 'Agreement', visible: false, opacity: 0.75 },
    { id: 'labels', name: 'Labels', visible: true, opacity: 1 },
    { id: 'detections', name: 'Detections', visible: true, opacity: 1 },
    { id: 'hits', name: 'Look-alikes', visible: true, opacity: 1 },
  ]);
    { id: 'comparison', name: 'Comparison', visible: true, opacity: 0.85 },
  /** Where the map should go next; the map clears it. */
  target = $state.raw<{ box: [number, number, number, number] } | { centre: LonLat } | null>(null);

  layer(id: LayerId): LayerView {
    const found = this.layers.find((layer) => layer.id === id);
    if (found === undefined) throw new Error(`There is no layer ${id}.`);
    return found;
  }

  /** Moves a layer one step up (drawn later) or down. */
  moveLayer(id: LayerId, step: 1 | -1): void {
    const from = this.layers.findIndex((layer) => layer.id === id);
    const to = from + step;
    const [layer] = this.layers.slice(from, from + 1);
    if (layer === undefined || to < 0 || to >= this.layers.length) return;
    const others = this.layers.filter((other) => other.id !== id);
    this.layers = [...others.slice(0, to), layer, ...others.slice(to)];
  }

  /** Steps to the next finer or coarser of the radii. */
  stepRadius(radiiM: readonly number[], step: 1 | -1): void {
    const index = radiiM.findIndex((radiusM) => radiusM === this.radiusM);
    const next = radiiM[Math.max(0, Math.min(radiiM.length - 1, index + step))];
    if (next !== undefined) this.radiusM = next;
  }
}
