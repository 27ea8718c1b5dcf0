import { tf, type Tensor, type Tensor4D } from '../backend';
import { BATCH_NORM_EPSILON } from './batchNorm';
import { named, type NamedTensors } from './namedTensors';

/**
 * Folds each batch norm's statistics into the convolution before it, which then needs a bias and no batch norm:
 * gamma (w x - mean) / sqrt(variance + epsilon) + beta = (gamma / sqrt(...)) w x + (beta - gamma mean / sqrt(...)).
 * @param tensors kernels, gammas, betas, means and variances by name
 * @returns kernels and biases by name, owned by the caller or its tidy
 */
export function foldBatchNorm(tensors: NamedTensors): Map<string, Tensor> {
  const folded = new Map<string, Tensor>();
  for (const [name, kernel] of tensors) {
    if (!name.endsWith('/kernel')) continue;
    const block = name.slice(0, -'/kernel'.length);
    const bias = tensors.get(`${block}/bias`);
    if (bias !== undefined) {
      folded.set(name, tf.clone(kernel)).set(`${block}/bias`, tf.clone(bias));
      continue;
    }
    const scale = tf.tidy(() =>
      tf.div(
        named(tensors, `${block}/gamma`),
        tf.sqrt(tf.add(named(tensors, `${block}/variance`), BATCH_NORM_EPSILON)),
      ),
    );
    folded.set(name, tf.mul<Tensor4D>(kernel, scale));
    folded.set(
      `${block}/bias`,
      tf.tidy(() => tf.sub(named(tensors, `${block}/beta`), tf.mul(named(tensors, `${block}/mean`), scale))),
    );
    scale.dispose();
  }
  return folded;
}
