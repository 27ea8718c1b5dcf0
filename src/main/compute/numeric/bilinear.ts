import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';

/**
 * Patches at k times their resolution by bilinear interpolation alone: what an encoder and decoder are measured
 * against. Output samples lie where targets do, their cells covering the square from -radius to radius.
 * @param patches [n, 289]
 * @returns [n, (16 k)^2]
 */
export function bilinearUpsample(patches: Float32Array, factor: number): Float32Array {
  const size = (PATCH_SIZE - 1) * factor;
  const count = patches.length / PATCH_VALUES;
  const result = new Float32Array(count * size * size);
  const positions = Array.from({ length: size }, (_, i) => {
    const at = (i + 0.5) / factor;
    const cell = Math.floor(at);
    return { cell, share: at - cell };
  });
  let out = 0;
  for (let patch = 0; patch < count; patch++) {
    for (const row of positions) {
      for (const column of positions) {
        const at = patch * PATCH_VALUES + row.cell * PATCH_SIZE + column.cell;
        const value = (offset: number): number => patches[at + offset] ?? NaN;
        const north = value(0) * (1 - column.share) + value(1) * column.share;
        const south = value(PATCH_SIZE) * (1 - column.share) + value(PATCH_SIZE + 1) * column.share;
        result[out++] = north * (1 - row.share) + south * row.share;
      }
    }
  }
  return result;
}

/** Mean absolute difference of two equally long arrays. */
export function meanAbsoluteDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
  return sum / a.length;
}
