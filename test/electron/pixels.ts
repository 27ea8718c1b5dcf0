import type { Locator } from '@playwright/test';
import { PNG } from 'pngjs';

/** A picture of an element, and how to read it. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Mean brightness 0..255 and its standard deviation in a rectangle given by shares of the picture. */
  brightness(left: number, top: number, right: number, bottom: number): { mean: number; deviation: number };
  /** Mean red, green and blue, 0..255, of the 3 x 3 pixels around a place. */
  colour(x: number, y: number): [number, number, number];
  /** Pixels whose colour is near to #rrggbb. */
  count(colour: string, tolerance: number): number;
}

/** An element as it is shown. */
export const pixelsOf = async (element: Locator): Promise<Pixels> =>
  picturedPixels(await element.screenshot());

/** @param png a picture's file */
export function picturedPixels(png: Buffer): Pixels {
  const { width, height, data } = PNG.sync.read(png);
  return {
    width,
    height,
    brightness: (left, top, right, bottom) => {
      const values: number[] = [];
      for (let y = Math.floor(top * height); y < Math.floor(bottom * height); y++) {
        for (let x = Math.floor(left * width); x < Math.floor(right * width); x++) {
          const at = 4 * (y * width + x);
          values.push(((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 3);
        }
      }
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return { mean, deviation: Math.sqrt(variance) };
    },
    colour: (x, y) => {
      const mean = (channel: number): number => {
        let sum = 0;
        for (let row = Math.round(y) - 1; row <= Math.round(y) + 1; row++)
          for (let column = Math.round(x) - 1; column <= Math.round(x) + 1; column++)
            sum += data[4 * (row * width + column) + channel] ?? NaN;
        return sum / 9;
      };
      return [mean(0), mean(1), mean(2)];
    },
    count: (colour, tolerance) => {
      const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
      let found = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (wanted.every((value, channel) => Math.abs((data[at + channel] ?? 0) - value) <= tolerance))
          found += 1;
      }
      return found;
    },
  };
}

/** Pixels of an element that differ from an earlier picture of it. */
export async function changedPixels(element: Locator, before: Buffer): Promise<number> {
  const [then, now] = [PNG.sync.read(before), PNG.sync.read(await element.screenshot())];
  if (then.width !== now.width || then.height !== now.height)
    throw new Error('The element changed its size.');
  let changed = 0;
  for (let at = 0; at < now.data.length; at += 4) {
    if (
      [0, 1, 2].some(
        (channel) => Math.abs((then.data[at + channel] ?? 0) - (now.data[at + channel] ?? 0)) > 4,
      )
    )
      changed += 1;
  }
  return changed;
}
