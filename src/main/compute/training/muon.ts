import { tf, type Tensor } from '../backend';
import type { TensorSpec } from '../architectures/namedTensors';
import type { OptimiserState } from './adam';
import { sizeOf } from '../encoders/safetensors';

/** Decay of the gradient's running mean. */
const MOMENTUM = 0.95;

/** Steps of the iteration and its coefficients, chosen by Muon's authors for speed, not for exactness. */
const ITERATIONS = 5;
const [A, B, C] = [3.4445, -4.775, 2.0315];

/** Makes an update's root mean square like Adam's (Liu et al. 2025, "Muon is scalable for LLM training"). */
const UPDATE_RMS = 0.2;

/** Weight decay: fraction of a kernel that is subtracted in a step, times the learning rate. */
const WEIGHT_DECAY = 0.05;

/** A kernel's place in the array of all parameters, and its size as a matrix [inputs, filters]. */
export interface KernelPlace {
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
}

/** Where the 3 x 3 kernels lie in the array of all parameters. */
export function kernelPlaces(specs: readonly TensorSpec[]): KernelPlace[] {
  const places: KernelPlace[] = [];
  let at = 0;
  for (const { name, shape } of specs) {
    const size = sizeOf(shape);
    const columns = shape.at(-1) ?? 1;
    if (name.endsWith('/kernel') && shape[0] === 3) places.push({ at, rows: size / columns, columns });
    at += size;
  }
  return places;
}

/** [n] 1 where a parameter belongs to one of the kernels. */
export function kernelMask(places: readonly KernelPlace[], count: number): Uint8Array {
  const mask = new Uint8Array(count);
  for (const { at, rows, columns } of places) mask.fill(1, at, at + rows * columns);
  return mask;
}

/** Kernels whose iterations run as one, padded with zeros, which the iteration leaves zero. */
export interface KernelGroup {
  readonly places: readonly KernelPlace[];
  /** Size of the padded matrices. */
  readonly rows: number;
  readonly columns: number;
}

/** Columns that smaller kernels are padded to: for fewer, the calls cost more than the arithmetic. */
const COLUMNS_MIN = 32;

/** Kernels in groups with about equally many columns. */
export function kernelGroups(places: readonly KernelPlace[]): KernelGroup[] {
  const byColumns = new Map<number, KernelPlace[]>();
  for (const place of places) {
    const columns = Math.max(COLUMNS_MIN, place.columns);
    byColumns.set(columns, [...(byColumns.get(columns) ?? []), place]);
  }
  return [...byColumns].map(([columns, members]) => ({
    places: members,
    rows: Math.max(...members.map(({ rows }) => rows)),
    columns,
  }));
}

/**
 * One step of Muon for the kernels, in place: each kernel moves along its momentum made orthogonal, so that all
 * directions of a convolution are learned at the same pace (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon).
 * @param state of all parameters; the kernels' squares are not used
 * @param gradient [n]
 */
export function muonStep(
  groups: readonly KernelGroup[],
  { parameters, mean }: OptimiserState,
  gradient: Float32Array,
  learningRate: number,
): void {
  const kept = 1 - learningRate * WEIGHT_DECAY;
  for (const { places, rows, columns } of groups) {
    const lookAhead = new Float32Array(places.length * rows * columns);
    places.forEach((place, k) => {
      lookInto(lookAhead, k * rows * columns, columns, place, mean, gradient);
    });
    const steps = orthogonalised(lookAhead, [places.length, rows, columns]);
    places.forEach((place, k) => {
      const scale = learningRate * UPDATE_RMS * Math.sqrt(Math.max(place.rows, place.columns));
      let cell = k * rows * columns;
      let i = place.at;
      for (let row = 0; row < place.rows; row++, cell += columns) {
        for (let column = 0; column < place.columns; column++, i++) {
          parameters[i] = (parameters[i] ?? 0) * kept - scale * (steps[cell + column] ?? 0);
        }
      }
    });
  }
}

/**
 * Updates a kernel's momentum, and writes its look-ahead value, with Frobenius norm one, to a padded matrix.
 * @param start of the padded matrix
 * @param columns of the padded matrix
 */
function lookInto(
  lookAhead: Float32Array,
  start: number,
  columns: number,
  place: KernelPlace,
  mean: Float32Array,
  gradient: Float32Array,
): void {
  let squares = 0;
  let i = place.at;
  for (let row = 0, cell = start; row < place.rows; row++, cell += columns) {
    for (let column = 0; column < place.columns; column++, i++) {
      const g = gradient[i] ?? 0;
      const m = MOMENTUM * (mean[i] ?? 0) + (1 - MOMENTUM) * g;
      mean[i] = m;
      const ahead = MOMENTUM * m + (1 - MOMENTUM) * g;
      lookAhead[cell + column] = ahead;
      squares += ahead * ahead;
    }
  }
  const scale = 1 / (Math.sqrt(squares) + 1e-7);
  const end = start + place.rows * columns;
  for (let cell = start; cell < end; cell++) lookAhead[cell] = (lookAhead[cell] ?? 0) * scale;
}

/**
 * Approximately the nearest matrices with orthonormal columns, by a quintic Newton-Schulz iteration: X <- X (A + B G + C G^2)
 * with G = X^T X. The factors are polynomials of the first G and commute, so that only small square matrices are
 * iterated, and X is multiplied once, by their product.
 * @param values [count, rows, columns] each matrix of Frobenius norm one
 * @returns [count, rows, columns]
 */
function orthogonalised(values: Float32Array, shape: [number, number, number]): Float32Array {
  const result = tf.tidy(() => {
    const x = tf.tensor3d(values, shape);
    const identity = tf.eye(shape[2]);
    const [a, b] = [tf.mul(identity, A), tf.mul(identity, B)];
    let gram = tf.matMul(x, x, true, false);
    let product: Tensor | null = null;
    for (let i = 0; i < ITERATIONS; i++) {
      const factor: Tensor = tf.add(tf.matMul(gram, tf.add(tf.mul(gram, C), b)), a);
      product = product === null ? factor : tf.matMul(product, factor);
      if (i + 1 < ITERATIONS) gram = tf.matMul(tf.matMul(factor, gram), factor);
    }
    return product === null ? x : tf.matMul(x, product);
  });
  const orthogonal = result.dataSync<'float32'>();
  result.dispose();
  return orthogonal;
}
