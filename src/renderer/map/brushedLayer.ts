import type OlMap from 'ol/Map';
import WebGLTileLayer from 'ol/layer/WebGLTile';
import { placeTiles, type PlaceTiles } from './placeTiles';

/** Highlights the places that are brushed. */
export class BrushedLayer {
  private readonly tiles = new WebGLTileLayer();

  constructor(map: OlMap) {
    map.addLayer(this.tiles);
  }

  /** Null shows none. */
  show(places: PlaceTiles | null): void {
    this.tiles.setSource(places === null ? null : placeTiles(places));
  }

  /** @param layer index of the layer of the map that it is drawn right below, counted from the bottom */
  placeBelow(layer: number): void {
    this.tiles.setZIndex(layer - 0.5);
  }
}
