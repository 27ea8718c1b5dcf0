import { loadTensorflow } from '../backend';
import { alongComponents } from './alongComponents';
import { joinRows, rowsOfPatches, type Fit, type HeadProblem } from './headProblem';
import { fitLibsvm, fitOnKernel, kernelOf, type SvmParameters } from './libsvm';

/** Samples whose kernel is computed once for all folds; that of more would take tens of megabytes. */
const KERNEL_MOST = 1024;

/** Fits C-SVCs with an RBF kernel. @param rough whether large sets may be fitted along their principal components */
export async function svmFit(request: HeadProblem, rough: boolean): Promise<Fit> {
  const { labels, size, copies, c } = request;
  const gamma = request.gamma ?? gammaScale(request.embeddings, size);
  const count = labels.length * copies;
  const isLarge = rough && count > KERNEL_MOST;
  if (isLarge) await loadTensorflow();
  const learned = isLarge
    ? alongComponents(request.embeddings, size)
    : { values: request.embeddings, width: size };
  const samples = Array.from({ length: count }, (_, row) =>
    Float64Array.from(learned.values.subarray(row * learned.width, (row + 1) * learned.width)),
  );
  const kernel = samples.length <= KERNEL_MOST ? kernelOf(samples, gamma) : null;
  return (patches) => {
    const { rows, labels: some } = rowsOfPatches(request, patches);
    const parameters: SvmParameters = { c, gamma, weights: request.balanced ? balance(some) : null };
    const {
      rows: chosen,
      coefficients,
      rho,
    } = kernel === null
      ? fitLibsvm(
          rows.map((row) => samples[row] ?? new Float64Array(size)),
          some,
          parameters,
        )
      : fitOnKernel(kernel, rows, some, parameters);
    const vectors = joinRows(
      request,
      chosen.map((row) => rows[row] ?? 0),
    );
    return {
      kind: 'svm',
      gamma,
      rho,
      vectors,
      coefficients: Float32Array.from(coefficients),
      size,
      copies,
      plattA: -1,
      plattB: 0,
    };
  };
}

/** scikit-learn's gamma="scale": 1 / (n_features x variance of X). */
export function gammaScale(embeddings: Float32Array, size: number): number {
  let sum = 0;
  let squares = 0;
  for (const value of embeddings) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / embeddings.length;
  const variance = squares / embeddings.length - mean * mean;
  return variance > 0 ? 1 / (size * variance) : 1;
}

/** scikit-learn's class_weight="balanced" for negatives and positives: n / (classes x samples of the class). */
export function balance(labels: Uint8Array): [number, number] {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  return [labels.length / (2 * (labels.length - positives)), labels.length / (2 * positives)];
}
