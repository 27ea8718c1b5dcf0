import { tf, type Scalar, type Tensor2D } from '../backend';

/** Keeps the division finite where an embedding is zero. */
const EPSILON = 1e-12;

/**
 * Rows normalised to length one.
 * @param x [n, size]
 */
export const unitRows = (x: Tensor2D): Tensor2D =>
  tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), EPSILON)));

/**
 * InfoNCE (van den Oord et al. 2018) as in momentum contrast (He et al. 2020, algorithm 1): the cross-entropy of
 * recognising each query's own key among the queue's, by cosine over temperature; the mean over queries.
 * @param queries [n, size] embeddings of any length
 * @param keys [n, size] embeddings of any length, the n-th that of the n-th query's positive
 * @param queue [m, size] negatives of length one
 * @param temperature above 0
 */
export function infoNce(queries: Tensor2D, keys: Tensor2D, queue: Tensor2D, temperature: number): Scalar {
  const directions = unitRows(queries);
  const positive = tf.sum(tf.mul(directions, unitRows(keys)), 1, true);
  const negatives = tf.matMul(directions, queue, false, true);
  const logits = tf.div(tf.concat([positive, negatives], 1), temperature);
  return tf.mean(tf.sub(tf.logSumExp(logits, 1), tf.div(tf.squeeze(positive, [1]), temperature)));
}
