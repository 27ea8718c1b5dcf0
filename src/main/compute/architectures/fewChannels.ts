import { tf, type Tensor, type Tensor1D, type Tensor4D } from '../backend';
import {
  BATCH_NORM_EPSILON,
  NEWEST_WEIGHT,
  type BatchNormStatistics,
  type BatchNormWeights,
} from './batchNorm';
import { addBias, channelSums, reluGradient, timesChannels } from './perChannel';

/** Channels below which TensorFlow's fused batch norm takes several times as long on CPUs. */
const FEW = 4;

/** Whether batch norm of an image on a CPU is faster as separate operations. */
export const hasFewChannels = (x: Tensor4D): boolean => x.shape[3] < FEW;

const running = (before: Tensor1D, newest: Tensor): Tensor1D =>
  tf.add(tf.mul(before, 1 - NEWEST_WEIGHT), tf.mul(newest, NEWEST_WEIGHT));

/**
 * Batch norm by the batch's own statistics, then ReLU unless `linear`, as `batchNormRelu`, for few channels.
 * @param x [batch, height, width, channels]
 */
export function batchNormReluOfFew(
  x: Tensor4D,
  { gamma, beta }: BatchNormWeights,
  before: BatchNormStatistics,
  linear: boolean,
  onStatistics: (statistics: BatchNormStatistics) => void,
): Tensor4D {
  const count = x.size / x.shape[3];
  const operation = tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as [Tensor4D, Tensor1D, Tensor1D, (tensors: Tensor[]) => void];
    const mean = tf.div(channelSums(input), count);
    const centred = addBias(input, tf.neg(mean));
    const squares = channelSums(tf.square(centred));
    const inverse = tf.rsqrt(tf.add(tf.div(squares, count), BATCH_NORM_EPSILON));
    onStatistics({
      mean: running(before.mean, mean),
      variance: running(before.variance, tf.div(squares, count - 1)),
    });
    const sum = addBias(timesChannels(centred, tf.mul(inverse, scale)), shift);
    const value = linear ? sum : tf.relu(sum);
    save([value, centred, inverse, scale]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [y, c, inv, factor] = saved as [Tensor, Tensor, Tensor, Tensor];
        const d = linear ? dy : reluGradient(dy, y);
        const byBeta = channelSums(d);
        const byGamma = tf.mul(channelSums(tf.mul(d, c)), inv);
        // factor inv (d - mean of d - normalised x times the mean of d times it)
        const outer = tf.mul(factor, inv);
        const slope = tf.div(tf.neg(tf.mul(byGamma, tf.mul(outer, inv))), count);
        const byInput = tf.add(timesChannels(d, outer), timesChannels(c, slope));
        return [addBias(byInput, tf.div(tf.neg(tf.mul(byBeta, outer)), count)), byGamma, byBeta];
      },
    };
  });
  return operation(x, gamma, beta) as Tensor4D;
}
