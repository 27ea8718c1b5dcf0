import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../../shared/errors';
import { tf, type Tensor2D } from '../backend';

/** Queries compared at once: their distances to every row are in memory together. */
const BATCH = 512;

/** The nearest rows of each query. */
export interface Neighbours {
  /** [n, k] indices of rows, the nearest first */
  readonly rows: Int32Array;
  /** [n, k] Euclidean distances */
  readonly distances: Float32Array;
}

/**
 * The k rows nearest to each query, exactly. TensorFlow must be loaded; other work gets its turn between the batches.
 * @param queries [n, width] centred, as the rows: float32 then keeps small distances apart
 * @param rows [m, width], m at least k
 * @throws UserError `cancelled`
 */
export async function nearestRows(
  queries: Float32Array,
  rows: Float32Array,
  width: number,
  k: number,
  signal: AbortSignal,
): Promise<Neighbours> {
  const count = queries.length / width;
  const among = tf.tensor2d(rows, [rows.length / width, width]);
  const squares = tf.tidy(() => tf.sum(tf.square(among), 1));
  const found = { rows: new Int32Array(count * k), distances: new Float32Array(count * k) };
  try {
    for (let from = 0; from < count; from += BATCH) {
      await nextTurn();
      throwIfAborted(signal);
      const to = Math.min(count, from + BATCH);
      const [indices, distances] = tf.tidy(() => {
        const some = tf.tensor2d(queries.subarray(from * width, to * width), [to - from, width]);
        const nearness = tf.sub<Tensor2D>(tf.mul(tf.matMul(some, among, false, true), 2), squares);
        const top = tf.topk(nearness, k);
        const own = tf.sum(tf.square(some), 1, true);
        return [top.indices, tf.sqrt<Tensor2D>(tf.relu(tf.sub(own, top.values)))] as const;
      });
      found.rows.set(indices.dataSync<'int32'>(), from * k);
      found.distances.set(distances.dataSync<'float32'>(), from * k);
      tf.dispose([indices, distances]);
    }
    return found;
  } finally {
    tf.dispose([among, squares]);
  }
}
