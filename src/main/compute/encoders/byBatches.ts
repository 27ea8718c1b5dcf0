import { isOutOfMemory } from '../../../shared/systemErrors';
import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';
import { tf, type Tensor, type Tensor4D } from '../backend';

/** Fewer patches at once hardly take less memory. */
const LEAST_BATCH = 64;

/** Memory that a patch takes on its way through most networks, bytes. */
const PATCH_WORK_BYTES = 128 * 1024;

/** Whether the process can allocate so much memory now: it is allocated, never touched, and released. */
function canHave(bytes: number): boolean {
  try {
    return new ArrayBuffer(bytes).byteLength === bytes;
  } catch {
    return false;
  }
}

/**
 * Runs patches through a network in batches: intermediate results take far more memory than patches.
 * If memory does not suffice, batches are smaller: it is asked for before, as TensorFlow's threads abort the process when allocation
 * fails.
 * @param patches [n, 289]
 * @param batch patches at once at most, a power of two
 * @param width values that the network returns for a patch
 * @param compute [m, 17, 17, 1] to any shape of m x width values
 * @param patchBytes memory that a patch takes on its way; asking for 128 MB takes as long as embedding 600 patches
 * @returns [n, width]
 */
export function byBatches(
  patches: Float32Array,
  batch: number,
  width: number,
  compute: (x: Tensor4D) => Tensor,
  patchBytes = PATCH_WORK_BYTES,
): Float32Array {
  const count = patches.length / PATCH_VALUES;
  const results = new Float32Array(count * width);
  let atOnce = batch;
  while (atOnce > LEAST_BATCH && !canHave(Math.min(count, atOnce) * patchBytes)) atOnce /= 2;
  for (let from = 0; from < count;) {
    const to = Math.min(count, from + atOnce);
    try {
      const some = tf.tidy(() => {
        const values = patches.subarray(from * PATCH_VALUES, to * PATCH_VALUES);
        return compute(tf.tensor4d(values, [to - from, PATCH_SIZE, PATCH_SIZE, 1]));
      });
      results.set(some.dataSync<'float32'>(), from * width);
      some.dispose();
      from = to;
    } catch (error) {
      if (!isOutOfMemory(error) || atOnce <= LEAST_BATCH) throw error;
      atOnce /= 2;
    }
  }
  return results;
}
