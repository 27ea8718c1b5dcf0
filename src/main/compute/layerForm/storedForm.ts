import type { LayerChunk, Rotation } from '../../../shared/contract/layerForm';
import { keptAxes, NEAR_AXES } from '../../layers/layer';

/** Largest of the whole numbers that an embedding is stored in. */
const LARGEST = 127;

/** What rounding to Float32 adds when an embedding is decoded (2^-24), as a share of its length, and as much again to be safe. */
const DECODING = 2 ** -23;

/**
 * Embeddings as layers store them: rotated, cut to the kept axes and rounded to whole numbers by a scale of their own.
 * @param embeddings [n, size]
 * @param valid [n] 1 where there is one
 * @returns near [n, 16], far [n, kept - 16], scale [n] and error [n] as `LayerChunk` has them
 */
export function storedForm(
  rotation: Rotation,
  embeddings: Float32Array,
  valid: Uint8Array,
): Pick<LayerChunk, 'near' | 'far' | 'scale' | 'error'> {
  const { mean, axes } = rotation;
  const size = mean.length;
  const kept = keptAxes(rotation);
  const farAxes = kept - NEAR_AXES;
  const count = valid.length;
  const near = new Int8Array(count * NEAR_AXES);
  const far = new Int8Array(count * farAxes);
  const scale = new Float32Array(count).fill(NaN);
  const error = new Float32Array(count).fill(NaN);
  const askew = skewness(rotation);
  const meanLength = Math.hypot(...mean);
  const centred = new Float64Array(size);
  const values = new Float64Array(kept);
  for (let row = 0; row < count; row++) {
    if (valid[row] !== 1) continue;
    let squared = 0;
    for (let i = 0; i < size; i++) {
      const value = (embeddings[row * size + i] ?? NaN) - (mean[i] ?? NaN);
      centred[i] = value;
      squared += value * value;
    }
    let largest = 0;
    for (let axis = 0; axis < kept; axis++) {
      let sum = 0;
      for (let i = 0, at = axis * size; i < size; i++, at++) sum += (centred[i] ?? NaN) * (axes[at] ?? NaN);
      values[axis] = sum;
      largest = Math.max(largest, Math.abs(sum));
    }
    const step = Math.fround(largest / LARGEST);
    scale[row] = step;
    let product = 0;
    let stored = 0;
    for (let axis = 0; axis < kept; axis++) {
      const value = values[axis] ?? NaN;
      const whole = step === 0 ? 0 : Math.min(LARGEST, Math.max(-LARGEST, Math.round(value / step)));
      if (axis < NEAR_AXES) near[row * NEAR_AXES + axis] = whole;
      else far[row * farAxes + axis - NEAR_AXES] = whole;
      product += value * step * whole;
      stored += (step * whole) ** 2;
    }
    // |x - s|^2 = |x|^2 - 2 x s + |s|^2, where |s|^2 is off by how far the axes are from orthonormal.
    const apart = Math.sqrt(Math.max(0, squared - 2 * product + stored * (1 + askew)));
    error[row] = bfloat16Above(apart + DECODING * (meanLength + Math.sqrt(squared)));
  }
  return { near, far, scale, error };
}

/** How far axes are from orthonormal: the Frobenius norm of their products less the identity, which no sum exceeds. */
function skewness({ mean, axes }: Rotation): number {
  const size = mean.length;
  const kept = axes.length / size;
  let sum = 0;
  for (let a = 0; a < kept; a++) {
    for (let b = 0; b <= a; b++) {
      let product = a === b ? -1 : 0;
      for (let i = 0; i < size; i++) product += (axes[a * size + i] ?? NaN) * (axes[b * size + i] ?? NaN);
      sum += product * product * (a === b ? 1 : 2);
    }
  }
  return Math.sqrt(sum);
}

const word = new DataView(new ArrayBuffer(4));

/** The least bfloat16 (the upper half of a Float32) that is not below a value from 0 on. */
function bfloat16Above(value: number): number {
  word.setFloat32(0, value);
  // The lower half, or a Float32 that was rounded down, calls for the next one.
  const isBelow = word.getUint16(2) > 0 || word.getFloat32(0) < value;
  word.setUint32(0, (word.getUint16(0) + (isBelow ? 1 : 0)) * 0x10000);
  return word.getFloat32(0);
}
