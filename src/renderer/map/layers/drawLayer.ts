import type OlMap from 'ol/Map';
import type BaseLayer from 'ol/layer/Base';
import LayerGroup from 'ol/layer/Group';
import type WebGLTileLayer from 'ol/layer/WebGLTile';
import type { LayerKind, MapLayerOf } from '../../../shared/contract/mapLayers';
import type { MapSide } from './mapSide';

/** A layer as the map draws it. */
export interface DrawnLayer {
  /** What it is drawn with, as one; its place, visibility and opacity are set from the list of layers. */
  readonly group: LayerGroup;
  /** Whether it shows points, over which nothing else is drawn. */
  readonly ofPoints?: true;
  /** The values drawn at a pixel of the map, one a band; none where nothing is. Of layers whose legend follows the pointer. */
  readonly valuesAt?: (pixel: number[]) => readonly number[];
  /** The id of the feature that a click at a pixel selects, or null; of layers of clickable features. */
  readonly idAt?: (pixel: number[]) => number | null;
}

/**
 * Draws a kind of layer and follows the window's state with `$effect`, which end when the layer leaves the map.
 * @param layer the list's entry, which carries name and style; read it in effects
 * @param side which run and terrain are drawn
 */
export type DrawLayer<Kind extends LayerKind> = (
  layer: () => MapLayerOf<Kind>,
  side: MapSide,
  map: OlMap,
) => DrawnLayer;

/** What draws each kind of layer. */
export type DrawLayers = { readonly [Kind in LayerKind]: { readonly draw: DrawLayer<Kind> } };

/** The values of tiles of numbers at a pixel of the map, one a band; none where there is no tile. */
export function numbersAt(tiles: WebGLTileLayer, pixel: number[]): readonly number[] {
  const values = tiles.getData(pixel);
  return values instanceof Uint8Array || values instanceof Float32Array ? [...values] : [];
}

export const drawnBy = (...layers: BaseLayer[]): LayerGroup => new LayerGroup({ layers });
