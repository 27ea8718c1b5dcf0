import {
  tensorflowBackend,
  tf,
  type OperationAttribute,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '../backend';

/** Values of a row below which TensorFlow's kernels over channels are slow: several cells then count as one. */
const WIDTH = 64;

/** Cells that are taken as one so that there are about WIDTH channels. */
function cellsAtOnce({ shape }: Tensor4D): number {
  const [batch, height, width, channels] = shape;
  let cells = 1;
  while (cells * channels < WIDTH && (batch * height * width) % (2 * cells) === 0) cells *= 2;
  return cells;
}

function attributes(): OperationAttribute[] {
  const { binding } = tensorflowBackend();
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
  ];
}

/**
 * Adds a value to each channel by TensorFlow's own operation, which is faster than addition with broadcasting.
 * Has no gradient.
 * @param x [batch, height, width, channels]
 * @param bias [channels]
 */
export function addBias(x: Tensor4D, bias: Tensor1D): Tensor4D {
  const cells = cellsAtOnce(x);
  const wide = tf.reshape(x, [-1, cells * x.shape[3]]);
  const sum = tensorflowBackend().executeSingleOutput('BiasAdd', attributes(), [
    wide,
    cells === 1 ? bias : tf.tile(bias, [cells]),
  ]);
  return sum.as4D(...x.shape);
}

/** Sums over all cells of each channel, [channels]. Has no gradient. */
function channelSums(x: Tensor4D): Tensor {
  const cells = cellsAtOnce(x);
  const wide = tf.reshape(x, [-1, cells * x.shape[3]]);
  const sums = tensorflowBackend().executeSingleOutput('BiasAddGrad', attributes(), [wide]);
  return cells === 1 ? sums : tf.sum(tf.reshape(sums, [cells, -1]), 0);
}

/**
 * Adds a value to each channel, then ReLU unless `linear`; differentiable by both.
 * @param x [batch, height, width, channels]
 * @param bias [channels]
 */
export function biasRelu(x: Tensor4D, bias: Tensor1D, linear: boolean): Tensor4D {
  const backend = tensorflowBackend();
  const operation = tf.customGrad((...args) => {
    const [input, added, save] = args as [Tensor4D, Tensor1D, (tensors: Tensor[]) => void];
    const sum = addBias(input, added);
    const value = linear ? sum : tf.relu(sum);
    save([value]);
    return {
      value,
      gradFunc: (dy, [y]) => {
        const [type] = attributes();
        const d =
          linear || y === undefined || type === undefined
            ? (dy as Tensor4D)
            : backend.executeSingleOutput('ReluGrad', [type], [dy, y]).as4D(...x.shape);
        return [d, channelSums(d)];
      },
    };
  });
  return operation(x, bias) as Tensor4D;
}
