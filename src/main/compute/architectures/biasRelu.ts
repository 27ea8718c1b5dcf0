import { tf, type Tensor, type Tensor1D, type Tensor4D } from '../backend';
import { addBias, channelSums, reluGradient } from './perChannel';

/**
 * Adds a value to each channel, then ReLU unless `linear`; differentiable by both.
 * @param x [batch, height, width, channels]
 * @param bias [channels]
 */
export function biasRelu(x: Tensor4D, bias: Tensor1D, linear: boolean): Tensor4D {
  const operation = tf.customGrad((...args) => {
    const [input, added, save] = args as [Tensor4D, Tensor1D, (tensors: Tensor[]) => void];
    const sum = addBias(input, added);
    const value = linear ? sum : tf.relu(sum);
    save([value]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [y] = saved as [Tensor];
        const d = linear ? dy : reluGradient(dy, y);
        return [d, channelSums(d)];
      },
    };
  });
  return operation(x, bias) as Tensor4D;
}
