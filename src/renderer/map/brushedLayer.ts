import type OlMap from 'ol/Map';
import WebGLTileLayer from 'ol/layer/WebGLTile';
import type { LayerKind, MapLayer } from '../../shared/contract/mapLayers';
import type { PlaceColours } from '../features/explore/placeColours';
import type { FetchPlaces } from '../features/explore/remembered';
import { placeTiles } from './placeTiles';

/** Layers of points, which lie over what is brushed, so that its labels are seen. */
const pointKinds: ReadonlySet<LayerKind> = new Set(['look-alikes', 'detections', 'labels']);

/** Highlights the places that are brushed. */
export class BrushedLayer {
  private readonly tiles = new WebGLTileLayer();

  constructor(map: OlMap) {
    map.addLayer(this.tiles);
  }

  /** Null shows none. */
  show(fetch: FetchPlaces | null, colours: PlaceColours | null): void {
    this.tiles.setSource(fetch === null || colours === null ? null : placeTiles(fetch, colours));
  }

  /** @param layers those of the map, from the bottom to the top */
  placeAmong(layers: readonly MapLayer[]): void {
    const above = layers.findIndex(({ kind }) => pointKinds.has(kind));
    this.tiles.setZIndex((above === -1 ? layers.length : above) - 0.5);
  }
}
