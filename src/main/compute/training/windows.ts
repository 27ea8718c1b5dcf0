import { throwIfAborted } from '../../../shared/errors';
import { PATCH_SIZE } from '../../../shared/terrain/patch';
import type { Place } from './trainingTerrains';
import { keepRows, Rows } from '../numeric/rows';

/**
 * Samples patches with the terrain around them. Yields the windows sampled so far; places without a whole one are left out.
 * @param size samples along an edge, odd
 * @returns rows of [size^2] metres
 */
export async function* sampleWindows(
  places: readonly Place[],
  size: number,
  signal: AbortSignal,
): AsyncGenerator<number, Rows> {
  const windows = new Rows(size * size);
  for (const { terrain, locations, radiusM } of places) {
    throwIfAborted(signal);
    const { values, valid } = await terrain.sampleWindows(locations, radiusM, size);
    windows.add(keepRows(values, windows.width, valid));
    yield windows.size;
  }
  return windows;
}

/** Reach of a window from its location, in radii of its patch. */
export const windowReach = (size: number): number => (size - 1) / (PATCH_SIZE - 1);

/**
 * Writes a patch that is cut out of a window.
 * @param window [size^2]
 * @param right samples from the window's centre to the patch's, eastwards
 * @param down and southwards
 * @param out receives 289 values from index `at` on
 */
export function cropPatch(
  window: Float32Array,
  right: number,
  down: number,
  out: Float32Array,
  at: number,
): void {
  const size = Math.sqrt(window.length);
  const margin = (size - PATCH_SIZE) / 2;
  for (let row = 0; row < PATCH_SIZE; row++) {
    const from = (margin + down + row) * size + margin + right;
    out.set(window.subarray(from, from + PATCH_SIZE), at + row * PATCH_SIZE);
  }
}

/** Samples along the edge of a window that holds the patch at its centre, rotated by any angle. */
export const TURNING_SIZE = 25;

/**
 * Writes the patch at the centre of a window, mirrored and then rotated around its centre, by bilinear
 * interpolation.
 * @param window [25 x 25] metres
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
  const middle = (TURNING_SIZE - 1) / 2;
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
      const cell = top * TURNING_SIZE + left;
      const north = (window[cell] ?? NaN) * (1 - dx) + (window[cell + 1] ?? NaN) * dx;
      const south =
        (window[cell + TURNING_SIZE] ?? NaN) * (1 - dx) + (window[cell + TURNING_SIZE + 1] ?? NaN) * dx;
      out[index++] = north * (1 - dy) + south * dy;
    }
  }
}
