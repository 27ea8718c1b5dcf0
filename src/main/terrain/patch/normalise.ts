import { PATCH_VALUES } from '../../../shared/terrain/patch';

/**
 * Smallest range in metres that a patch is divided by. A patch whose elevations differ by less is flat: its values are
 * (elevation - minimum) / FLAT_RANGE_M, zeros where it is quite level, and never NaN.
 */
export const FLAT_RANGE_M = 0.1;

/** Patches between 0 and 1, and what brings them back to metres. */
export interface NormalisedPatches {
  /** [n, 289], 0..1 */
  readonly values: Float32Array;
  /** [n] lowest elevation, metres */
  readonly minM: Float32Array;
  /** [n] highest less lowest elevation, at least FLAT_RANGE_M, metres */
  readonly rangeM: Float32Array;
}

/**
 * Normalises each patch by its own minimum and maximum to 0..1 (paper, figure 1).
 * @param patches [n, 289] metres
 * @param out receives the values; may be `patches` itself
 */
export function normalisePatches(
  patches: Float32Array,
  out: Float32Array = new Float32Array(patches.length),
): NormalisedPatches {
  const count = patches.length / PATCH_VALUES;
  const minM = new Float32Array(count);
  const rangeM = new Float32Array(count);
  for (let patch = 0; patch < count; patch++) {
    const from = patch * PATCH_VALUES;
    let low = Infinity;
    let high = -Infinity;
    for (let i = from; i < from + PATCH_VALUES; i++) {
      const value = patches[i] ?? NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const range = Math.max(high - low, FLAT_RANGE_M);
    minM[patch] = low;
    rangeM[patch] = range;
    for (let i = from; i < from + PATCH_VALUES; i++) out[i] = ((patches[i] ?? NaN) - low) / range;
  }
  return { values: out, minM, rangeM };
}

/**
 * Normalises targets with the minimum and range of their input patches; values may leave 0..1.
 * @param targets [n, m] metres
 * @param minM [n]
 * @param rangeM [n]
 * @param out receives [n, m]; may be `targets` itself
 */
export function normaliseTargets(
  targets: Float32Array,
  minM: Float32Array,
  rangeM: Float32Array,
  out = new Float32Array(targets.length),
): Float32Array {
  const values = targets.length / minM.length;
  for (let patch = 0; patch < minM.length; patch++) {
    const low = minM[patch] ?? NaN;
    const range = rangeM[patch] ?? NaN;
    const end = (patch + 1) * values;
    for (let i = patch * values; i < end; i++) out[i] = ((targets[i] ?? NaN) - low) / range;
  }
  return out;
}
