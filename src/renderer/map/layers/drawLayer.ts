import type OlMap from 'ol/Map';
import type BaseLayer from 'ol/layer/Base';
import LayerGroup from 'ol/layer/Group';
import type { LayerKind, MapLayerOf } from '../../../shared/contract/mapLayers';
import type { MapSide } from './mapSide';

/** A layer as the map draws it. */
export interface DrawnLayer {
  /** What it is drawn with, as one; its place, visibility and opacity are set from the list of layers. */
  readonly group: LayerGroup;
  /** Whether it shows points, over which nothing else is drawn. */
  readonly ofPoints?: true;
  /** The code drawn at a pixel of the map, 0 for none; of layers whose legend follows the pointer. */
  readonly codeAt?: (pixel: number[]) => number;
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

export const drawnBy = (...layers: BaseLayer[]): LayerGroup => new LayerGroup({ layers });
