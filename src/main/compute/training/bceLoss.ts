import { tf, type Scalar, type Tensor } from '../backend';

/**
 * Mean binary cross-entropy of logits that all have the same label: -log sigmoid(z) for label 1,
 * -log(1 - sigmoid(z)) for label 0 (paper, algorithm 1). Computed as softplus of -z or z, which is finite for every logit.
 * @param logits any shape
 */
export const bceLoss = (logits: Tensor, label: 0 | 1): Scalar =>
  tf.mean(tf.softplus(label === 1 ? tf.neg(logits) : logits));
