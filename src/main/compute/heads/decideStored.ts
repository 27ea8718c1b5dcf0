import type { HeadModel } from '../../../shared/contract/compute';
import type { LayerChunk, Rotation } from '../../../shared/contract/layerForm';
import { Kernel } from '../../kernels/kernel';
import { CHUNK_SIZE, keptAxes, NEAR_AXES } from '../../layers/layer';
import decideCode from './decide.as?kernel';

/** What is needed of a chunk to decide on it. */
export type StoredEmbeddings = Pick<LayerChunk, 'near' | 'far' | 'scale' | 'error'>;

/** Support vectors that the kernel takes at once, and cells. */
const GROUP = 8;
const CELLS = 4;

/** Largest of the whole numbers that support vectors are carried in. */
const LARGEST = 32_767;

/** A head along the axes of a layer. */
interface Carried {
  /** [groups, axes / 2, 8, 2] whole numbers of `unit` */
  readonly vectors: Int16Array;
  /** [groups x 8] what each adds to the powers of two: -gamma |vector - mean|^2 / ln 2, with what lies outside the axes */
  readonly biases: Float32Array;
  /** [groups x 8], 0 where there is none */
  readonly coefficients: Float32Array;
  readonly unit: number;
}

/**
 * Decisions of a head of one copy a patch on stored embeddings, sum of coefficient_i exp(-gamma |x - vector_i|^2) - rho. Distances
 * are those along the layer's axes; what lies outside of these, of the embedding by its `error` and of the support vectors, is taken
 * for orthogonal.
 * @returns a decision for each of the chunks' cells, [chunks, 4096]; NaN where no patch exists
 */
export function decideStored(
  head: HeadModel,
  rotation: Rotation,
  chunks: readonly StoredEmbeddings[],
): Float32Array {
  const axes = keptAxes(rotation);
  const farAxes = axes - NEAR_AXES;
  const { vectors, biases, coefficients, unit } = carried(head, rotation);
  const decisions = new Float32Array(chunks.length * CHUNK_SIZE);
  const kernel = new Kernel(decideCode, ['decide']);
  const [near = 0, far = 0, scale = 0, error = 0, own = 0, bias = 0, coefficient = 0, wide = 0, out = 0] =
    kernel.place(
      ...[NEAR_AXES * CHUNK_SIZE, farAxes * CHUNK_SIZE, 4 * CHUNK_SIZE, 4 * CHUNK_SIZE],
      ...[vectors.byteLength, biases.byteLength, coefficients.byteLength],
      ...[CELLS * axes * 2, 4 * CHUNK_SIZE],
    );
  kernel.bytes(own, vectors.byteLength).set(new Uint8Array(vectors.buffer));
  kernel.float32(bias, biases.length).set(biases);
  kernel.float32(coefficient, coefficients.length).set(coefficients);
  for (const [number, chunk] of chunks.entries()) {
    kernel.bytes(near, chunk.near.length).set(chunk.near);
    kernel.bytes(far, chunk.far.length).set(chunk.far);
    kernel.float32(scale, CHUNK_SIZE).set(chunk.scale);
    kernel.float32(error, CHUNK_SIZE).set(chunk.error);
    kernel.call(
      'decide',
      ...[near, far, scale, error, CHUNK_SIZE, farAxes],
      ...[own, bias, coefficient, biases.length / GROUP],
      ...[head.gamma / Math.LN2, unit, head.rho, wide, out],
    );
    decisions.set(kernel.float32(out, CHUNK_SIZE), number * CHUNK_SIZE);
  }
  return decisions;
}

/** Carries a head's support vectors along the axes of a layer. */
function carried({ vectors, coefficients, gamma, size }: HeadModel, rotation: Rotation): Carried {
  const { mean, axes } = rotation;
  if (mean.length !== size) throw new RangeError(`Layer and head do not agree in size (${size}).`);
  const kept = keptAxes(rotation);
  const count = coefficients.length;
  const padded = Math.ceil(count / GROUP) * GROUP;
  const along = new Float64Array(count * kept);
  const biases = new Float32Array(padded);
  const centred = new Float64Array(size);
  for (let vector = 0; vector < count; vector++) {
    for (let i = 0; i < size; i++) centred[i] = (vectors[vector * size + i] ?? NaN) - (mean[i] ?? NaN);
    biases[vector] = (-gamma / Math.LN2) * centred.reduce((sum, value) => sum + value * value, 0);
    for (let axis = 0; axis < kept; axis++) {
      let product = 0;
      for (let i = 0, at = axis * size; i < size; i++, at++)
        product += (centred[i] ?? NaN) * (axes[at] ?? NaN);
      along[vector * kept + axis] = product;
    }
  }
  const largest = along.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const unit = largest === 0 ? 1 : largest / LARGEST;
  const whole = new Int16Array(padded * kept);
  for (const [at, value] of along.entries()) {
    const [vector, axis] = [Math.floor(at / kept), at % kept];
    const [group, lane] = [Math.floor(vector / GROUP), vector % GROUP];
    const pair = group * (kept / 2) + Math.floor(axis / 2);
    whole[(pair * GROUP + lane) * 2 + (axis % 2)] = Math.round(value / unit);
  }
  const padding = new Float32Array(padded);
  padding.set(coefficients);
  return { vectors: whole, biases, coefficients: padding, unit };
}
