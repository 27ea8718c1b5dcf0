import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';

/** Samples from a patch's middle to its edge. */
const REACH = (PATCH_SIZE - 1) / 2;

/** The middle of a patch, counted from its first value. */
const CENTRE = (PATCH_VALUES - 1) / 2;

/**
 * The eight lines of sight, clockwise from north: values to step over, spacings per step, and the steps that stay within
 * the radius. A line ends at the circle and not at the square's corner, so that all of them look out as far: 8 steps,
 * diagonally 5.
 */
const lines = (
  [
    [0, -1],
    [1, -1],
    [1, 0],
    [1, 1],
    [0, 1],
    [-1, 1],
    [-1, 0],
    [-1, -1],
  ] as const
).map(([right, down]) => {
  const length = Math.hypot(down, right);
  return { stride: down * PATCH_SIZE + right, length, steps: Math.floor(REACH / length) };
});

/**
 * How far each of the eight lines of sight from a patch's middle looks up (positive) or down: its nadir angle less its zenith
 * angle (Jasiewicz & Stepinski 2013, section 3.1), which is its highest and its lowest elevation angle together.
 * @param patches [n, 289] metres
 * @param balances receives the answer
 * @returns [8] radians, clockwise from north; NaN along a line with a value that is NaN
 */
export function lookOut(
  patches: Float32Array,
  patch: number,
  spacingM: number,
  balances = new Float64Array(lines.length),
): Float64Array {
  const centre = patch * PATCH_VALUES + CENTRE;
  const heightM = patches[centre] ?? NaN;
  for (const [index, { stride, length, steps }] of lines.entries()) {
    let highest = -Infinity;
    let lowest = Infinity;
    for (let step = 1; step <= steps; step++) {
      const rise = ((patches[centre + step * stride] ?? NaN) - heightM) / (step * length * spacingM);
      highest = Math.max(highest, rise);
      lowest = Math.min(lowest, rise);
    }
    balances[index] = Math.atan(highest) + Math.atan(lowest);
  }
  return balances;
}

/**
 * The form by the number of lines that look down (row) and up (column), codes of `landforms`; 0 where the two exceed the
 * eight lines (Jasiewicz & Stepinski 2013, fig. 4).
 */
export const forms: readonly (readonly number[])[] = [
  [1, 1, 1, 8, 8, 9, 9, 9, 10],
  [1, 1, 8, 8, 8, 9, 9, 9, 0],
  [1, 4, 6, 6, 7, 7, 9, 0, 0],
  [4, 4, 6, 6, 6, 7, 0, 0, 0],
  [4, 4, 5, 6, 6, 0, 0, 0, 0],
  [3, 3, 5, 5, 0, 0, 0, 0, 0],
  [3, 3, 3, 0, 0, 0, 0, 0, 0],
  [3, 3, 0, 0, 0, 0, 0, 0, 0],
  [2, 0, 0, 0, 0, 0, 0, 0, 0],
];

/**
 * The landform at the middle of each patch by geomorphons (Jasiewicz & Stepinski 2013, Geomorphology 182, 147-156). On each
 * of eight lines of sight the zenith angle 90 - (highest elevation angle) is compared with the nadir angle 90 + (lowest
 * elevation angle): a line looks up when nadir exceeds zenith by more than the flatness, down when it is the other way
 * round. The numbers of both give the form. The look-out distance is the patch's radius, nothing nearer is skipped.
 * GRASS's r.geomorphon departs from the paper where zenith and nadir angle are nearly equal: there it wants one of the two
 * elevation angles to exceed the flatness, and not their sum.
 * @param patches [n, 289] metres
 * @param spacingM metres between samples
 * @param flatnessDeg the paper's flatness threshold t, degrees
 * @returns [n] codes of `landforms`; 0 where a value that counts is NaN
 */
export function geomorphons(patches: Float32Array, spacingM: number, flatnessDeg = 1): Uint8Array {
  const flatness = (flatnessDeg * Math.PI) / 180;
  const codes = new Uint8Array(patches.length / PATCH_VALUES);
  const balances = new Float64Array(lines.length);
  for (let patch = 0; patch < codes.length; patch++) {
    lookOut(patches, patch, spacingM, balances);
    let ups = 0;
    let downs = 0;
    let known = 0;
    for (const balance of balances) {
      known += Number.isNaN(balance) ? 0 : 1;
      if (balance > flatness) ups += 1;
      else if (balance < -flatness) downs += 1;
    }
    codes[patch] = known === lines.length ? (forms[downs]?.[ups] ?? 0) : 0;
  }
  return codes;
}
