import { BATCH_NORM_EPSILON } from '../architectures/batchNorm';

/** A value of a layer's configuration. */
export type ConfigValue = string | number | boolean | null | readonly ConfigValue[];

/** A weight of a layer and the tensor of an encoder file that holds it. */
export interface LayerWeight {
  /** Its name in the layer, e.g. `moving_mean`. */
  readonly weight: string;
  /** e.g. `encoder/0/1/mean` */
  readonly tensor: string;
  readonly shape: readonly number[];
}

/** One layer of a Keras model, as TensorFlow.js knows it: https://keras.io/api/layers names classes and settings. */
export interface NetworkLayer {
  readonly className: string;
  readonly name: string;
  /** Everything that determines what the layer computes. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly weights: readonly LayerWeight[];
}

/** `encoder/0/1` as a layer's name: the slash belongs to names of weights. */
const layerName = (block: string, what: string): string => `${block.replaceAll('/', '_')}_${what}`;

/**
 * A convolution.
 * @param block what its tensors' names begin with
 * @param kernelShape [height, width, inputs, filters]
 * @param padding `same` keeps width and height at stride 1
 */
export function convolution(
  block: string,
  kernelShape: readonly [number, number, number, number],
  { bias, stride = 1, padding = 'same' }: { bias: boolean; stride?: 1 | 2; padding?: 'same' | 'valid' },
): NetworkLayer {
  const [height, width, , filters] = kernelShape;
  const kernelWeight = { weight: 'kernel', tensor: `${block}/kernel`, shape: kernelShape };
  const biasWeight = { weight: 'bias', tensor: `${block}/bias`, shape: [filters] };
  return {
    className: 'Conv2D',
    name: layerName(block, 'convolution'),
    config: {
      filters,
      kernel_size: [height, width],
      strides: [stride, stride],
      padding,
      data_format: 'channels_last',
      dilation_rate: [1, 1],
      activation: 'linear',
      use_bias: bias,
    },
    weights: bias ? [kernelWeight, biasWeight] : [kernelWeight],
  };
}

/**
 * A dense layer.
 * @param block what its tensors' names begin with
 */
export const dense = (
  block: string,
  inputs: number,
  units: number,
  activation: 'relu' | 'softmax',
): NetworkLayer => ({
  className: 'Dense',
  name: layerName(block, 'dense'),
  config: { units, activation, use_bias: true },
  weights: [
    { weight: 'kernel', tensor: `${block}/kernel`, shape: [inputs, units] },
    { weight: 'bias', tensor: `${block}/bias`, shape: [units] },
  ],
});

/** Adds a constant to every value. */
export const shifting = (name: string, offset: number): NetworkLayer => ({
  className: 'Rescaling',
  name,
  config: { scale: 1, offset },
  weights: [],
});

/** Batch norm of the last axis by its running statistics. */
export function batchNormalisation(block: string, channels: number): NetworkLayer {
  const weight = (name: string, tensor: string): LayerWeight => ({
    weight: name,
    tensor: `${block}/${tensor}`,
    shape: [channels],
  });
  return {
    className: 'BatchNormalization',
    name: layerName(block, 'norm'),
    config: { axis: -1, epsilon: BATCH_NORM_EPSILON, center: true, scale: true },
    weights: [
      weight('gamma', 'gamma'),
      weight('beta', 'beta'),
      weight('moving_mean', 'mean'),
      weight('moving_variance', 'variance'),
    ],
  };
}

export const relu = (block: string): NetworkLayer => ({
  className: 'Activation',
  name: layerName(block, 'relu'),
  config: { activation: 'relu' },
  weights: [],
});

/** Halves width and height; an odd last row or column is dropped. */
export const halving = (stage: string): NetworkLayer => ({
  className: 'MaxPooling2D',
  name: layerName(stage, 'halving'),
  config: { pool_size: [2, 2], strides: [2, 2], padding: 'valid', data_format: 'channels_last' },
  weights: [],
});

/**
 * Bilinear doubling of width and height in which both rasters' cells cover the same square (see upsample). The format's
 * own bilinear up-sampling aligns the rasters' corners in TensorFlow.js, so it is made of two other layers: each cell is
 * repeated four times, and windows of four are averaged with a stride of two. At output cell 2 i the window holds cell i
 * three times and cell i - 1 once, which are the bilinear weights 3/4 and 1/4; windows that reach over the edge leave
 * out what is not there, which is as if the edge values were repeated.
 */
export const doubling = (stage: string): NetworkLayer[] => [
  {
    className: 'UpSampling2D',
    name: layerName(stage, 'repeat'),
    config: { size: [4, 4], data_format: 'channels_last', interpolation: 'nearest' },
    weights: [],
  },
  {
    className: 'AveragePooling2D',
    name: layerName(stage, 'average'),
    config: { pool_size: [4, 4], strides: [2, 2], padding: 'same', data_format: 'channels_last' },
    weights: [],
  },
];

/** [batch, height, width, channels] to [batch, values]. */
export const flattening = (name: string): NetworkLayer => ({
  className: 'Flatten',
  name,
  config: {},
  weights: [],
});

/** [batch, values] to [batch, ...shape]. */
export const reshaping = (name: string, shape: readonly number[]): NetworkLayer => ({
  className: 'Reshape',
  name,
  config: { target_shape: shape },
  weights: [],
});

/** The same layers as a model whose input has that shape, the batch left out: its first layer says so. */
export const takingInput = (layers: readonly NetworkLayer[], shape: readonly number[]): NetworkLayer[] =>
  layers.map((layer, at) =>
    at > 0 ? layer : { ...layer, config: { batch_input_shape: [null, ...shape], ...layer.config } },
  );
