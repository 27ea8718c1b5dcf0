import { tf, type Tensor2D } from '../backend';
import type { TensorSpec } from '../architectures/topo2vec';
import type { OptimiserState } from './adam';
import { sizeOf } from '../safetensors';

/** Decay of the gradient's running mean. */
const MOMENTUM = 0.95;

/** Steps of the iteration and its coefficients, chosen by Muon's authors for speed, not for exactness. */
const ITERATIONS = 5;
const [A, B, C] = [3.4445, -4.775, 2.0315];

/** Makes an update's root mean square like Adam's (Liu et al. 2025, "Muon is scalable for LLM training"). */
const UPDATE_RMS = 0.2;

/** Fraction of a kernel that is taken away in a step, times the learning rate. */
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

/**
 * One step of Muon for the kernels, in place: each kernel moves along its momentum made orthogonal, so that all
 * directions of a convolution are learned at the same pace (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon).
 * @param state of all parameters; the kernels' squares stay unused
 * @param gradient [n]
 */
export function muonStep(
  places: readonly KernelPlace[],
  { parameters, mean }: OptimiserState,
  gradient: Float32Array,
  learningRate: number,
): void {
  const updates = tf.tidy(() =>
    tf.concat(
      places.map(({ at, rows, columns }) => {
        const lookAhead = new Float32Array(rows * columns);
        for (let i = 0; i < lookAhead.length; i++) {
          const g = gradient[at + i] ?? 0;
          const m = MOMENTUM * (mean[at + i] ?? 0) + (1 - MOMENTUM) * g;
          mean[at + i] = m;
          lookAhead[i] = MOMENTUM * m + (1 - MOMENTUM) * g;
        }
        return tf.reshape(orthogonalised(tf.tensor2d(lookAhead, [rows, columns])), [-1]);
      }),
    ),
  );
  const steps = updates.dataSync();
  updates.dispose();
  let from = 0;
  for (const { at, rows, columns } of places) {
    const scale = learningRate * UPDATE_RMS * Math.sqrt(Math.max(rows, columns));
    const kept = 1 - learningRate * WEIGHT_DECAY;
    for (let i = 0; i < rows * columns; i++) {
      parameters[at + i] = (parameters[at + i] ?? 0) * kept - scale * (steps[from + i] ?? 0);
    }
    from += rows * columns;
  }
}

/** About the nearest matrix with orthonormal columns or rows, by a quintic Newton-Schulz iteration. */
function orthogonalised(matrix: Tensor2D): Tensor2D {
  const [rows, columns] = matrix.shape;
  let x: Tensor2D = tf.div(matrix, tf.add(tf.norm(matrix), 1e-7));
  if (rows < columns) x = tf.transpose(x);
  for (let i = 0; i < ITERATIONS; i++) {
    const gram = tf.matMul(x, x, true, false);
    const polynomial = tf.add(tf.mul(gram, B), tf.mul(tf.matMul<Tensor2D>(gram, gram), C));
    x = tf.add(tf.mul(x, A), tf.matMul(x, polynomial as Tensor2D));
  }
  return rows < columns ? tf.transpose(x) : x;
}
