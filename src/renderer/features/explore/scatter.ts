import { Random } from '../../../shared/statistics/random';
import type { Brushed } from './brush';
import type { PlaceColours } from '../../map/placeTiles';

/** A place in the picture, pixels from the top left. */
export type Pixel = readonly [x: number, y: number];

/** Where places are in a picture, pixels: [n] each. */
export interface Scatter {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Alpha of places that are not brushed while others are. */
const DIMMED = 40;

/**
 * Maps two values per place to pixels of a picture, the first to the right and the second up.
 * @param values [n, stride], of which the first two are drawn
 * @param margin pixels that stay free on each side
 */
export function scatterOf(
  values: Float32Array,
  stride: number,
  width: number,
  height: number,
  margin: number,
): Scatter {
  const count = values.length / stride;
  const scaled = (column: 0 | 1, pixels: number): Float32Array => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = column; at < values.length; at += stride) {
      low = Math.min(low, values[at] ?? 0);
      high = Math.max(high, values[at] ?? 0);
    }
    const scale = high > low ? (pixels - 2 * margin) / (high - low) : 0;
    return Float32Array.from({ length: count }, (_, place) => {
      const from = margin + ((values[place * stride + column] ?? 0) - low) * scale;
      return column === 0 ? from : pixels - from;
    });
  };
  return { x: scaled(0, width), y: scaled(1, height), width, height };
}

/**
 * Draws a square for each place. Where some are brushed, they lie on top and the others are dimmed.
 * @param order [n] in which places are drawn
 * @param size pixels along an edge of a square
 * @returns [height, width, 4]
 */
export function drawScatter(
  { x, y, width, height }: Scatter,
  order: Uint32Array,
  colours: PlaceColours,
  brushed: Brushed | null,
  size: number,
): Uint8ClampedArray<ArrayBuffer> {
  const picture = new Uint8ClampedArray(width * height * 4);
  const words = new Uint32Array(picture.buffer);
  const from = new Uint32Array(colours.buffer, colours.byteOffset, x.length);
  const alpha = new Uint32Array(new Uint8Array([255, 255, 255, DIMMED]).buffer)[0] ?? 0;
  const draw = (place: number, word: number): void => {
    const left = Math.round((x[place] ?? 0) - size / 2);
    const top = Math.round((y[place] ?? 0) - size / 2);
    for (let row = Math.max(0, top); row < Math.min(height, top + size); row++) {
      words.fill(word, row * width + Math.max(0, left), row * width + Math.min(width, left + size));
    }
  };
  for (const place of order) {
    const word = from[place] ?? 0;
    if (brushed === null) draw(place, word);
    else if (brushed[place] !== 1) draw(place, (word & alpha) >>> 0);
  }
  if (brushed !== null) for (const place of order) if (brushed[place] === 1) draw(place, from[place] ?? 0);
  return picture;
}

/** A random order of n places, the same each time: the map's own order would draw the south over the north. */
export const drawingOrder = (count: number): Uint32Array =>
  new Random(1).shuffle(Uint32Array.from({ length: count }, (_, place) => place));

/** The place nearest to a pixel, or null where none is within reach. */
export function placeAt({ x, y }: Scatter, [atX, atY]: Pixel, reachPx: number): number | null {
  let best: number | null = null;
  let least = reachPx * reachPx;
  for (let place = 0; place < x.length; place++) {
    const dx = (x[place] ?? NaN) - atX;
    const dy = (y[place] ?? NaN) - atY;
    const squared = dx * dx + dy * dy;
    if (squared > least) continue;
    least = squared;
    best = place;
  }
  return best;
}

/** Whether a place lies inside a line that was drawn around some; where it crosses itself, by the even-odd rule. */
export function isInLasso({ x, y }: Scatter, lasso: readonly Pixel[]): (place: number) => boolean {
  return (place) => {
    const [px, py] = [x[place] ?? NaN, y[place] ?? NaN];
    let inside = false;
    let from = lasso.at(-1);
    for (const to of lasso) {
      if (from !== undefined && from[1] > py !== to[1] > py) {
        const share = (py - from[1]) / (to[1] - from[1]);
        if (px < from[0] + share * (to[0] - from[0])) inside = !inside;
      }
      from = to;
    }
    return inside;
  };
}
