import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** P(yes) = 1 / (1 + exp(-(weights . x + intercept))). */
export interface Logistic {
  readonly weights: readonly number[];
  readonly intercept: number;
}

/** Inverse of the weight of the penalty: what errors cost; scikit-learn's default. */
const C = 1;

/** What errors on each sign cost. */
interface Costs {
  readonly yes: number;
  readonly no: number;
}

const ITERATIONS_MAX = 100;
const STEP_MIN = 1e-10;
const GRADIENT_TOLERANCE = 1e-8;
/** Added to the Hessian of the intercept, so that it can be inverted. */
const RIDGE = 1e-12;

/**
 * Logistic regression on standardised values, minimising the L2 penalty |w|^2 / 2 on the weights, not on the intercept, plus the
 * sum of the losses times C = 1: scikit-learn's `make_pipeline(StandardScaler(), LogisticRegression())`. Newton's method with
 * backtracking (iteratively reweighted least squares; Hastie, Tibshirani & Friedman 2009, section 4.4.1).
 * @param rows [n, k] finite values
 * @param labels [n] with both signs present
 * @param costs what errors on labels of each sign cost: C times scikit-learn's class weight
 * @returns weights for the values as given, not standardised
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  labels: readonly boolean[],
  costs: Costs = { yes: C, no: C },
): Logistic {
  const { means, scales } = spreadOf(rows);
  const width = means.length;
  const x = rows.map((row) => [
    ...means.map((mean, at) => ((row[at] ?? NaN) - mean) / (scales[at] ?? NaN)),
    1,
  ]);
  let found = new Array<number>(width + 1).fill(0);
  let value = lossOf(found, x, labels, costs);
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration++) {
    const { gradient, hessian } = slopesOf(found, x, labels, costs);
    if (Math.max(...gradient.map(Math.abs)) < GRADIENT_TOLERANCE) break;
    const step = new CholeskyDecomposition(hessian).solve(Matrix.columnVector(gradient)).to1DArray();
    const descent = gradient.reduce((sum, slope, at) => sum - slope * (step[at] ?? 0), 0);
    let share = 1;
    for (; share >= STEP_MIN; share /= 2) {
      const tried = found.map((weight, at) => weight - share * (step[at] ?? 0));
      const triedValue = lossOf(tried, x, labels, costs);
      if (triedValue > value + 1e-4 * share * descent) continue;
      found = tried;
      value = triedValue;
      break;
    }
    if (share < STEP_MIN) break;
  }
  const weights = scales.map((scale, at) => (found[at] ?? NaN) / scale);
  const shift = means.reduce((sum, mean, at) => sum + mean * (weights[at] ?? NaN), 0);
  return { weights, intercept: (found[width] ?? NaN) - shift };
}

/** The probability that a logistic regression gives to values. */
export const logisticOf = ({ weights, intercept }: Logistic, values: readonly number[]): number =>
  sigmoid(weights.reduce((sum, weight, at) => sum + weight * (values[at] ?? NaN), intercept));

const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/** Mean and standard deviation of each value; 1 for one that never differs. */
function spreadOf(rows: readonly (readonly number[])[]): { means: number[]; scales: number[] } {
  const columns = (rows[0] ?? []).map((_, at) => rows.map((row) => row[at] ?? NaN));
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / column.length);
  const scales = columns.map((column, at) => {
    const mean = means[at] ?? NaN;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
    return variance > 0 ? Math.sqrt(variance) : 1;
  });
  return { means, scales };
}

const margin = (weights: readonly number[], row: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * (row[at] ?? NaN), 0);

function lossOf(
  weights: readonly number[],
  x: readonly (readonly number[])[],
  labels: readonly boolean[],
  { yes, no }: Costs,
): number {
  const penalty = weights.slice(0, -1).reduce((sum, weight) => sum + weight * weight, 0) / 2;
  return x.reduce((sum, row, index) => {
    const z = labels[index] === true ? margin(weights, row) : -margin(weights, row);
    const cost = labels[index] === true ? yes : no;
    return sum + cost * (z > 0 ? Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)) - z);
  }, penalty);
}

function slopesOf(
  weights: readonly number[],
  x: readonly (readonly number[])[],
  labels: readonly boolean[],
  { yes, no }: Costs,
): { gradient: number[]; hessian: Matrix } {
  const size = weights.length;
  const gradient = weights.map((weight, at) => (at < size - 1 ? weight : 0));
  const hessian = Matrix.eye(size, size);
  hessian.set(size - 1, size - 1, RIDGE);
  for (const [index, row] of x.entries()) {
    const p = sigmoid(margin(weights, row));
    const cost = labels[index] === true ? yes : no;
    const slope = cost * (p - (labels[index] === true ? 1 : 0));
    const curvature = cost * p * (1 - p);
    for (let i = 0; i < size; i++) {
      gradient[i] = (gradient[i] ?? 0) + slope * (row[i] ?? NaN);
      for (let j = 0; j <= i; j++) {
        const value = hessian.get(i, j) + curvature * (row[i] ?? NaN) * (row[j] ?? NaN);
        hessian.set(i, j, value);
        hessian.set(j, i, value);
      }
    }
  }
  return { gradient, hessian };
}
