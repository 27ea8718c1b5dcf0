import { beforeAll, expect, test } from 'vitest';
import type { BatchNormStatistics } from '../../../src/main/compute/architectures/batchNorm';
import { batchNormRelu } from '../../../src/main/compute/architectures/batchNormRelu';
import { upsample } from '../../../src/main/compute/architectures/upsample';
import {
  loadTensorflow,
  tf,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '../../../src/main/compute/backend';
import { l1Loss } from '../../../src/main/compute/training/l1Loss';

beforeAll(loadTensorflow);

const close = (actual: Tensor, expected: Tensor): void => {
  const wanted = expected.dataSync<'float32'>();
  for (const [i, value] of actual.dataSync<'float32'>().entries())
    expect(value).toBeCloseTo(wanted[i] ?? NaN, 4);
};

const flat = (tensors: Tensor[]): Tensor => tf.concat(tensors.map((tensor) => tensor.flatten()));

test('L1 is the mean absolute difference, and its gradient the sign over the count', () => {
  const prediction = tf.tensor2d([
    [1, 2],
    [3, 5],
  ]);
  const target = tf.tensor2d([
    [0, 2],
    [4, 4],
  ]);
  const { value, grad } = tf.valueAndGrad((y: Tensor) => l1Loss(y, target))(prediction);
  expect(value.dataSync()[0]).toBe(0.75);
  expect([...grad.dataSync()]).toEqual([0.25, 0, -0.25, 0.25]);
});

test('upsampling covers the same area: cells at a quarter and three quarters', () => {
  const row = tf.tensor4d([0, 4, 0, 4], [1, 2, 2, 1]);
  const expected = [0, 1, 3, 4, 0, 1, 3, 4, 0, 1, 3, 4, 0, 1, 3, 4];
  expect([...upsample(row).dataSync()]).toEqual(expected);
});

test('the gradient of upsampling is its transpose', () => {
  const x: Tensor4D = tf.randomNormal([2, 3, 3, 2], 0, 1, 'float32', 1);
  const weight: Tensor4D = tf.randomNormal([2, 6, 6, 2], 0, 1, 'float32', 2);
  const direction: Tensor4D = tf.randomNormal([2, 3, 3, 2], 0, 1, 'float32', 3);
  const gradient = tf.grad((input: Tensor) => tf.sum(tf.mul(upsample(input as Tensor4D), weight)))(x);
  const along = tf.sum(tf.mul(gradient, direction)).dataSync()[0] ?? NaN;
  const expected = tf.sum(tf.mul(upsample(direction), weight)).dataSync()[0] ?? NaN;
  expect(along).toBeCloseTo(expected, 3);
});

type Inputs = [x: Tensor4D, gamma: Tensor1D, beta: Tensor1D];

/** The same out of elementary operations. */
function plain([x, gamma, beta]: Inputs, linear: boolean, fixed: BatchNormStatistics | null): Tensor {
  const { mean, variance } = fixed ?? tf.moments(x, [0, 1, 2]);
  const y = tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), gamma), beta);
  return linear ? y : tf.relu(y);
}

test.each([
  { linear: false, frozen: false, channels: 3 },
  { linear: true, frozen: false, channels: 3 },
  { linear: false, frozen: true, channels: 3 },
  { linear: false, frozen: false, channels: 5 },
])(
  'batch norm and ReLU: linear $linear, frozen $frozen, $channels channels',
  ({ linear, frozen, channels }) => {
    const some = (...values: number[]): Tensor1D => tf.tensor1d(values.slice(0, channels));
    const inputs: Inputs = [
      tf.randomNormal([4, 5, 5, channels], 1, 2, 'float32', 1),
      some(1, 0.5, -2, 1.5, 0.7),
      some(0.1, -0.3, 0.2, 0, -0.1),
    ];
    const running = { mean: some(0.5, 1, 2, 0, -1), variance: some(1, 4, 9, 2, 3) };
    const weight: Tensor4D = tf.randomNormal([4, 5, 5, channels], 0, 1, 'float32', 2);
    const gathered: BatchNormStatistics[] = [];
    const gather = ({ mean, variance }: BatchNormStatistics): void => {
      gathered.push({ mean: tf.keep(mean), variance: tf.keep(variance) });
    };

    const fused = tf.valueAndGrads((...tensors: Tensor[]) => {
      const [x, gamma, beta] = tensors as Inputs;
      const y = batchNormRelu(x, { gamma, beta }, running, linear, frozen ? null : gather);
      return tf.sum(tf.mul(y, weight));
    })(inputs);
    const reference = tf.valueAndGrads((...tensors: Tensor[]) =>
      tf.sum(tf.mul(plain(tensors as Inputs, linear, frozen ? running : null), weight)),
    )(inputs);

    close(fused.value, reference.value);
    expect(fused.grads).toHaveLength(3);
    close(flat(fused.grads), flat(reference.grads));
    expect(gathered).toHaveLength(frozen ? 0 : 1);
    for (const { mean, variance } of gathered) {
      const moments = tf.moments(inputs[0], [0, 1, 2]);
      // The running variance takes the unbiased one, of n - 1.
      const unbiased = tf.mul(moments.variance, 100 / 99);
      close(mean, tf.add(tf.mul(running.mean, 0.9), tf.mul(moments.mean, 0.1)));
      close(variance, tf.add(tf.mul(running.variance, 0.9), tf.mul(unbiased, 0.1)));
    }
  },
);
