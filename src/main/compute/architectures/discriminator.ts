import { tf, type Tensor2D, type Tensor4D } from '../backend';
import { batchNormRelu } from './batchNormRelu';
import { dense, denseSpecs } from './dense';
import { kernelOf, vector, type TensorSpec } from './namedTensors';
import type { TrainingTensors } from './topo2vec';

/** Cells along an edge of the discriminator's input. */
export const DISCRIMINATED_SIZE = 64;

/** Input and target. */
const INPUT_CHANNELS = 2;

/** Filters of the convolutions: 64 -> 32 -> 16 -> 8 -> 4 cells along an edge, then one. */
const FILTERS = [8, 16, 32, 64, 128];

const KERNEL_SIZE = 4;

/** Outputs of the dense layers. */
const DENSE = [64, 32, 1];

/**
 * Slope of LeakyReLU below zero. The paper says ReLU, its authors' code LeakyReLU: taken here, since a generator learns
 * nothing through units that are inactive for a whole batch.
 */
const SLOPE = 0.2;

const blocks = FILTERS.map((filters, index) => ({
  name: `discriminator/conv/${index}`,
  inputs: FILTERS[index - 1] ?? INPUT_CHANNELS,
  filters,
  isLast: index === FILTERS.length - 1,
}));

const denseLayers = DENSE.map((outputs, index) => ({
  name: `discriminator/dense/${index}`,
  inputs: DENSE[index - 1] ?? FILTERS.at(-1) ?? 1,
  outputs,
  isLast: index === DENSE.length - 1,
}));

/** Parameters trained by gradient. Convolutions have no bias: a batch norm follows each. */
export const discriminatorParameterSpecs = (): TensorSpec[] => [
  ...blocks.flatMap(({ name, inputs, filters }) => [
    { name: `${name}/kernel`, shape: [KERNEL_SIZE, KERNEL_SIZE, inputs, filters] },
    { name: `${name}/gamma`, shape: [filters] },
    { name: `${name}/beta`, shape: [filters] },
  ]),
  ...denseLayers.flatMap(({ name, inputs, outputs }) => denseSpecs(name, inputs, outputs)),
];

/** Running statistics that batch norm estimates in training. */
export const discriminatorStatisticSpecs = (): TensorSpec[] =>
  blocks.flatMap(({ name, filters }) => [
    { name: `${name}/mean`, shape: [filters] },
    { name: `${name}/variance`, shape: [filters] },
  ]);

/**
 * The discriminator of topo2vec-adv (paper, section 2.4), differentiable by its input and its parameters: four
 * convolutions of kernel 4, stride 2 and padding 1, one of kernel 4 without padding, each with batch norm and LeakyReLU,
 * then dense layers 128 -> 64 -> 32 -> 1.
 * @param pairs [batch, 64, 64, 2] input up-sampled, and target, real or generated
 * @returns [batch, 1] logits: sigmoid gives the probability that the target is real
 */
export function discriminate(
  pairs: Tensor4D,
  { parameters, statistics, onStatistics }: TrainingTensors,
): Tensor2D {
  let y = pairs;
  for (const { name, isLast } of blocks) {
    // On even sizes "same" pads kernel 4 at stride 2 by one cell on each side.
    const convolved = tf.conv2d(
      y,
      kernelOf(parameters, `${name}/kernel`),
      isLast ? 1 : 2,
      isLast ? 'valid' : 'same',
    );
    const normalised = batchNormRelu(
      convolved,
      { gamma: vector(parameters, `${name}/gamma`), beta: vector(parameters, `${name}/beta`) },
      { mean: vector(statistics, `${name}/mean`), variance: vector(statistics, `${name}/variance`) },
      true,
      onStatistics === null
        ? null
        : (gathered) => {
            onStatistics(name, gathered);
          },
    );
    y = tf.leakyRelu(normalised, SLOPE);
  }
  let z: Tensor2D = tf.reshape(y, [y.shape[0], -1]);
  for (const { name, isLast } of denseLayers) {
    const sum = dense(z, parameters, name);
    z = isLast ? sum : tf.leakyRelu(sum, SLOPE);
  }
  return z;
}
