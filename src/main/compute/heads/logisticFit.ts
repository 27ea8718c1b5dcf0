import { fitLogistic } from '../../../shared/statistics/logistic';
import { loadTensorflow } from '../backend';
import { alongComponents } from './alongComponents';
import { rowsOfPatches, type Fit, type HeadProblem } from './headProblem';
import { balance } from './svmFit';

/**
 * Fits logistic regressions on the principal components of a problem that hold 99.5 % of its variance, each standardised:
 * scikit-learn's `make_pipeline(PCA(0.995), StandardScaler(), LogisticRegression())`, with C = 1. All errors of a sign cost the same;
 * the copies of a patch count as one patch together.
 */
export async function logisticFit(problem: HeadProblem): Promise<Fit> {
  const { size, copies, balanced } = problem;
  await loadTensorflow();
  const { values, width, mean, basis } = alongComponents(problem.embeddings, size);
  return (patches) => {
    const { rows, labels } = rowsOfPatches(problem, patches);
    const [no, yes] = balanced ? balance(labels) : [1, 1];
    const { weights, intercept } = fitLogistic(
      rows.map((row) => [...values.subarray(row * width, (row + 1) * width)]),
      [...labels].map((label) => label === 1),
      { yes: yes / copies, no: no / copies },
    );
    const vector = Float32Array.from({ length: size }, (_, i) =>
      weights.reduce((sum, weight, at) => sum + weight * (basis[i * width + at] ?? NaN), 0),
    );
    const shift = mean.reduce((sum, value, i) => sum + value * (vector[i] ?? NaN), 0);
    return {
      ...{ kind: 'logistic', vectors: vector, coefficients: Float32Array.of(1), rho: shift - intercept },
      ...{ size, copies, plattA: -1, plattB: 0 },
    };
  };
}
