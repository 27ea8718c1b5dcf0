import { beforeAll, expect, test } from 'vitest';
import { batchNormRelu } from '../../../src/main/compute/architectures/batchNormRelu';
import { upsample } from '../../../src/main/compute/architectures/upsample';
import { loadTensorflow, tf, type Tensor, type Tensor4D } from '../../../src/main/compute/backend';
import { l1Loss } from '../../../src/main/compute/training/network';

beforeAll(loadTensorflow);

const close = (actual: Tensor, expected: Tensor): void => {
  const wanted = expected.dataSync<'float32'>();
  for (const [i, value] of actual.dataSync<'float32'>().entries())
    expect(value).toBeCloseTo(wanted[i] ?? NaN, 4);
};

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

test('upsampling keeps the ground covered: cells at a quarter and three quarters', () => {
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

/** The same out of elementary operations. */
function plain(
  x: Tensor4D,
  gamma: Tensor,
  beta: Tensor,
  linear: boolean,
  fixed: [Tensor, Tensor] | null,
): Tensor {
  const moments = tf.moments(x, [0, 1, 2]);
  const [mean, variance] = fixed ?? [moments.mean, moments.variance];
  const y = tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), gamma), beta);
  return linear ? y : tf.relu(y);
}

test.each([
  { linear: false, frozen: false },
  { linear: true, frozen: false },
  { linear: false, frozen: true },
])('batch norm and ReLU in one operation: $linear, $frozen', ({ linear, frozen }) => {
  const x: Tensor4D = tf.randomNormal([4, 5, 5, 3], 1, 2, 'float32', 1);
  const gamma = tf.tensor1d([1, 0.5, -2]);
  const beta = tf.tensor1d([0.1, -0.3, 0.2]);
  const running = { mean: tf.tensor1d([0.5, 1, 2]), variance: tf.tensor1d([1, 4, 9]) };
  const weight: Tensor4D = tf.randomNormal([4, 5, 5, 3], 0, 1, 'float32', 2);
  let gathered: Tensor[] = [];

  const fused = tf.valueAndGrads((...[a, g, b]: Tensor[]) => {
    const weights = { gamma: (g as Tensor).as1D(), beta: (b as Tensor).as1D() };
    const y = batchNormRelu(
      a as Tensor4D,
      weights,
      running,
      linear,
      frozen
        ? null
        : ({ mean, variance }) => {
            gathered = [tf.keep(mean), tf.keep(variance)];
          },
    );
    return tf.sum(tf.mul(y, weight));
  })([x, gamma, beta]);
  const reference = tf.valueAndGrads((...[a, g, b]: Tensor[]) => {
    const fixed: [Tensor, Tensor] | null = frozen ? [running.mean, running.variance] : null;
    return tf.sum(tf.mul(plain(a as Tensor4D, g as Tensor, b as Tensor, linear, fixed), weight));
  })([x, gamma, beta]);

  close(fused.value, reference.value);
  for (const [i, gradient] of fused.grads.entries()) close(gradient, reference.grads[i] as Tensor);
  if (frozen) {
    expect(gathered).toHaveLength(0);
    return;
  }
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const unbiased = tf.mul(variance, 100 / 99);
  close(gathered[0] as Tensor, tf.add(tf.mul(running.mean, 0.9), tf.mul(mean, 0.1)));
  close(gathered[1] as Tensor, tf.add(tf.mul(running.variance, 0.9), tf.mul(unbiased, 0.1)));
});
