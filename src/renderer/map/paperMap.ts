import OlMap from 'ol/Map';
import View from 'ol/View';
import { flushSync } from 'svelte';
import type { LayerKind, MapLayer } from '../../shared/contract/mapLayers';
import type { DrawLayers } from './layers/drawLayer';
import { LayersOnMap } from './layers/layersOnMap.svelte';
import { onPaper } from './layers/mapSide';
import { PX_PER_MM } from '../../shared/window/printedPage';
import { composed } from './mapPicture';
import { setFineness } from './mercator';

/** Layers that paper has as lines and marks instead of pixels. */
const drawnAsLines: readonly LayerKind[] = ['contours', 'regions', 'look-alikes', 'detections', 'labels'];

/** Pixels along the edge of a piece: what every graphics card draws at once. */
const MOST_PX = 2048;

/** The layers of pixels of the project's map, as they lie on paper. */
export class PaperMap {
  private readonly layers: LayersOnMap;
  private readonly map: OlMap;

  /**
   * @param kinds what draws each kind of layer
   * @param pixelRatio pixels of the picture per pixel of the target
   * @param fineness pixels of the target for one of CSS on paper, which patterns are drawn for
   */
  constructor(
    private readonly target: HTMLElement,
    kinds: DrawLayers,
    pixelRatio: number,
    fineness: number,
  ) {
    this.map = new OlMap({
      target,
      pixelRatio,
      controls: [],
      interactions: [],
      view: new View({ center: [0, 0], zoom: 2, constrainResolution: false, enableRotation: false }),
    });
    this.layers = new LayersOnMap(this.map, kinds, onPaper(fineness));
  }

  /** Shows these layers and follows their looks. */
  update(layers: readonly MapLayer[]): void {
    this.layers.update(
      layers.filter(({ kind, visible }) => visible && !drawnAsLines.includes(kind)),
      false,
    );
  }

  /**
   * Shows an extent across the width of the target.
   * @param extent west, south, east, north in map units
   * @param widthPx the target's
   * @param widthMm the map's on paper
   */
  show(extent: readonly [number, number, number, number], widthPx: number, widthMm: number): void {
    const [west, south, east, north] = extent;
    const view = this.map.getView();
    setFineness(this.map, widthPx / (widthMm * PX_PER_MM));
    this.map.updateSize();
    view.setResolution((east - west) / widthPx);
    view.setCenter([(west + east) / 2, (south + north) / 2]);
  }

  dispose(): void {
    this.layers.update([], false);
    this.map.setTarget(undefined);
    this.map.dispose();
    this.target.replaceChildren();
  }

  /** What is shown, after everything has loaded. */
  picture(background: string): Promise<HTMLCanvasElement> {
    // What was rendered before, without sources or of another extent, may still be about to be called complete.
    flushSync();
    this.map.renderSync();
    return composed(this.map, 1, background);
  }
}

/**
 * Draws the layers of pixels of an extent for paper, piece by piece.
 * @param kinds what draws each kind of layer
 * @param extent west, south, east, north in map units
 * @param widthPx,widthMm the picture's
 * @param background where there is no data
 * @param onPiece told how many of its pieces are drawn
 * @returns [height, width]: its pixels are square in map units
 */
export async function paperPicture(
  kinds: DrawLayers,
  layers: readonly MapLayer[],
  extent: readonly [number, number, number, number],
  widthPx: number,
  widthMm: number,
  background: string,
  onPiece: (done: number, of: number) => void,
): Promise<HTMLCanvasElement> {
  const [west, south, east, north] = extent;
  const resolution = (east - west) / widthPx;
  const canvas = document.createElement('canvas');
  canvas.width = widthPx;
  canvas.height = Math.round((north - south) / resolution);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no canvas to draw the map on.');
  const target = document.createElement('div');
  Object.assign(target.style, { position: 'fixed', left: '-10000px', top: '0' });
  document.body.append(target);
  const map = new PaperMap(target, kinds, 1, widthPx / (widthMm * PX_PER_MM));
  map.update(layers);
  const of = Math.ceil(canvas.height / MOST_PX) * Math.ceil(widthPx / MOST_PX);
  let done = 0;
  onPiece(done, of);
  try {
    for (let top = 0; top < canvas.height; top += MOST_PX) {
      for (let left = 0; left < widthPx; left += MOST_PX) {
        const width = Math.min(MOST_PX, widthPx - left);
        const height = Math.min(MOST_PX, canvas.height - top);
        Object.assign(target.style, { width: `${width}px`, height: `${height}px` });
        const x = west + left * resolution;
        const y = north - top * resolution;
        const piece = [x, y - height * resolution, x + width * resolution, y] as const;
        map.show(piece, width, (widthMm * width) / widthPx);
        context.drawImage(await map.picture(background), left, top);
        onPiece(++done, of);
      }
    }
    return canvas;
  } finally {
    map.dispose();
    target.remove();
  }
}
