import type { Tensor1D } from '../backend';

/** Added to variances before the square root. */
export const BATCH_NORM_EPSILON = 1e-5;

/** Weight of the newest batch in the running mean and variance. */
export const NEWEST_WEIGHT = 0.1;

/** Learned scale and shift of each channel, [channels]. */
export interface BatchNormWeights {
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
}

/** Mean and variance of each channel, [channels], estimated in training and used afterwards. */
export interface BatchNormStatistics {
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}
