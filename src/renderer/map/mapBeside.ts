import OlMap from 'ol/Map';
import Layer from 'ol/layer/Layer';
import type { MapLayer } from '../../shared/contract/mapLayers';
import type { DrawLayers } from './layers/drawLayer';
import { LayersOnMap } from './layers/layersOnMap.svelte';
import { rightSide } from './layers/mapSide';

/** Above the layers of the project, below what is marked and drawn on them. */
const Z_INDEX = 50;

/** Class of the element that shows no more of a map than its right side; pictures of the map cut there as well. */
export const RIGHT_SIDE = 'right-side';

/** A layer that shows another map, drawn in the same frame as the map that it lies on. */
class MapInLayer extends Layer {
  constructor(
    private readonly element: HTMLElement,
    private readonly inner: OlMap,
  ) {
    super({ zIndex: Z_INDEX });
  }

  override render(): HTMLElement {
    this.inner.renderSync();
    return this.element;
  }
}

/** The right side of a comparison: a second map over the first one, which moves with it. */
export class MapBeside {
  private readonly frame = document.createElement('div');
  private readonly target = document.createElement('div');
  private readonly layer: MapInLayer;
  private readonly beside: OlMap;
  private readonly layers: LayersOnMap;
  private share = 0.5;
  private readonly fitFrame = (): void => {
    const [width = 0, height = 0] = this.map.getSize() ?? [];
    const left = Math.round(width * this.share);
    Object.assign(this.frame.style, { left: `${left}px`, width: `${width - left}px`, height: `${height}px` });
    Object.assign(this.target.style, { left: `${-left}px`, width: `${width}px`, height: `${height}px` });
    this.beside.updateSize();
  };

  constructor(
    private readonly map: OlMap,
    kinds: DrawLayers,
  ) {
    this.frame.className = RIGHT_SIDE;
    Object.assign(this.frame.style, { position: 'absolute', top: '0', overflow: 'hidden' });
    Object.assign(this.target.style, { position: 'absolute', top: '0' });
    this.frame.append(this.target);
    this.beside = new OlMap({ target: this.target, view: map.getView(), controls: [], interactions: [] });
    this.layers = new LayersOnMap(this.beside, kinds, rightSide);
    this.layer = new MapInLayer(this.frame, this.beside);
    map.addLayer(this.layer);
    map.on('change:size', this.fitFrame);
    this.fitFrame();
  }

  /** Whether it lies over a pixel of the map. */
  covers([xPx = 0]: number[]): boolean {
    return xPx >= (this.map.getSize()?.[0] ?? 0) * this.share;
  }

  /** @param layers,bare as for the map itself */
  show(layers: readonly MapLayer[], bare: boolean): void {
    this.layers.update(layers, bare);
  }

  /** @param share where the right side begins, as a share of the map's width */
  divideAt(share: number): void {
    this.share = share;
    this.fitFrame();
  }

  dispose(): void {
    this.map.un('change:size', this.fitFrame);
    this.map.removeLayer(this.layer);
    this.layers.update([], false);
    this.layer.dispose();
    this.beside.setTarget(undefined);
    this.beside.dispose();
  }
}
