import type OlMap from 'ol/Map';
import type { LayerKind, MapLayer, MapLayerOf } from '../../../shared/contract/mapLayers';
import { mapLayers } from '../../state/workbench.svelte';
import type { DrawLayers, DrawnLayer } from './drawLayer';
import type { MapSide } from './mapSide';

interface Shown extends DrawnLayer {
  readonly kind: LayerKind;
  readonly stop: () => void;
}

/** Keeps the map's layers as the project lists them. */
export class LayersOnMap {
  private shown: readonly Shown[] = [];

  constructor(
    private readonly map: OlMap,
    private readonly kinds: DrawLayers,
    private readonly side: MapSide,
  ) {}

  /**
   * @param layers from the bottom to the top
   * @param bare whether only terrain is shown
   */
  update(layers: readonly MapLayer[], bare: boolean): void {
    const isListed = ({ kind }: Shown): boolean => layers.some((layer) => layer.kind === kind);
    for (const { group, stop } of this.shown.filter((layer) => !isListed(layer))) {
      this.map.removeLayer(group);
      stop();
      for (const layer of group.getLayers().getArray()) layer.dispose();
      group.dispose();
    }
    this.shown = this.shown.filter(isListed);
    for (const [index, { kind, visible, opacity }] of layers.entries()) {
      const { group } = this.find(kind) ?? this.start(kind);
      group.setVisible(visible && (!bare || kind === 'terrain'));
      group.setOpacity(opacity);
      group.setZIndex(index);
    }
  }

  /** Index of the lowest layer of points, counted from the bottom; one more than the highest layer where there is none. */
  firstOfPoints(layers: readonly MapLayer[]): number {
    const first = layers.findIndex(({ kind }) => this.find(kind)?.ofPoints === true);
    return first === -1 ? layers.length : first;
  }

  /** The values that a layer draws at a pixel; none where it draws nothing. */
  valuesAt(kind: LayerKind, pixel: number[]): readonly number[] {
    const layer = this.find(kind);
    return layer?.group.getVisible() === true ? (layer.valuesAt?.(pixel) ?? []) : [];
  }

  /** The id of a layer's feature at a pixel, or null. */
  idAt(kind: LayerKind, pixel: number[]): number | null {
    const layer = this.find(kind);
    return layer?.group.getVisible() === true ? (layer.idAt?.(pixel) ?? null) : null;
  }

  private find(wanted: LayerKind): Shown | undefined {
    return this.shown.find(({ kind }) => kind === wanted);
  }

  private start(kind: LayerKind): Shown {
    const made: { drawn?: DrawnLayer } = {};
    const stop = $effect.root(() => {
      made.drawn = this.draw(kind, mapLayers.find(kind));
    });
    if (made.drawn === undefined) throw new Error(`The layer ${kind} was not drawn.`);
    const shown = { ...made.drawn, kind, stop };
    this.shown = [...this.shown, shown];
    this.map.addLayer(shown.group);
    return shown;
  }

  private draw<Kind extends LayerKind>(kind: Kind, first: MapLayerOf<Kind> | undefined): DrawnLayer {
    if (first === undefined) throw new Error(`There is no layer ${kind}.`);
    // While the layer leaves the map, its last state stays.
    let last: MapLayerOf<Kind> = first;
    return this.kinds[kind].draw(() => (last = mapLayers.find(kind) ?? last), this.side, this.map);
  }
}
