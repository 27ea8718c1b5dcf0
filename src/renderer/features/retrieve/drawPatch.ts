import { PATCH_SIZE } from '../../../shared/patch';

/** Pixels of the picture per sample. */
const SCALE = 4;

/**
 * Draws a patch as a small hillshade lit from the north-west, north up, stretched to its own relief.
 * @param values 289 elevations in metres, row-major, north row first
 */
export function drawPatch(context: CanvasRenderingContext2D, values: Float32Array, spacingM: number): void {
  const size = PATCH_SIZE * SCALE;
  const image = context.createImageData(size, size);
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const range = Math.max(values.reduce((a, b) => Math.max(a, b), -Infinity) - low, 1e-6);
  const at = (x: number, y: number): number => bilinear(values, x, y);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = (column + 0.5) / SCALE - 0.5;
      const y = (row + 0.5) / SCALE - 0.5;
      const east = (at(x + 0.5, y) - at(x - 0.5, y)) / spacingM;
      const south = (at(x, y + 0.5) - at(x, y - 0.5)) / spacingM;
      // Light from 315 degrees at 45: the sun's direction is (-1, 1, sqrt 2) / 2 in east, north, up.
      const light = (Math.SQRT2 + east + south) / 2 / Math.sqrt(1 + east * east + south * south);
      const height = (at(x, y) - low) / range;
      const shade = Math.max(0.1, Math.min(1, 0.12 + 0.92 * light)) * (0.82 + 0.18 * height);
      const pixel = 4 * (row * size + column);
      image.data[pixel] = 236 * shade;
      image.data[pixel + 1] = 232 * shade;
      image.data[pixel + 2] = 222 * shade;
      image.data[pixel + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

function bilinear(values: Float32Array, x: number, y: number): number {
  const last = PATCH_SIZE - 1;
  const cx = Math.max(0, Math.min(last, x));
  const cy = Math.max(0, Math.min(last, y));
  const x0 = Math.min(Math.floor(cx), last - 1);
  const y0 = Math.min(Math.floor(cy), last - 1);
  const value = (column: number, row: number): number => values[row * PATCH_SIZE + column] ?? 0;
  const top = value(x0, y0) + (cx - x0) * (value(x0 + 1, y0) - value(x0, y0));
  const bottom = value(x0, y0 + 1) + (cx - x0) * (value(x0 + 1, y0 + 1) - value(x0, y0 + 1));
  return top + (cy - y0) * (bottom - top);
}
