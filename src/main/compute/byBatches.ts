import { PATCH_SIZE, PATCH_VALUES } from '../../shared/patch';
import { tf, type Tensor, type Tensor4D } from './backend';

/**
 * Takes patches through a network, some at a time: what a network computes on the way takes far more memory than patches.
 * @param patches [n, 289]
 * @param batch patches at once
 * @param width values that the network gives for a patch
 * @param compute [m, 17, 17, 1] to any shape of m x width values
 * @returns [n, width]
 */
export function byBatches(
  patches: Float32Array,
  batch: number,
  width: number,
  compute: (x: Tensor4D) => Tensor,
): Float32Array {
  const count = patches.length / PATCH_VALUES;
  const results = new Float32Array(count * width);
  for (let from = 0; from < count; from += batch) {
    const to = Math.min(count, from + batch);
    const some = tf.tidy(() => {
      const values = patches.subarray(from * PATCH_VALUES, to * PATCH_VALUES);
      return compute(tf.tensor4d(values, [to - from, PATCH_SIZE, PATCH_SIZE, 1]));
    });
    results.set(some.dataSync<'float32'>(), from * width);
    some.dispose();
  }
  return results;
}
