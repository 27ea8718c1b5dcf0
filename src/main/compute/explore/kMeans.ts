import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../../shared/errors';
import { Random } from '../../../shared/statistics/random';
import { tf, type Tensor1D, type Tensor2D } from '../backend';

/** Rounds of a clustering at most. */
const MOST_ROUNDS = 300;

/** A round that moves the centres by less than this share of the rows' variance is the last, as in scikit-learn. */
const TOLERANCE = 1e-4;

/** Rows in groups around their means. */
export interface Clustering {
  /** [n] cluster of each row, 0 the largest */
  readonly clusters: Uint8Array;
  /** [k, width] */
  readonly centres: Float32Array;
  /** Sum of the squared distances of the rows to their centres. */
  readonly inertia: number;
}

/**
 * k-means: Lloyd's rounds ("Least squares quantization in PCM", 1982) from centres drawn by k-means++ (Arthur and
 * Vassilvitskii 2007). A centre that loses all its rows takes the row that is farthest from its own. TensorFlow must be
 * loaded; other work gets its turn between the rounds.
 * @param values [n, width] centred, so that float32 keeps small distances apart
 * @param k at most n and 255
 * @throws UserError `cancelled`
 */
export async function kMeans(
  values: Float32Array,
  width: number,
  k: number,
  seed: number,
  signal: AbortSignal,
): Promise<Clustering> {
  const count = values.length / width;
  const rows = tf.tensor2d(values, [count, width]);
  const squares = tf.tidy(() => tf.sum<Tensor1D>(tf.square(rows), 1));
  let centres = await firstCentres(rows, squares, k, new Random(seed), signal);
  try {
    const limit = TOLERANCE * variance(rows);
    let found = assign(rows, squares, centres);
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      await nextTurn();
      throwIfAborted(signal);
      const moved = means(rows, found, k);
      const shift = tf.tidy(() => tf.sum(tf.square(tf.sub(moved, centres))).dataSync<'float32'>()[0] ?? 0);
      centres.dispose();
      centres = moved;
      const next = assign(rows, squares, centres);
      const settled = next.clusters.every((cluster, row) => cluster === found.clusters[row]);
      found = next;
      if (settled || shift <= limit) break;
    }
    return largestFirst(found, centres.dataSync<'float32'>(), width, k);
  } finally {
    tf.dispose([rows, squares, centres]);
  }
}

interface Assignment {
  /** [n] */
  readonly clusters: Int32Array;
  /** [n] squared distance to the centre */
  readonly squared: Float32Array;
}

function assign(rows: Tensor2D, squares: Tensor1D, centres: Tensor2D): Assignment {
  const [clusters, squared] = tf.tidy(() => {
    const products = tf.matMul(rows, centres, false, true);
    const centreSquares = tf.sum(tf.square(centres), 1);
    const distances = tf.sub<Tensor2D>(centreSquares, tf.mul(products, 2));
    return [
      tf.argMin<Tensor1D>(distances, 1),
      tf.relu<Tensor1D>(tf.add(tf.min(distances, 1), squares)),
    ] as const;
  });
  const found = { clusters: clusters.dataSync<'int32'>(), squared: squared.dataSync<'float32'>() };
  tf.dispose([clusters, squared]);
  return found;
}

/** Means of the clusters' rows. */
function means(rows: Tensor2D, { clusters, squared }: Assignment, k: number): Tensor2D {
  const assigned = Int32Array.from(clusters);
  const sizes = sizesOf(assigned, k);
  for (const [cluster, size] of sizes.entries()) {
    if (size > 0) continue;
    const spare = [...assigned.keys()].filter((row) => (sizes[assigned[row] ?? 0] ?? 0) > 1);
    const row = spare.reduce((best, other) => ((squared[other] ?? 0) > (squared[best] ?? 0) ? other : best));
    sizes[assigned[row] ?? 0] = (sizes[assigned[row] ?? 0] ?? 0) - 1;
    sizes[cluster] = 1;
    assigned[row] = cluster;
  }
  return tf.tidy(() => {
    const members = tf.oneHot(tf.tensor1d(assigned, 'int32'), k).toFloat();
    return tf.div<Tensor2D>(
      tf.matMul(members.as2D(assigned.length, k), rows, true, false),
      tf.tensor2d(sizes, [k, 1]),
    );
  });
}

/**
 * Rows drawn as first centres, each with a chance in proportion to its squared distance from those drawn before; of some
 * candidates the one that leaves the least distance, as in scikit-learn ("greedy" k-means++).
 */
async function firstCentres(
  rows: Tensor2D,
  squares: Tensor1D,
  k: number,
  random: Random,
  signal: AbortSignal,
): Promise<Tensor2D> {
  const candidates = 2 + Math.floor(Math.log(k));
  const chosen = [random.nextInt(rows.shape[0])];
  let nearest = squaredTo(rows, squares, chosen);
  while (chosen.length < k) {
    await nextTurn();
    throwIfAborted(signal);
    const drawn = Array.from({ length: candidates }, () => draw(nearest, random));
    const all = squaredTo(rows, squares, drawn);
    const kept = drawn.map((_, candidate) =>
      nearest.map((squared, row) => Math.min(squared, all[row * candidates + candidate] ?? 0)),
    );
    const left = kept.map((each) => each.reduce((sum, squared) => sum + squared, 0));
    const best = left.indexOf(Math.min(...left));
    nearest = kept[best] ?? nearest;
    chosen.push(drawn[best] ?? 0);
  }
  return tf.tidy(() => tf.gather(rows, tf.tensor1d(chosen, 'int32')));
}

/** Squared distances of all rows to some of them: [n, chosen]. */
function squaredTo(rows: Tensor2D, squares: Tensor1D, chosen: readonly number[]): Float32Array {
  const distances = tf.tidy(() => {
    const some = tf.gather(rows, tf.tensor1d([...chosen], 'int32'));
    const products = tf.mul(tf.matMul(rows, some, false, true), 2);
    const own = tf.add(squares.expandDims(1), tf.sum(tf.square(some), 1));
    return tf.relu<Tensor2D>(tf.sub(own, products));
  });
  const values = distances.dataSync<'float32'>();
  distances.dispose();
  return values;
}

/** A row, with a chance in proportion to its weight. */
function draw(weights: Float32Array, random: Random): number {
  let left = random.nextFloat() * weights.reduce((sum, weight) => sum + weight, 0);
  let row = 0;
  while (row < weights.length - 1 && left >= (weights[row] ?? 0)) left -= weights[row++] ?? 0;
  return row;
}

const variance = (rows: Tensor2D): number =>
  tf.tidy(() => tf.mean(tf.moments(rows, 0).variance).dataSync<'float32'>()[0] ?? 0);

function sizesOf(clusters: Int32Array, k: number): Float32Array {
  const sizes = new Float32Array(k);
  for (const cluster of clusters) sizes[cluster] = (sizes[cluster] ?? 0) + 1;
  return sizes;
}

function largestFirst(
  { clusters, squared }: Assignment,
  centres: Float32Array,
  width: number,
  k: number,
): Clustering {
  const sizes = sizesOf(clusters, k);
  const order = [...sizes.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
  const ranks = new Uint8Array(k);
  const sorted = new Float32Array(k * width);
  for (const [rank, cluster] of order.entries()) {
    ranks[cluster] = rank;
    sorted.set(centres.subarray(cluster * width, (cluster + 1) * width), rank * width);
  }
  return {
    clusters: Uint8Array.from(clusters, (cluster) => ranks[cluster] ?? 0),
    centres: sorted,
    inertia: squared.reduce((sum, value) => sum + value, 0),
  };
}
