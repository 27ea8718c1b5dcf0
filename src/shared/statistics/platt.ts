/** P(yes) = 1 / (1 + exp(a decision + b)). */
export interface Sigmoid {
  readonly a: number;
  readonly b: number;
}

const ITERATIONS_MAX = 100;
/** Smallest step of the line search. */
const STEP_MIN = 1e-10;
/** Added to the Hessian's diagonal, so that it can be inverted. */
const RIDGE = 1e-12;
const GRADIENT_TOLERANCE = 1e-5;

/**
 * Fits a sigmoid to held-out decision values by Newton's method with backtracking: Platt's calibration in the stable form
 * of Lin, Lin & Weng 2007 (Machine Learning 68:267-276, appendix).
 * @param decisions [n] decision values of samples that their classifier was not fitted on
 * @param labels [n] 1 positive, 0 negative
 */
export function fitSigmoid(decisions: Float32Array, labels: Uint8Array): Sigmoid {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const negatives = labels.length - positives;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const target = (index: number): number => (labels[index] === 1 ? high : low);

  const loss = (a: number, b: number): number => {
    let sum = 0;
    for (const [index, decision] of decisions.entries()) {
      const z = a * decision + b;
      const t = target(index);
      sum += z >= 0 ? t * z + Math.log1p(Math.exp(-z)) : (t - 1) * z + Math.log1p(Math.exp(z));
    }
    return sum;
  };

  let a = 0;
  let b = Math.log((negatives + 1) / (positives + 1));
  let value = loss(a, b);
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration++) {
    let h11 = RIDGE;
    let h22 = RIDGE;
    let h21 = 0;
    let g1 = 0;
    let g2 = 0;
    for (const [index, decision] of decisions.entries()) {
      const z = a * decision + b;
      const p = z >= 0 ? Math.exp(-z) / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z));
      const curvature = p * (1 - p);
      h11 += decision * decision * curvature;
      h22 += curvature;
      h21 += decision * curvature;
      const slope = target(index) - p;
      g1 += decision * slope;
      g2 += slope;
    }
    if (Math.abs(g1) < GRADIENT_TOLERANCE && Math.abs(g2) < GRADIENT_TOLERANCE) break;
    const determinant = h11 * h22 - h21 * h21;
    const da = -(h22 * g1 - h21 * g2) / determinant;
    const db = -(-h21 * g1 + h11 * g2) / determinant;
    const descent = g1 * da + g2 * db;
    let step = 1;
    for (; step >= STEP_MIN; step /= 2) {
      const tried = loss(a + step * da, b + step * db);
      if (tried < value + 1e-4 * step * descent) {
        a += step * da;
        b += step * db;
        value = tried;
        break;
      }
    }
    if (step < STEP_MIN) break;
  }
  return { a, b };
}
