import { batchNormRelu } from '../architectures/batchNormRelu';
import { kernelOf, vector, type TensorSpec } from '../architectures/namedTensors';
import type { BlockSpec } from '../architectures/topo2vecTensors';
import type { TrainingTensors } from '../architectures/topo2vec';
import { upsample } from '../architectures/upsample';
import { tf, type Tensor4D } from '../backend';
import { CHANNELS } from './reliefChannels';

/** Filters of the stages, each on half the size of the one before it. */
const FILTERS = [16, 32, 48, 64];

/** Input cells along the edge of one cell of the heat map. */
export const OUTPUT_STRIDE = 2;

/** Sizes of inputs are multiples of it: the last stage's cell. */
export const SIZE_UNIT = 2 ** (FILTERS.length - 1);

/** Initial probability everywhere; otherwise the first steps would only learn that places are rare. */
const FIRST_PROBABILITY = 0.01;

/** Two convolutions. */
const stage = (name: string, inputs: number, filters: number): BlockSpec[] => [
  { name: `${name}/0`, inputs, filters },
  { name: `${name}/1`, inputs: filters, filters },
];

/** The way down, stage by stage. */
const down = FILTERS.map((filters, i) => stage(`down/${i}`, FILTERS[i - 1] ?? CHANNELS, filters));

/** The way up, to half the input's size: each stage sees the one below and the one of its size on the way down. */
const up = FILTERS.slice(1, -1)
  .map((filters, i) => stage(`up/${i}`, filters + (FILTERS[i + 2] ?? 0), filters))
  .reverse();

const blocks = [...down, ...up].flat();

/** Parameters trained by gradient. Convolutions have no bias: a batch norm follows each. */
export const heatMapParameters = (): TensorSpec[] => [
  ...blocks.flatMap(({ name, inputs, filters }) => [
    { name: `${name}/kernel`, shape: [3, 3, inputs, filters] },
    { name: `${name}/gamma`, shape: [filters] },
    { name: `${name}/beta`, shape: [filters] },
  ]),
  { name: 'out/kernel', shape: [1, 1, FILTERS[1] ?? 1, 1] },
  { name: OUT_BIAS, shape: [1] },
];

/** The last bias, and its initial value: the logit of FIRST_PROBABILITY. */
export const OUT_BIAS = 'out/bias';
export const FIRST_LOGIT = Math.log(FIRST_PROBABILITY / (1 - FIRST_PROBABILITY));

/** Running statistics that batch norm estimates in training. */
export const heatMapStatistics = (): TensorSpec[] =>
  blocks.flatMap(({ name, filters }) => [
    { name: `${name}/mean`, shape: [filters] },
    { name: `${name}/variance`, shape: [filters] },
  ]);

/**
 * A U-Net (Ronneberger, Fischer and Brox 2015) with batch norm, whose last stage upwards is left out: a heat map of half the
 * input's resolution, as Zhou, Wang and Krähenbühl 2019 ("Objects as Points") have it at a quarter.
 * @param x [batch, size, size, CHANNELS], size a multiple of SIZE_UNIT
 * @returns [batch, size / 2, size / 2, 1] logits
 */
export function heatMapForward(x: Tensor4D, tensors: TrainingTensors): Tensor4D {
  const { parameters, statistics, onStatistics } = tensors;
  const block = (input: Tensor4D, { name }: BlockSpec): Tensor4D =>
    batchNormRelu(
      tf.conv2d(input, kernelOf(parameters, `${name}/kernel`), 1, 'same'),
      { gamma: vector(parameters, `${name}/gamma`), beta: vector(parameters, `${name}/beta`) },
      { mean: vector(statistics, `${name}/mean`), variance: vector(statistics, `${name}/variance`) },
      false,
      onStatistics === null
        ? null
        : (gathered) => {
            onStatistics(name, gathered);
          },
    );
  const seen: Tensor4D[] = [];
  let y = x;
  down.forEach((stageBlocks, index) => {
    if (index > 0) y = tf.maxPool(y, 2, 2, 'valid');
    y = stageBlocks.reduce(block, y);
    seen.push(y);
  });
  seen.pop();
  for (const stageBlocks of up) {
    const besides = seen.pop();
    y = upsample(y);
    y = stageBlocks.reduce(block, besides === undefined ? y : tf.concat([y, besides], 3));
  }
  return tf.add(tf.conv2d(y, kernelOf(parameters, 'out/kernel'), 1, 'same'), vector(parameters, OUT_BIAS));
}
