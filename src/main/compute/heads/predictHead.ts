import type { HeadModel, SvmModel } from '../../../shared/contract/compute';
import { Kernel } from '../../kernels/kernel';
import { nearestVotes } from './nearestVotes';
import predictCode from './predict.as?kernel';

/** Rows in the kernel's memory at once, and side by side. */
const ROWS_AT_ONCE = 1024;
const ROWS = 4;

/** Support vectors side by side. */
const GROUP = 8;

/** Decision values and calibrated probabilities, [n]. */
interface Predictions {
  readonly decisions: Float32Array;
  readonly probabilities: Float32Array;
}

/** Decision values and calibrated probabilities of some embeddings, as `predictor` makes them. */
export const predictHead = (head: HeadModel, embeddings: Float32Array): Predictions =>
  predictor(head, embeddings.length / head.size)(embeddings);

/**
 * What computes a head's decision values and calibrated probabilities; a patch's decision is the mean over its copies.
 * @param rowsAtOnce embeddings that are usually given at once
 * @returns a function of embeddings, [n x head's copies, size]; it throws RangeError where these are of another size
 * @throws RangeError when the head's vectors are of another size than it states
 */
export function predictor(head: HeadModel, rowsAtOnce: number): (embeddings: Float32Array) => Predictions {
  const { size, copies, coefficients, vectors } = head;
  if (vectors.length !== coefficients.length * size) throw otherSize(head);
  const decideRows = rowDecider(head, rowsAtOnce);
  return (embeddings) => {
    const count = embeddings.length / size;
    if (!Number.isInteger(count / copies)) throw otherSize(head);
    const decisions = new Float32Array(count / copies);
    for (const [row, decision] of decideRows(embeddings).entries()) {
      const patch = Math.floor(row / copies);
      decisions[patch] = (decisions[patch] ?? 0) + decision / copies;
    }
    return {
      decisions,
      probabilities: decisions.map((decision) => 1 / (1 + Math.exp(head.plattA * decision + head.plattB))),
    };
  };
}

const otherSize = ({ size }: HeadModel): RangeError =>
  new RangeError(`Embeddings and head differ in size (${size}).`);

/** What decides on each row of embeddings, by the formula of the head's kind. */
function rowDecider(head: HeadModel, rowsAtOnce: number): (embeddings: Float32Array) => Float32Array {
  switch (head.kind) {
    case 'svm':
      return svmDecider(head, rowsAtOnce);
    case 'logistic': {
      const { vectors, coefficients, size, rho } = head;
      return (embeddings) =>
        Float32Array.from({ length: embeddings.length / size }, (_, row) => {
          let sum = 0;
          for (let i = 0, at = row * size; i < size; i++, at++)
            sum += (vectors[i] ?? NaN) * (embeddings[at] ?? NaN);
          return (coefficients[0] ?? NaN) * sum - rho;
        });
    }
    case 'nearest':
      return (embeddings) => nearestVotes({ ...head, width: head.size }, embeddings);
  }
}

/**
 * What decides by an SVM: of embeddings, [n, size], the decisions, [n].
 *
 * |x - s|^2 is expanded to |x|^2 + |s|^2 - 2 x s. Everything is first shifted so that the support vectors' mean lies at the origin:
 * distances stay the same, and little is lost to cancellation in Float32.
 */
function svmDecider(head: SvmModel, rowsAtOnce: number): (embeddings: Float32Array) => Float32Array {
  const { size, coefficients, gamma, rho } = head;
  const kernel = new Kernel(predictCode, ['predict']);
  const padded = Math.ceil(coefficients.length / GROUP) * GROUP;
  const atOnce = Math.min(ROWS_AT_ONCE, Math.max(1, Math.ceil(rowsAtOnce / ROWS)) * ROWS);
  const [rows = 0, mean = 0, vector = 0, bias = 0, coefficient = 0, out = 0] = kernel.place(
    ...[atOnce * size * 4, size * 4, padded * size * 4, padded * 4, padded * 4, atOnce * 4],
  );
  writeVectors(head, {
    mean: kernel.float32(mean, size),
    vectors: kernel.float32(vector, padded * size),
    biases: kernel.float32(bias, padded),
    coefficients: kernel.float32(coefficient, padded),
  });
  return (embeddings) => {
    const count = embeddings.length / size;
    const decisions = new Float32Array(count);
    for (let from = 0; from < count; from += atOnce) {
      const some = embeddings.subarray(from * size, Math.min(count, from + atOnce) * size);
      kernel.float32(rows, some.length).set(some);
      kernel.call(
        'predict',
        ...[rows, Math.ceil(some.length / size / ROWS) * ROWS, size, mean, vector, bias, coefficient],
        ...[padded / GROUP, gamma / Math.LN2, rho, out],
      );
      decisions.set(kernel.float32(out, some.length / size), from);
    }
    return decisions;
  };
}

/** Writes support vectors in the layout of the kernel (predict.as.ts). */
function writeVectors(
  head: SvmModel,
  to: Readonly<Record<'mean' | 'vectors' | 'biases' | 'coefficients', Float32Array>>,
): void {
  const { size, coefficients, vectors, gamma } = head;
  const count = coefficients.length;
  to.coefficients.fill(0).set(coefficients);
  to.vectors.fill(0);
  to.biases.fill(0);
  const sums = new Float64Array(size);
  for (const [at, value] of vectors.entries()) sums[at % size] = (sums[at % size] ?? 0) + value / count;
  to.mean.set(sums);
  for (let vector = 0; vector < count; vector++) {
    const first = Math.floor(vector / GROUP) * GROUP * size + (vector % GROUP);
    let squared = 0;
    for (let i = 0; i < size; i++) {
      const value = (vectors[vector * size + i] ?? NaN) - (to.mean[i] ?? NaN);
      to.vectors[first + i * GROUP] = value;
      squared += value * value;
    }
    to.biases[vector] = (-gamma / Math.LN2) * squared;
  }
}
