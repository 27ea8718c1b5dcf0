import type OlMap from 'ol/Map';
import { RIGHT_SIDE } from './mapBeside';

/** Room around the scale bar and the attribution, pixels. */
const PAD = 12;
const TYPE = '500 12px "Inter Variable", sans-serif';

/** Lengths of scale bars: one of these times a power of ten. */
const ROUND = [1, 2, 5] as const;

/**
 * Draws the map as it is shown now on one canvas, with a scale bar and the attribution that its data asks for.
 * @param pixelM size on the ground of a pixel in the middle, metres
 * @returns a PNG
 */
export async function mapPicture(map: OlMap, pixelM: number, attribution: string): Promise<Uint8Array> {
  const background = getComputedStyle(document.documentElement).getPropertyValue('--page');
  const canvas = await composed(map, devicePixelRatio, background);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no canvas to draw the picture on.');
  drawScaleBar(context, (pixelM * (map.getSize()?.[0] ?? canvas.width)) / canvas.width);
  if (attribution !== '') drawAttribution(context, attribution);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob === null) throw new Error('The picture could not be drawn.');
  return new Uint8Array(await blob.arrayBuffer());
}

/**
 * All canvases of the map on one, after a frame in which everything has loaded (openlayers.org, example "Map Export").
 * @param pixelRatio pixels of the picture per pixel of the map
 * @param background where nothing is drawn
 */
export function composed(map: OlMap, pixelRatio: number, background: string): Promise<HTMLCanvasElement> {
  return new Promise((resolve, reject) => {
    map.once('rendercomplete', () => {
      // What WebGL has drawn is there until the browser shows it: it is drawn again in the same task.
      for (const layer of map.getAllLayers()) layer.changed();
      map.renderSync();
      const viewport = map.getViewport();
      if (viewport === undefined) {
        reject(new Error('The map is gone.'));
        return;
      }
      const { left, top, width, height } = viewport.getBoundingClientRect();
      const picture = document.createElement('canvas');
      picture.width = Math.max(1, Math.round(width * pixelRatio));
      picture.height = Math.max(1, Math.round(height * pixelRatio));
      const context = picture.getContext('2d');
      if (context === null) {
        reject(new Error('There is no canvas to draw the picture on.'));
        return;
      }
      context.fillStyle = background;
      context.fillRect(0, 0, picture.width, picture.height);
      // Canvases reach beyond the map where what they show is moved with it.
      context.scale(pixelRatio, pixelRatio);
      for (const canvas of viewport.querySelectorAll('canvas')) {
        if (canvas.width === 0 || canvas.height === 0) continue;
        context.globalAlpha = Math.min(...[canvas, canvas.parentElement].map(opacityOf));
        const laid = canvas.getBoundingClientRect();
        const side = canvas.closest(`.${RIGHT_SIDE}`)?.getBoundingClientRect();
        context.save();
        if (side !== undefined) {
          context.beginPath();
          context.rect(side.left - left, side.top - top, side.width, side.height);
          context.clip();
        }
        context.drawImage(canvas, laid.left - left, laid.top - top, laid.width, laid.height);
        context.restore();
      }
      context.resetTransform();
      context.globalAlpha = 1;
      resolve(picture);
    });
    map.render();
  });
}

/** The opacity that is set on an element itself, 0..1. */
const opacityOf = (element: HTMLElement | null): number =>
  element === null || element.style.opacity === '' ? 1 : Number(element.style.opacity);

/** A scale bar of a round length, at most about a sixth of the picture's width. */
function drawScaleBar(context: CanvasRenderingContext2D, pixelM: number): void {
  const { width, height } = context.canvas;
  const mostM = (width / 6) * pixelM;
  const power = 10 ** Math.floor(Math.log10(mostM));
  const lengthM = power * (ROUND.filter((step) => step * power <= mostM).at(-1) ?? 1);
  const length = lengthM / pixelM;
  const label = lengthM >= 1000 ? `${lengthM / 1000} km` : `${lengthM} m`;
  plate(context, PAD, height - PAD - 30, length + 24, 30);
  context.fillStyle = '#1c1d1b';
  context.font = TYPE;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.fillText(label, PAD + 12 + length / 2, height - PAD - 14);
  context.fillRect(PAD + 12, height - PAD - 8, length, 2);
}

function drawAttribution(context: CanvasRenderingContext2D, text: string): void {
  const { width, height } = context.canvas;
  context.font = TYPE;
  const measured = context.measureText(text).width;
  plate(context, width - PAD - measured - 16, height - PAD - 22, measured + 16, 22);
  context.fillStyle = '#1c1d1b';
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(text, width - PAD - measured - 8, height - PAD - 11);
}

function plate(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.fillStyle = 'rgba(255, 255, 255, 0.85)';
  context.fillRect(x, y, width, height);
}
