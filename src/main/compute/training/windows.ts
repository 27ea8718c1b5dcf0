import { throwIfAborted } from '../../../shared/errors';
import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/patch';
import type { Place } from './grounds';
import { keepRows, Rows } from './rows';

/** Samples along the edge of a window: enough to hold the patch in its middle turned by any angle. */
export const WINDOW_SIZE = 25;

/** How far a window reaches from its location, in radii of its patch. */
export const WINDOW_REACH = (WINDOW_SIZE - 1) / (PATCH_SIZE - 1);

/**
 * Samples patches with the ground around them. Yields the windows sampled so far; places without a whole one are left out.
 * @returns rows of [625] metres
 */
export async function* sampleWindows(
  places: readonly Place[],
  signal: AbortSignal,
): AsyncGenerator<number, Rows> {
  const windows = new Rows(WINDOW_SIZE * WINDOW_SIZE);
  for (const { terrain, locations, radiusM } of places) {
    throwIfAborted(signal);
    const { values, valid } = await terrain.sampleWindows(locations, radiusM, WINDOW_SIZE);
    windows.add(keepRows(values, windows.width, valid));
    yield windows.size;
  }
  return windows;
}

/** The patches in the middle of windows: [n, 289] metres. */
export function middlePatches(windows: Float32Array): Float32Array {
  const count = windows.length / (WINDOW_SIZE * WINDOW_SIZE);
  const patches = new Float32Array(count * PATCH_VALUES);
  const margin = (WINDOW_SIZE - PATCH_SIZE) / 2;
  let out = 0;
  for (let window = 0; window < count; window++) {
    for (let row = 0; row < PATCH_SIZE; row++, out += PATCH_SIZE) {
      const at = (window * WINDOW_SIZE + margin + row) * WINDOW_SIZE + margin;
      patches.set(windows.subarray(at, at + PATCH_SIZE), out);
    }
  }
  return patches;
}

/**
 * Writes the patch in the middle of a window, turned around its centre and, before that, mirrored, by bilinear
 * interpolation.
 * @param window [625] metres
 * @param out receives 289 metres from index `at` on
 */
export function turnPatch(
  window: Float32Array,
  angleRad: number,
  mirrored: boolean,
  out: Float32Array,
  at: number,
): void {
  const cos = Math.cos(angleRad);
  const sin = Math.sin(angleRad);
  const middle = (WINDOW_SIZE - 1) / 2;
  const half = (PATCH_SIZE - 1) / 2;
  let index = at;
  for (let row = -half; row <= half; row++) {
    for (let column = -half; column <= half; column++) {
      const u = mirrored ? -column : column;
      const x = middle + cos * u - sin * row;
      const y = middle + sin * u + cos * row;
      const left = Math.floor(x);
      const top = Math.floor(y);
      const dx = x - left;
      const dy = y - top;
      const cell = top * WINDOW_SIZE + left;
      const north = (window[cell] ?? NaN) * (1 - dx) + (window[cell + 1] ?? NaN) * dx;
      const south =
        (window[cell + WINDOW_SIZE] ?? NaN) * (1 - dx) + (window[cell + WINDOW_SIZE + 1] ?? NaN) * dx;
      out[index++] = north * (1 - dy) + south * dy;
    }
  }
}
