import { tensorflowBackend, tf, type OperationAttribute, type Tensor, type Tensor4D } from '../backend';

/** Channels below which TensorFlow's kernels are slow: several cells then count as one. */
const WIDTH = 64;

const isImage = (tensor: Tensor): tensor is Tensor4D => tensor.rank === 4;

/** Cells that are treated as one so that there are about WIDTH channels. */
function cellsAtOnce({ shape, size }: Tensor): number {
  const channels = shape.at(-1) ?? 1;
  let cells = 1;
  while (cells * channels < WIDTH && (size / channels) % (2 * cells) === 0) cells *= 2;
  return cells;
}

/**
 * An operation on all cells and one value per channel, run with as many channels as are fast.
 * @param x [batch, height, width, channels]
 * @param values [channels]
 */
function widely(x: Tensor, values: Tensor, compute: (x: Tensor, values: Tensor) => Tensor): Tensor4D {
  const cells = cellsAtOnce(x);
  const result =
    cells === 1
      ? compute(x, values)
      : tf.reshape(compute(tf.reshape(x, [-1, cells * values.size]), tf.tile(values, [cells])), x.shape);
  if (!isImage(result)) throw new Error(`An image of ${result.rank} dimensions.`);
  return result;
}

function attributes(): OperationAttribute[] {
  const { binding } = tensorflowBackend();
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
  ];
}

/**
 * Adds a value to each channel by TensorFlow's operation, which is faster than addition with broadcasting.
 * Has no gradient.
 * @param x [batch, height, width, channels]
 * @param bias [channels]
 */
export const addBias = (x: Tensor, bias: Tensor): Tensor4D =>
  widely(x, bias, (image, added) =>
    tensorflowBackend().executeSingleOutput('BiasAdd', attributes(), [image, added]),
  );

/**
 * Multiplies each channel by a value. Has no gradient.
 * @param x [batch, height, width, channels]
 * @param factors [channels]
 */
export const timesChannels = (x: Tensor, factors: Tensor): Tensor4D =>
  widely(x, factors, (image, values) => tf.mul(image, values));

/** Sums over all cells of each channel, [channels]. Has no gradient. */
export function channelSums(x: Tensor): Tensor {
  const cells = cellsAtOnce(x);
  const sum = (values: Tensor): Tensor =>
    tensorflowBackend().executeSingleOutput('BiasAddGrad', attributes(), [values]);
  if (cells === 1) return sum(x);
  return tf.sum(tf.reshape(sum(tf.reshape(x, [-1, cells * (x.shape.at(-1) ?? 1)])), [cells, -1]), 0);
}

/** The gradient with respect to ReLU's input, from that with respect to its output. */
export function reluGradient(dy: Tensor, y: Tensor): Tensor {
  const { binding } = tensorflowBackend();
  const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  return tensorflowBackend().executeSingleOutput('ReluGrad', [type], [dy, y]);
}
