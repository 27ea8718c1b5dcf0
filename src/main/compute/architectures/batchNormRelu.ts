import {
  tf,
  tensorflowBackend,
  type OperationAttribute,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '../backend';
import {
  BATCH_NORM_EPSILON,
  NEWEST_WEIGHT,
  type BatchNormStatistics,
  type BatchNormWeights,
} from './batchNorm';
import { batchNormReluOfFew, hasFewChannels } from './fewChannels';

/**
 * Batch normalisation (Ioffe and Szegedy 2015), then ReLU unless `linear`: one operation with TensorFlow's fused
 * kernels for both passes: as separate elementary operations it would take most of a training step.
 * @param x [batch, height, width, channels]
 * @param onStatistics given the new running statistics, which are disposed with the surrounding tidy unless kept; null:
 * normalise by the running statistics instead of the batch's own, and leave them unchanged
 */
export function batchNormRelu(
  x: Tensor4D,
  weights: BatchNormWeights,
  running: BatchNormStatistics,
  linear: boolean,
  onStatistics: ((statistics: BatchNormStatistics) => void) | null,
): Tensor4D {
  const backend = tensorflowBackend();
  if (onStatistics !== null && hasFewChannels(x) && !backend.isUsingGpuDevice) {
    return batchNormReluOfFew(x, weights, running, linear, onStatistics);
  }
  const { binding } = backend;
  const typeT: OperationAttribute = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  const common: OperationAttribute[] = [
    typeT,
    { name: 'U', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: BATCH_NORM_EPSILON },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: onStatistics !== null },
  ];
  const operation = tf.customGrad((...args) => {
    const [input, gamma, beta, save] = args as [Tensor4D, Tensor1D, Tensor1D, (tensors: Tensor[]) => void];
    const [normalised, mean, variance, batchMean, batchVariance, reserve] = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      [...common, { name: 'exponential_avg_factor', type: binding.TF_ATTR_FLOAT, value: NEWEST_WEIGHT }],
      [input, gamma, beta, running.mean, running.variance],
      6,
    ) as [Tensor4D, Tensor1D, Tensor1D, Tensor, Tensor, Tensor];
    onStatistics?.({ mean, variance });
    const value = linear ? normalised : tf.relu(normalised);
    // Frozen, TensorFlow's own kernel leaves the batch's moments unwritten: the gradient takes the running ones, as
    // TensorFlow's registered gradient does.
    const moments = onStatistics === null ? [running.mean, running.variance] : [batchMean, batchVariance];
    save([input, value, gamma, ...moments, reserve]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [x, y, scale, ...reserved] = saved as [Tensor4D, Tensor4D, Tensor1D, ...Tensor[]];
        const dNormalised = linear ? dy : backend.executeSingleOutput('ReluGrad', [typeT], [dy, y]);
        return backend
          .executeMultipleOutputs('FusedBatchNormGradV3', common, [dNormalised, x, scale, ...reserved], 5)
          .slice(0, 3);
      },
    };
  });
  return operation(x, weights.gamma, weights.beta) as Tensor4D;
}
