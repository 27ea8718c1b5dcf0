/** Adam's usual decay rates of the gradient's mean and square, and the epsilon that keeps its division finite. */
export const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** All of a network's parameters in one array, and the optimiser's state. */
export interface OptimiserState {
  /** [n] parameters */
  readonly parameters: Float32Array;
  /** [n] running mean of the gradient */
  readonly mean: Float32Array;
  /** [n] running mean of its square */
  readonly square: Float32Array;
}

/** The state before the first step. */
export const newOptimiserState = (parameters: Float32Array): OptimiserState => ({
  parameters,
  mean: new Float32Array(parameters.length),
  square: new Float32Array(parameters.length),
});

/**
 * One step of Adam (Kingma and Ba 2015), in place.
 * @param gradient [n]
 * @param step 1 for the first
 * @param leftOut [n] 1 for parameters of another optimiser; null: none
 * @param beta1 decay of the gradient's mean
 */
export function adamStep(
  state: OptimiserState,
  gradient: Float32Array,
  step: number,
  learningRate: number,
  leftOut: Uint8Array | null,
  beta1 = BETA1,
): void {
  const { parameters, mean, square } = state;
  const rate = learningRate / (1 - beta1 ** step);
  const squareScale = 1 / (1 - BETA2 ** step);
  for (let i = 0; i < parameters.length; i++) {
    if (leftOut?.[i] === 1) continue;
    const g = gradient[i] ?? 0;
    const m = beta1 * (mean[i] ?? 0) + (1 - beta1) * g;
    const s = BETA2 * (square[i] ?? 0) + (1 - BETA2) * g * g;
    mean[i] = m;
    square[i] = s;
    parameters[i] = (parameters[i] ?? 0) - (rate * m) / (Math.sqrt(s * squareScale) + EPSILON);
  }
}

/** Share of the steps in which the learning rate rises. */
const WARM_UP_SHARE = 0.02;

/**
 * Learning rate of a step: rising linearly, then falling to zero along half a cosine (Loshchilov and Hutter 2017).
 * @param step 1..steps
 */
export function warmUpCosine(highest: number, step: number, steps: number): number {
  const warmUp = Math.max(1, Math.round(steps * WARM_UP_SHARE));
  if (step <= warmUp) return (highest * step) / warmUp;
  return highest * 0.5 * (1 + Math.cos((Math.PI * (step - warmUp)) / Math.max(1, steps - warmUp)));
}
