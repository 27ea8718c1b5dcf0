/** The brightest ground. */
const RED = 236;
const GREEN = 232;
const BLUE = 222;

/**
 * Shades a square of elevations as a small hillshade lit from the north-west, north up, stretched to its own relief.
 * @param values [size, size] elevations in metres, row-major, north row first
 * @param size samples along an edge, 2 or more
 * @param spacingM metres between samples
 * @param scale pixels of the picture per sample
 * @returns [size * scale, size * scale, 4] red, green, blue, alpha
 */
export function shadePatch(
  values: ArrayLike<number>,
  size: number,
  spacingM: number,
  scale: number,
): Uint8ClampedArray<ArrayBuffer> {
  const edge = size * scale;
  const pixels = new Uint8ClampedArray(edge * edge * 4);
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < size * size; index++) {
    low = Math.min(low, values[index] ?? 0);
    high = Math.max(high, values[index] ?? 0);
  }
  const range = Math.max(high - low, 1e-6);
  const at = (x: number, y: number): number => bilinear(values, size, x, y);
  for (let row = 0; row < edge; row++) {
    for (let column = 0; column < edge; column++) {
      const x = (column + 0.5) / scale - 0.5;
      const y = (row + 0.5) / scale - 0.5;
      const east = (at(x + 0.5, y) - at(x - 0.5, y)) / spacingM;
      const south = (at(x, y + 0.5) - at(x, y - 0.5)) / spacingM;
      // Light from 315 degrees at 45: the sun's direction is (-1, 1, sqrt 2) / 2 in east, north, up.
      const light = (Math.SQRT2 + east + south) / 2 / Math.sqrt(1 + east * east + south * south);
      const height = (at(x, y) - low) / range;
      const shade = Math.max(0.1, Math.min(1, 0.12 + 0.92 * light)) * (0.82 + 0.18 * height);
      const pixel = 4 * (row * edge + column);
      pixels[pixel] = RED * shade;
      pixels[pixel + 1] = GREEN * shade;
      pixels[pixel + 2] = BLUE * shade;
      pixels[pixel + 3] = 255;
    }
  }
  return pixels;
}

function bilinear(values: ArrayLike<number>, size: number, x: number, y: number): number {
  const last = size - 1;
  const cx = Math.max(0, Math.min(last, x));
  const cy = Math.max(0, Math.min(last, y));
  const x0 = Math.min(Math.floor(cx), last - 1);
  const y0 = Math.min(Math.floor(cy), last - 1);
  const value = (column: number, row: number): number => values[row * size + column] ?? 0;
  const top = value(x0, y0) + (cx - x0) * (value(x0 + 1, y0) - value(x0, y0));
  const bottom = value(x0, y0 + 1) + (cx - x0) * (value(x0 + 1, y0 + 1) - value(x0, y0 + 1));
  return top + (cy - y0) * (bottom - top);
}
