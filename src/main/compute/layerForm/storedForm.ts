import type { LayerChunk, Rotation } from '../../../shared/contract/layerForm';
import { once } from '../../../shared/once';
import { Kernel } from '../../kernels/kernel';
import { keptAxes, NEAR_AXES } from '../../layers/layer';
import storedFormCode from './storedForm.as?kernel';

/** What rounding to Float32 adds when an embedding is decoded (2^-24), as a share of its length, and as much again to be safe. */
const DECODING = 2 ** -23;

/** Embeddings that the kernel takes at once: so many of 289 values fit into a core's cache. */
const AT_ONCE = 256;

const roundingKernel = once(() => new Kernel(storedFormCode, ['rounded']));

/** Embeddings as layers store them: near [n, 16], far [n, kept - 16], scale [n] and error [n] as `LayerChunk` has them. */
type Stored = Pick<LayerChunk, 'near' | 'far' | 'scale' | 'error'>;

/**
 * How embeddings are stored along the axes of a rotation: rotated, cut to the kept axes and rounded to whole numbers of up to 127 by a
 * scale of their own. Computed in float32, by a kernel (storedForm.as.ts); the rounding that this may add is included in the error.
 * @returns the stored form of embeddings, [n, size], of which there are those where `valid`, [n], is 1
 */
export function storedForm(rotation: Rotation): (embeddings: Float32Array, valid: Uint8Array) => Stored {
  const askew = skewness(rotation);
  const meanLength = Math.hypot(...rotation.mean);
  return (embeddings, valid) => rounded(rotation, askew, meanLength, embeddings, valid);
}

function rounded(
  rotation: Rotation,
  askew: number,
  meanLength: number,
  embeddings: Float32Array,
  valid: Uint8Array,
): Stored {
  const { mean, axes } = rotation;
  const size = mean.length;
  const kept = keptAxes(rotation);
  const farAxes = kept - NEAR_AXES;
  const count = valid.length;
  const stored = {
    near: new Int8Array(count * NEAR_AXES),
    far: new Int8Array(count * farAxes),
    scale: new Float32Array(count).fill(NaN),
    error: new Float32Array(count).fill(NaN),
  };
  if (!valid.includes(1)) return stored;
  const kernel = roundingKernel();
  const [from = 0, meanAt = 0, axesAt = 0, centred = 0, values = 0, near = 0, far = 0, scale = 0, error = 0] =
    kernel.place(
      4 * (AT_ONCE + 1) * size,
      4 * size,
      4 * size * kept,
      8 * size,
      8 * kept,
      AT_ONCE * NEAR_AXES,
      AT_ONCE * farAxes,
      4 * AT_ONCE,
      4 * AT_ONCE,
    );
  kernel.float32(meanAt, size).set(mean);
  const sideBySide = kernel.float32(axesAt, size * kept);
  for (let axis = 0; axis < kept; axis++)
    for (let i = 0; i < size; i++) sideBySide[i * kept + axis] = axes[axis * size + i] ?? NaN;
  for (let first = 0; first < count; first += AT_ONCE) {
    const rows = Math.min(AT_ONCE, count - first);
    kernel.float32(from, rows * size).set(embeddings.subarray(first * size, (first + rows) * size));
    kernel.call(
      'rounded',
      ...[from, rows, size, meanAt, axesAt, kept, askew, DECODING, meanLength],
      ...[centred, values, near, far, scale, error],
    );
    stored.near.set(kernel.int8(near, rows * NEAR_AXES), first * NEAR_AXES);
    stored.far.set(kernel.int8(far, rows * farAxes), first * farAxes);
    stored.scale.set(kernel.float32(scale, rows), first);
    stored.error.set(kernel.float32(error, rows), first);
  }
  for (const [row, exists] of valid.entries()) {
    if (exists === 1) continue;
    stored.near.fill(0, row * NEAR_AXES, (row + 1) * NEAR_AXES);
    stored.far.fill(0, row * farAxes, (row + 1) * farAxes);
    stored.scale[row] = NaN;
    stored.error[row] = NaN;
  }
  return stored;
}

/** How far axes are from orthonormal: the Frobenius norm of their products less the identity, which no sum exceeds. */
function skewness(rotation: Rotation): number {
  const { mean, axes } = rotation;
  const size = mean.length;
  const kept = keptAxes(rotation);
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
