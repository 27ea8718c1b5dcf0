import { tf, type Scalar, type Tensor } from '../backend';

/** Weight of the squared means beside L1. */
const WEIGHT = 1e-3;

/**
 * A loss that draws the means of embeddings to zero: the mean of their squares, weighted. Means carry no information, but add to the
 * variance of all values, which sets the width of a head's kernel (SVC's gamma "scale").
 * @param embeddings [batch, ...] the means are taken over the first dimension
 */
export const offCentreLoss = (embeddings: Tensor): Scalar =>
  tf.mul(tf.mean(tf.square(tf.mean(embeddings, 0))), WEIGHT);
