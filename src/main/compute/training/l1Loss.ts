import { tf, type Scalar, type Tensor } from '../backend';

/** Mean absolute difference (L1) of two tensors of one shape, with its gradient with respect to the first in one operation. */
export function l1Loss(prediction: Tensor, target: Tensor): Scalar {
  const operation = tf.customGrad((...args) => {
    const [y, save] = args as [Tensor, (tensors: Tensor[]) => void];
    const difference = tf.sub(y, target);
    save([difference]);
    return {
      value: tf.mean(tf.abs(difference)),
      gradFunc: (dy, saved) => {
        const [d] = saved as [Tensor];
        return tf.mul(tf.sign(d), tf.div(dy, d.size));
      },
    };
  });
  return operation(prediction) as Scalar;
}
