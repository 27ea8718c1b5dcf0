import type { SvmModel } from '../../../shared/contract/compute';
import type { LayerChunk, Rotation } from '../../../shared/contract/layerForm';
import { Kernel } from '../../kernels/kernel';
import { keptAxes, NEAR_AXES } from '../../layers/layer';
import decideCode from './decide.as?kernel';

/** Embeddings as layers store them: near [n, 16], far [n, kept - 16], scale [n] and error [n]. */
export type StoredEmbeddings = Pick<LayerChunk, 'near' | 'far' | 'scale' | 'error'>;

/** Support vectors that the kernel takes at once, and cells. */
const GROUP = 8;
const CELLS = 4;

/** Embeddings in the kernel's memory at once. */
const AT_ONCE = 4096;

/** Largest integer that support vectors are rounded to. */
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
 * An SVM of one copy per patch, ready to decide on stored embeddings by sum of coefficient_i exp(-gamma |x - vector_i|^2) - rho.
 * Distances are those along the layer's axes; what is outside of these, of the embedding by its `error` and of the support
 * vectors, is assumed to be orthogonal.
 */
export class StoredHead {
  readonly #kernel = new Kernel(decideCode, ['decide']);
  readonly #addresses: readonly number[];
  /** The head's values as the kernel takes them. */
  readonly #head: readonly number[];
  readonly #farAxes: number;

  constructor(head: SvmModel, rotation: Rotation) {
    const axes = keptAxes(rotation);
    this.#farAxes = axes - NEAR_AXES;
    const { vectors, biases, coefficients, unit } = carried(head, rotation);
    const kernel = this.#kernel;
    const [vector = 0, bias = 0, coefficient = 0, wide = 0, ...addresses] = kernel.place(
      ...[vectors.byteLength, biases.byteLength, coefficients.byteLength, CELLS * axes * 2],
      ...[NEAR_AXES * AT_ONCE, this.#farAxes * AT_ONCE, 4 * AT_ONCE, 4 * AT_ONCE, 4 * AT_ONCE],
    );
    kernel.bytes(vector, vectors.byteLength).set(new Uint8Array(vectors.buffer));
    kernel.float32(bias, biases.length).set(biases);
    kernel.float32(coefficient, coefficients.length).set(coefficients);
    this.#addresses = addresses;
    this.#head = [
      ...[vector, bias, coefficient, biases.length / GROUP],
      ...[head.gamma / Math.LN2, unit, head.rho, wide],
    ];
  }

  /** @returns a decision for each embedding, [n]; NaN where there is none */
  decide(stored: StoredEmbeddings): Float32Array {
    const decisions = new Float32Array(stored.scale.length);
    const [near = 0, far = 0, scale = 0, error = 0, out = 0] = this.#addresses;
    const kernel = this.#kernel;
    for (let from = 0; from < decisions.length; from += AT_ONCE) {
      const to = Math.min(decisions.length, from + AT_ONCE);
      kernel.int8(near, NEAR_AXES * (to - from)).set(stored.near.subarray(NEAR_AXES * from, NEAR_AXES * to));
      kernel
        .int8(far, this.#farAxes * (to - from))
        .set(stored.far.subarray(this.#farAxes * from, this.#farAxes * to));
      kernel.float32(scale, AT_ONCE).fill(NaN).set(stored.scale.subarray(from, to));
      kernel.float32(error, to - from).set(stored.error.subarray(from, to));
      const cells = Math.ceil((to - from) / CELLS) * CELLS;
      kernel.call('decide', near, far, scale, error, cells, this.#farAxes, ...this.#head, out);
      decisions.set(kernel.float32(out, to - from), from);
    }
    return decisions;
  }
}

/** Projects a head's support vectors onto the axes of a layer. */
function carried({ vectors, coefficients, gamma, size }: SvmModel, rotation: Rotation): Carried {
  const { mean, axes } = rotation;
  if (mean.length !== size) throw new RangeError(`Layer and head differ in size (${size}).`);
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
