/** Adam's usual decay rates of the gradient's mean and square, and what keeps its division finite. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Fraction of a decaying parameter that AdamW takes away in a step, times the learning rate. */
export const WEIGHT_DECAY = 0.01;

/** All of a network's parameters in one array, and the optimiser's memory of them. */
export interface AdamState {
  /** [n] parameters */
  readonly parameters: Float32Array;
  /** [n] running mean of the gradient */
  readonly mean: Float32Array;
  /** [n] running mean of its square */
  readonly square: Float32Array;
}

/** A state that has not stepped yet. */
export const newAdamState = (parameters: Float32Array): AdamState => ({
  parameters,
  mean: new Float32Array(parameters.length),
  square: new Float32Array(parameters.length),
});

/**
 * One step of Adam (Kingma and Ba 2015), in place; with `decays`, of AdamW (Loshchilov and Hutter 2019).
 * @param gradient [n]
 * @param step 1 for the first
 * @param decays [n] 1 where the parameter decays, 0 elsewhere; null: Adam without decay
 */
export function adamStep(
  state: AdamState,
  gradient: Float32Array,
  step: number,
  learningRate: number,
  decays: Uint8Array | null,
): void {
  const { parameters, mean, square } = state;
  const rate = learningRate / (1 - BETA1 ** step);
  const squareScale = 1 / (1 - BETA2 ** step);
  const kept = 1 - learningRate * WEIGHT_DECAY;
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i] ?? 0;
    const m = BETA1 * (mean[i] ?? 0) + (1 - BETA1) * g;
    const s = BETA2 * (square[i] ?? 0) + (1 - BETA2) * g * g;
    mean[i] = m;
    square[i] = s;
    const parameter = (parameters[i] ?? 0) * (decays?.[i] === 1 ? kept : 1);
    parameters[i] = parameter - (rate * m) / (Math.sqrt(s * squareScale) + EPSILON);
  }
}

/** Share of the steps in which the learning rate rises. */
const WARM_UP_SHARE = 0.02;

/**
 * Learning rate of a step: rising in a line, then falling to zero along half a cosine (Loshchilov and Hutter 2017).
 * @param step 1..steps
 */
export function warmUpCosine(highest: number, step: number, steps: number): number {
  const warmUp = Math.max(1, Math.round(steps * WARM_UP_SHARE));
  if (step <= warmUp) return (highest * step) / warmUp;
  return highest * 0.5 * (1 + Math.cos((Math.PI * (step - warmUp)) / Math.max(1, steps - warmUp)));
}
