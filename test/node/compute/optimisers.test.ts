import { beforeAll, expect, test } from 'vitest';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { adamStep, newOptimiserState, warmUpCosine } from '../../../src/main/compute/training/adam';
import { kernelGroups, kernelMask, kernelPlaces, muonStep } from '../../../src/main/compute/training/muon';
import { symmetryPermutations } from '../../../src/main/compute/encoders/symmetry';
import { Random } from '../../../src/shared/statistics/random';

beforeAll(loadTensorflow);

test('Adam steps, worked by hand', () => {
  const state = newOptimiserState(Float32Array.of(1, 1, 1));
  adamStep(state, Float32Array.of(2, -0.5, 7), 1, 0.1, Uint8Array.of(0, 0, 1));
  // The first step has the length of the rate, whatever the gradient's size.
  expect(state.parameters[0]).toBeCloseTo(0.9, 6);
  expect(state.parameters[1]).toBeCloseTo(1.1, 6);
  expect(state.parameters[2]).toBe(1);
  adamStep(state, Float32Array.of(0, 0, 0), 2, 0.1, null);
  // mean 0.9 x 0.2 / (1 - 0.81), square 0.999 x 0.004 / (1 - 0.998001)
  const expected = 0.9 - (0.1 * (0.18 / 0.19)) / Math.sqrt(0.003996 / 0.001999);
  expect(state.parameters[0]).toBeCloseTo(expected, 5);
});

test('the learning rate rises for a fiftieth of the steps, then falls to zero', () => {
  expect(warmUpCosine(2, 1, 100)).toBe(1);
  expect(warmUpCosine(2, 2, 100)).toBe(2);
  expect(warmUpCosine(2, 51, 100)).toBeCloseTo(1, 6);
  expect(warmUpCosine(2, 100, 100)).toBeCloseTo(0, 6);
});

test('Muon steps along an orthogonalised kernel, independent of the scale of its gradient', () => {
  const specs = [
    { name: 'bias', shape: [5] },
    { name: 'a/kernel', shape: [3, 3, 2, 4] },
    { name: 'out/kernel', shape: [1, 1, 4, 1] },
  ];
  const places = kernelPlaces(specs);
  expect(places).toEqual([{ at: 5, rows: 18, columns: 4 }]);
  expect(kernelMask(places, 81).reduce((sum, flag) => sum + flag, 0)).toBe(72);
  const random = new Random(3);
  const gradient = Float32Array.from({ length: 81 }, () => random.nextFloat() - 0.5);
  const before = tf.memory().numTensors;

  const stepFor = (scale: number): Float32Array => {
    const state = newOptimiserState(new Float32Array(81));
    muonStep(
      kernelGroups(places),
      state,
      gradient.map((value) => value * scale),
      1,
    );
    return state.parameters;
  };

  const step = stepFor(1);
  expect(tf.memory().numTensors).toBe(before);
  expect(step.subarray(0, 5)).toEqual(new Float32Array(5));
  expect(step.subarray(77)).toEqual(new Float32Array(4));
  const update = tf.tensor2d(step.slice(5, 77), [18, 4]).div(-0.2 * Math.sqrt(18));
  const gram = tf.matMul(update, update, true, false).arraySync() as number[][];
  for (const [i, row] of gram.entries()) {
    for (const [j, value] of row.entries()) {
      // Muon's iteration leaves singular values between 0.7 and 1.2.
      expect(Math.abs(value - (i === j ? 1 : 0))).toBeLessThan(0.5);
    }
  }
  for (const [i, value] of stepFor(1000).entries()) expect(value).toBeCloseTo(step[i] ?? NaN, 3);
});

test('the eight symmetries are the identity, three rotations and four reflections', () => {
  const all = symmetryPermutations(3).map((permutation) => [...permutation].join(''));
  expect(new Set(all)).toEqual(
    new Set([
      '012345678',
      '630741852',
      '876543210',
      '258147036',
      '210543876',
      '678345012',
      '036147258',
      '852741630',
    ]),
  );
  expect(all[0]).toBe('012345678');
});
