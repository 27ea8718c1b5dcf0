import type { HeadModel } from '../../../shared/contract/compute';
import { tf, type Tensor2D } from '../backend';

/** Rows computed at once: the kernel matrix of a batch stays within some tens of megabytes. */
const BATCH = 4096;

/**
 * Decision values and calibrated probabilities, as matrix products; a patch's decision is the mean over its copies.
 * TensorFlow must be loaded.
 *
 * |x - s|^2 is expanded to |x|^2 + |s|^2 - 2 x s, and all of it is one product of matrices: -gamma |x - s|^2 is that of
 * (2 gamma x, -gamma |x|^2, 1) and (s, 1, -gamma |s|^2). Everything is first moved so that the support vectors' mean lies at
 * the origin: distances stay, and little is lost to cancellation in Float32.
 * @param embeddings [n x head's copies, size]
 * @returns [n]
 */
export function predictHead(
  head: HeadModel,
  embeddings: Float32Array,
): { decisions: Float32Array; probabilities: Float32Array } {
  const count = embeddings.length / head.size;
  const vectorCount = head.coefficients.length;
  if (!Number.isInteger(count / head.copies) || head.vectors.length !== vectorCount * head.size) {
    throw new RangeError(`Embeddings and head do not agree in size (${head.size}).`);
  }
  const decisions = new Float32Array(count);
  const means = new Float32Array(count / head.copies);
  const { mean, vectors } = tf.tidy(() => {
    const raw = tf.tensor2d(head.vectors, [vectorCount, head.size]);
    const middle = raw.mean(0);
    const centred = raw.sub<Tensor2D>(middle);
    const norms = centred.square().sum(1, true).mul<Tensor2D>(-head.gamma);
    return { mean: middle, vectors: tf.concat([centred, tf.onesLike(norms), norms], 1) };
  });
  for (let from = 0; from < count; from += BATCH) {
    const to = Math.min(count, from + BATCH);
    const kernel = tf.tidy(() => {
      const rows = tf
        .tensor2d(embeddings.subarray(from * head.size, to * head.size), [to - from, head.size])
        .sub<Tensor2D>(mean);
      const norms = rows.square().sum(1, true).mul<Tensor2D>(-head.gamma);
      const wide = tf.concat([rows.mul<Tensor2D>(2 * head.gamma), norms, tf.onesLike(norms)], 1);
      return tf.exp(tf.matMul(wide, vectors, false, true).minimum(0));
    });
    decide(kernel.dataSync<'float32'>(), head, decisions.subarray(from, to));
    kernel.dispose();
  }
  tf.dispose([mean, vectors]);
  for (const [row, decision] of decisions.entries()) {
    const patch = Math.floor(row / head.copies);
    means[patch] = (means[patch] ?? 0) + decision / head.copies;
  }
  return {
    decisions: means,
    probabilities: means.map((decision) => 1 / (1 + Math.exp(head.plattA * decision + head.plattB))),
  };
}

/**
 * Sums each row of a kernel matrix, weighted by the coefficients. In double precision: large coefficients of opposite
 * signs cancel, and Float32 sums would lose the fifth decimal. Two sums at a time, as neither need wait for the other.
 * @param kernel [decisions, coefficients]
 */
function decide(kernel: Float32Array, { coefficients, rho }: HeadModel, decisions: Float32Array): void {
  const count = coefficients.length;
  const even = count - (count % 2);
  for (let row = 0, at = 0; row < decisions.length; row++, at += count) {
    let sum = -rho;
    let other = 0;
    for (let i = 0; i < even; i += 2) {
      sum += (coefficients[i] ?? NaN) * (kernel[at + i] ?? NaN);
      other += (coefficients[i + 1] ?? NaN) * (kernel[at + i + 1] ?? NaN);
    }
    if (even < count) sum += (coefficients[even] ?? NaN) * (kernel[at + even] ?? NaN);
    decisions[row] = sum + other;
  }
}
