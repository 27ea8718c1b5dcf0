import type OlMap from 'ol/Map';
import type { LayerKind, MapLayer } from '../../../shared/contract/mapLayers';
import { mapLayers } from '../../state/workbench.svelte';
import { draw } from './drawn';
import type { DrawnLayer } from './drawLayer';

interface Shown extends DrawnLayer {
  readonly stop: () => void;
}

/** Keeps the map's layers as the project lists them. */
export class LayersOnMap {
  private readonly shown = new Map<LayerKind, Shown>();

  constructor(private readonly map: OlMap) {}

  /**
   * @param layers from the bottom to the top
   * @param bare whether terrain alone is to be seen
   */
  update(layers: readonly MapLayer[], bare: boolean): void {
    for (const [kind, { group, stop }] of this.shown) {
      if (layers.some((layer) => layer.kind === kind)) continue;
      this.shown.delete(kind);
      this.map.removeLayer(group);
      stop();
      group.dispose();
    }
    for (const [index, { kind, visible, opacity }] of layers.entries()) {
      const { group } = this.shown.get(kind) ?? this.start(kind);
      group.setVisible(visible && (!bare || kind === 'terrain'));
      group.setOpacity(opacity);
      group.setZIndex(index);
    }
  }

  /** The code that a layer draws at a pixel, 0 for none. */
  codeAt(kind: LayerKind, pixel: number[]): number {
    const layer = this.shown.get(kind);
    return layer?.group.getVisible() === true ? (layer.codeAt?.(pixel) ?? 0) : 0;
  }

  /** The id of a layer's thing at a pixel, or null. */
  idAt(kind: LayerKind, pixel: number[]): number | null {
    const layer = this.shown.get(kind);
    return layer?.group.getVisible() === true ? (layer.idAt?.(pixel) ?? null) : null;
  }

  private start<Kind extends LayerKind>(kind: Kind): Shown {
    let drawn: DrawnLayer | null = null;
    const stop = $effect.root(() => {
      const first = mapLayers.find(kind);
      if (first === undefined) throw new Error(`There is no layer ${kind}.`);
      // While the layer leaves the map, its last state stands.
      let last = first;
      drawn = draw[kind](() => (last = mapLayers.find(kind) ?? last), this.map);
    });
    if (drawn === null) throw new Error(`The layer ${kind} was not drawn.`);
    const shown: Shown = { ...(drawn as DrawnLayer), stop };
    this.shown.set(kind, shown);
    this.map.addLayer(shown.group);
    return shown;
  }
}
