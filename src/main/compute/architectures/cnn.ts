import { PATCH_SIZE } from '../../../shared/terrain/patch';
import { tf, type Tensor2D, type Tensor4D } from '../backend';
import { dense, denseSpecs } from './dense';
import { kernelOf, named, type NamedTensors, type TensorSpec } from './namedTensors';

/** Values of the last hidden layer, which is the network's embedding. */
export const CNN_HIDDEN = 128;

/** Filters of the two convolutions. */
const FILTERS = [16, 32];

const KERNEL_SIZE = 3;

/** Cells along an edge after both convolutions, each halving: 17 -> 8 -> 3. */
const LAST_SIZE = FILTERS.reduce((size) => Math.floor((size - KERNEL_SIZE) / 2) + 1, PATCH_SIZE);

/** Subtracted from normalised elevations, so that they lie around zero. */
export const CNN_CENTRE = 0.5;

/** The convolutions, each of stride 2 and without padding: what their tensors' names begin with, and their kernels. */
export const cnnConvolutions = FILTERS.map((filters, index) => ({
  name: `conv/${index}`,
  kernelShape: [KERNEL_SIZE, KERNEL_SIZE, FILTERS[index - 1] ?? 1, filters] as const,
}));

/** Values of a patch after the convolutions. */
export const CNN_FLAT = LAST_SIZE * LAST_SIZE * (FILTERS.at(-1) ?? 1);

/**
 * The tensors of the paper's supervised baseline (section 3.1): two convolutional and two dense layers.
 * @param classes outputs, at least 2
 */
export const cnnSpecs = (classes: number): TensorSpec[] => [
  ...cnnConvolutions.flatMap(({ name, kernelShape }) => [
    { name: `${name}/kernel`, shape: kernelShape },
    { name: `${name}/bias`, shape: kernelShape.slice(-1) },
  ]),
  ...denseSpecs('dense/0', CNN_FLAT, CNN_HIDDEN),
  ...denseSpecs('dense/1', CNN_HIDDEN, classes),
];

/** The network's outputs for patches. */
export interface CnnOutput {
  /** [batch, 128] the last hidden layer, at least 0 */
  readonly hidden: Tensor2D;
  /** [batch, classes] their softmax is the probability of each class */
  readonly logits: Tensor2D;
}

/**
 * The network, differentiable by its tensors. The paper leaves the layers' sizes open; strides take the place of
 * max-pooling, which takes longer and measured no better.
 * @param patches [batch, 17, 17, 1] normalised to 0..1
 */
export function cnnForward(patches: Tensor4D, tensors: NamedTensors): CnnOutput {
  let y: Tensor4D = tf.sub(patches, CNN_CENTRE);
  for (const { name } of cnnConvolutions) {
    const convolved = tf.conv2d(y, kernelOf(tensors, `${name}/kernel`), 2, 'valid');
    y = tf.relu(tf.add<Tensor4D>(convolved, named(tensors, `${name}/bias`)));
  }
  const hidden = tf.relu(dense(tf.reshape(y, [y.shape[0], -1]), tensors, 'dense/0'));
  return { hidden, logits: dense(hidden, tensors, 'dense/1') };
}
