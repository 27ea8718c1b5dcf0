import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { batchNormRelu } from '../../../src/main/compute/architectures/batchNormRelu';
import { addBias } from '../../../src/main/compute/architectures/perChannel';
import { upsample } from '../../../src/main/compute/architectures/upsample';
import {
  loadTensorflow,
  tf,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '../../../src/main/compute/backend';
import { sizeOf } from '../../../src/main/compute/encoders/safetensors';
import { wave } from './formulas';
import { reference } from './reference';

beforeAll(loadTensorflow);

const numbers = z.array(z.number());

/** What JAX computes in double precision, and its gradients: see test/fixtures/reference/kernels.py. */
const expected = reference(
  'operations.json',
  z.record(z.string(), z.object({ inputs: z.array(numbers), values: numbers, gradients: z.array(numbers) })),
);

/** Float32 with any kernels: sums of some hundred terms of size one have smaller errors. */
const DIGITS = 4;

type Compute = (inputs: Tensor[]) => Tensor;

const batchNorm =
  (linear: boolean, frozen: boolean): Compute =>
  ([x, gamma, beta]) =>
    batchNormRelu(
      x as Tensor4D,
      { gamma: gamma as Tensor1D, beta: beta as Tensor1D },
      { mean: tf.tensor1d([0.5, 0.1, -0.2]), variance: tf.tensor1d([0.25, 0.49, 0.81]) },
      linear,
      frozen ? null : () => undefined,
    );

const convolution =
  (stride: number, padding: 'same' | 'valid'): Compute =>
  ([x, kernel]) =>
    tf.conv2d(x as Tensor4D, kernel as Tensor4D, stride, padding);

const crossEntropy: Compute = ([z]) =>
  tf.losses.softmaxCrossEntropy(
    tf.oneHot(
      tf.tensor1d(
        Array.from({ length: 6 }, (_, row) => row % 4),
        'int32',
      ),
      4,
    ),
    tf.mul<Tensor2D>(z as Tensor2D, 3),
  );

/** Each operation that training uses, and the waves that are its inputs. */
const operations: Record<string, [waves: number[], compute: Compute]> = {
  'batch norm, ReLU, of the batch': [[1, 7, 8], batchNorm(false, false)],
  'batch norm, ReLU, frozen': [[1, 7, 8], batchNorm(false, true)],
  'batch norm, linear, of the batch': [[1, 7, 8], batchNorm(true, false)],
  'batch norm, linear, frozen': [[1, 7, 8], batchNorm(true, true)],
  upsampling: [[1], ([x]) => upsample(x as Tensor4D)],
  convolution: [[1, 2], convolution(1, 'same')],
  'convolution, stride 2': [[1, 2], convolution(2, 'valid')],
  'convolution, kernel 4': [[1, 2], convolution(2, 'same')],
  pooling: [[1], ([x]) => tf.maxPool(x as Tensor4D, 2, 2, 'valid')],
  LeakyReLU: [[1], ([x]) => tf.leakyRelu(x as Tensor4D, 0.2)],
  product: [[1, 2], ([a, b]) => tf.matMul(a as Tensor2D, b as Tensor2D)],
  softplus: [[1], ([x]) => tf.softplus(x as Tensor1D)],
  'cross-entropy': [[1], crossEntropy],
  'log of sums of exponentials': [[1], ([x]) => tf.logSumExp(tf.mul<Tensor2D>(x as Tensor2D, 9), 1)],
};

test('every operation has its reference values', () => {
  expect(Object.keys(operations).sort()).toEqual(Object.keys(expected).sort());
});

test.each(Object.keys(operations))('%s: values and gradients by all inputs', (name) => {
  const [waves, compute] = operations[name] ?? [];
  const wanted = expected[name];
  if (waves === undefined || compute === undefined || wanted === undefined) throw new Error(name);
  const inputs = wanted.inputs.map((shape, i) => tf.tensor([...wave(sizeOf(shape), waves[i] ?? NaN)], shape));
  const { shape } = compute(inputs);
  const weight = tf.tensor([...wave(sizeOf(shape), 3)], shape);
  const { grads } = tf.valueAndGrads((...given: Tensor[]) => tf.sum(tf.mul(compute(given), weight)))(inputs);
  close(compute(inputs), wanted.values);
  for (const [i, gradient] of grads.entries()) close(gradient, wanted.gradients[i] ?? []);
});

/** The fixture holds the first four hundred values of each. */
function close(actual: Tensor, wanted: readonly number[]): void {
  const values = actual.dataSync<'float32'>().subarray(0, 400);
  expect(values).toHaveLength(wanted.length);
  for (const [i, value] of values.entries()) expect(value).toBeCloseTo(wanted[i] ?? NaN, DIGITS);
}

test('a bias is added to its channel', () => {
  const x: Tensor4D = tf.tensor4d([...wave(2 * 3 * 3 * 5, 1)], [2, 3, 3, 5]);
  const bias = tf.tensor1d([...wave(5, 2)]);
  const sums = addBias(x, bias).dataSync<'float32'>();
  for (const [i, value] of sums.entries()) {
    expect(value).toBeCloseTo(Math.sin(0.37 * i + 1) + Math.sin(0.37 * (i % 5) + 2), 6);
  }
});

test('a frozen batch norm trains identically in reused memory', () => {
  const inputs = [tf.tensor4d([...wave(300, 1)], [4, 5, 5, 3]), tf.ones([3]), tf.zeros([3])];
  const gradients = (): number[] => {
    const { grads } = tf.valueAndGrads((...given: Tensor[]) =>
      tf.sum(tf.square(batchNorm(false, true)(given))),
    )(inputs);
    return grads.flatMap((gradient) => [...gradient.dataSync<'float32'>()]);
  };
  const first = gradients();
  for (let round = 1; round < 20; round++) {
    tf.dispose(Array.from({ length: 50 }, () => tf.fill([3], round * 1e6)));
    expect(gradients()).toEqual(first);
  }
});
