import { tf, type Scalar, type Tensor } from '../backend';

/** Powers of the focal loss (Lin et al. 2017) and of its relief near places. */
const ALPHA = 2;
const BETA = 4;

/**
 * The focal loss of heat maps (Zhou, Wang and Krähenbühl 2019, "Objects as Points", equation 1), per place: with p the
 * sigmoid of a logit, -(1 - p)^2 log p where the target is one, and -(1 - y)^4 p^2 log(1 - p) where it is y < 1.
 * @param logits any shape
 * @param targets same shape, 0..1, one at places
 * @param weights same shape, 0 where nothing is known
 */
export const heatMapLoss = (logits: Tensor, targets: Tensor, weights: Tensor): Scalar =>
  tf.tidy(() => {
    const isPlace = tf.mul(tf.cast(tf.greaterEqual(targets, 1), 'float32'), weights);
    const isOther = tf.mul(tf.sub(weights, isPlace), tf.pow(tf.sub(1, targets), BETA));
    const p = tf.sigmoid(logits);
    const places = tf.mul(tf.mul(isPlace, tf.pow(tf.sub(1, p), ALPHA)), tf.softplus(tf.neg(logits)));
    const others = tf.mul(tf.mul(isOther, tf.pow(p, ALPHA)), tf.softplus(logits));
    return tf.div(tf.sum(tf.add(places, others)), tf.maximum(1, tf.sum(isPlace)));
  });
