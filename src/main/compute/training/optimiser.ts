import type { TrainingSettings } from '../../../shared/encoders/trainingPresets';
import type { TensorSpec } from '../architectures/namedTensors';
import { sizeOf } from '../encoders/safetensors';
import { adamStep, BETA1, newOptimiserState, warmUpCosine, type OptimiserState } from './adam';
import { kernelGroups, kernelMask, kernelPlaces, muonStep } from './muon';
import type { TrainingNetwork } from './network';

/** Muon's learning rate, as a multiple of Adam's. */
const MUON_RATE = 2;

/** AdamW's weight decay: share of a kernel that is subtracted in a step, times the learning rate. */
const WEIGHT_DECAY = 0.01;

/** Updates a network's parameters. */
export interface Optimiser {
  readonly state: OptimiserState;
  /**
   * @param gradient [n]
   * @param step 1..steps
   */
  update(gradient: Float32Array, step: number, steps: number): void;
}

/**
 * The optimiser of some settings for a network, or a part of one.
 * @param beta1 Adam's decay of the gradient's mean
 */
export function optimiserOf(
  { optimiser: kind, learningRate }: Pick<TrainingSettings, 'optimiser' | 'learningRate'>,
  { parameters, parameterSpecs }: Pick<TrainingNetwork, 'parameters' | 'parameterSpecs'>,
  beta1 = BETA1,
): Optimiser {
  const state = newOptimiserState(parameters);
  if (kind === 'adam') {
    return {
      state,
      update: (gradient, step) => {
        adamStep(state, gradient, step, learningRate, null, beta1);
      },
    };
  }
  if (kind === 'adamw') {
    return {
      state,
      update: (gradient, step, steps) => {
        const rate = warmUpCosine(learningRate, step, steps);
        decayKernels(parameterSpecs, parameters, 1 - rate * WEIGHT_DECAY);
        adamStep(state, gradient, step, rate, null, beta1);
      },
    };
  }
  const places = kernelPlaces(parameterSpecs);
  const kernels = kernelMask(places, parameters.length);
  const groups = kernelGroups(places);
  return {
    state,
    update: (gradient, step, steps) => {
      const rate = warmUpCosine(learningRate, step, steps);
      muonStep(groups, state, gradient, rate * MUON_RATE);
      adamStep(state, gradient, step, rate, kernels, beta1);
    },
  };
}

/** Weight decay decoupled from the gradient (Loshchilov and Hutter 2019), for kernels only. */
function decayKernels(specs: readonly TensorSpec[], parameters: Float32Array, kept: number): void {
  let at = 0;
  for (const { name, shape } of specs) {
    const end = at + sizeOf(shape);
    if (name.endsWith('/kernel')) for (let i = at; i < end; i++) parameters[i] = (parameters[i] ?? 0) * kept;
    at = end;
  }
}

/** An optimiser's name on a card. */
export function describeOptimiser({
  optimiser,
  learningRate,
}: Pick<TrainingSettings, 'optimiser' | 'learningRate'>): string {
  switch (optimiser) {
    case 'adam':
      return `Adam, learning rate ${learningRate}`;
    case 'adamw':
      return `AdamW, learning rate ${learningRate}, warm-up and cosine decay`;
    case 'muon':
      return `Muon for kernels, Adam for the rest, learning rate ${learningRate}, warm-up and cosine decay`;
  }
}
