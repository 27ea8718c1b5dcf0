import { beforeAll, expect, test } from 'vitest';
import type { HeadModel } from '../../../src/shared/contract/compute';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { fitSvm, svmDecisions } from '../../../src/main/compute/heads/fitSvm';
import { gammaScale } from '../../../src/main/compute/heads/svmFit';
import { fitSigmoid } from '../../../src/shared/statistics/platt';
import { predictHead } from '../../../src/main/compute/heads/predictHead';
import { platt, reference, svm } from './reference';

beforeAll(loadTensorflow);

const data = reference('svm.json', svm);
const size = data.X[0]?.length ?? 0;
const rows = (from: number, to: number): Float32Array => Float32Array.from(data.X.slice(from, to).flat());
const labels = Uint8Array.from(data.y);
const request = { embeddings: rows(0, 160), labels: labels.slice(0, 160), size, copies: 1, seed: 7 } as const;

const fitHead = async (problem: Parameters<typeof fitSvm>[0]): Promise<HeadModel> =>
  (await fitSvm(problem)).head;

const worst = (actual: Float32Array, expected: readonly number[]): number =>
  Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? NaN))));

test('gamma "scale" is 1 / (features x variance)', () => {
  expect(gammaScale(request.embeddings, size)).toBeCloseTo(data.gammaScale, 7);
});

test.each([
  { c: 1, gamma: null, balanced: false, expected: data.decision1 },
  { c: 10, gamma: 0.05, balanced: true, expected: data.decision2 },
])('has the decision values of scikit-learn for C $c', async ({ expected, ...parameters }) => {
  const before = tf.memory().numTensors;
  const head = await fitHead({ ...request, ...parameters });
  const { decisions, probabilities } = predictHead(head, rows(160, 240));
  expect(worst(decisions, expected)).toBeLessThan(1e-5);
  expect(tf.memory().numTensors).toBe(before);
  expect(head.plattA).toBeLessThan(0);
  for (const [i, decision] of decisions.entries()) {
    const probability = 1 / (1 + Math.exp(head.plattA * decision + head.plattB));
    expect(probabilities[i]).toBeCloseTo(probability, 5);
  }
});

test("decisions alone are the head's decision values without calibration", async () => {
  const parameters = { ...request, c: 1, gamma: null, balanced: false };
  const decisions = await svmDecisions({ ...parameters, testEmbeddings: rows(160, 240) });
  expect(worst(decisions, data.decision1)).toBeLessThan(1e-5);
});

test('cross-validation over given folds measures with decisions that never saw the fold', async () => {
  const parameters = { ...request, c: 1, gamma: data.gammaScale, balanced: true };
  const folds = Uint8Array.from({ length: 160 }, (_, patch) => Math.floor(patch / 32));
  const { head, heldOut } = await fitSvm({ ...parameters, folds });
  for (let fold = 0; fold < 5; fold++) {
    const of = (start: number, end: number): number[] =>
      Array.from({ length: end - start }, (_, i) => start + i);
    const rest = [...of(0, 32 * fold), ...of(32 * fold + 32, 160)];
    const without = await svmDecisions({
      ...parameters,
      embeddings: Float32Array.from(rest.flatMap((patch) => [...rows(patch, patch + 1)])),
      labels: Uint8Array.from(rest, (patch) => labels[patch] ?? 0),
      testEmbeddings: rows(32 * fold, 32 * fold + 32),
    });
    expect(worst(heldOut.subarray(32 * fold, 32 * fold + 32), [...without])).toBeLessThan(1e-5);
  }
  const { a, b } = fitSigmoid(heldOut, request.labels);
  expect([head.plattA, head.plattB]).toEqual([a, b]);
});

test('folds without one of the signs measure nothing, and the head is still calibrated', async () => {
  const parameters = { ...request, c: 1, gamma: data.gammaScale, balanced: false };
  const folds = request.labels.map((label) => label);
  const { head, heldOut } = await fitSvm({ ...parameters, folds });
  expect(heldOut.every(Number.isNaN)).toBe(true);
  expect(head).toEqual(await fitHead(parameters));
});

test('keeps its precision for embeddings far from the origin', async () => {
  const far = (values: Float32Array): Float32Array => values.map((value) => Math.fround(value + 64));
  const parameters = { c: 1, gamma: data.gammaScale, balanced: false };
  const near = predictHead(await fitHead({ ...request, ...parameters }), rows(160, 240));
  const moved = await fitHead({ ...request, ...parameters, embeddings: far(request.embeddings) });
  const { decisions } = predictHead(moved, far(rows(160, 240)));
  // Adding 64 rounds each value to 4e-6.
  expect(worst(decisions, [...near.decisions])).toBeLessThan(2e-3);
});

test('is the same head for the same seed', async () => {
  const parameters = { c: 1, gamma: null, balanced: false };
  expect(await fitHead({ ...request, ...parameters })).toEqual(await fitHead({ ...request, ...parameters }));
});

test('a head with augmentation decides by the mean over the copies, and keeps the copies of a place in one fold', async () => {
  const parameters = { c: 1, gamma: data.gammaScale, balanced: false };
  const eight = (values: Float32Array): Float32Array =>
    Float32Array.from({ length: values.length * 8 }, (_, i) => {
      const row = Math.floor(i / (8 * size));
      return values[row * size + (i % size)] ?? NaN;
    });
  const of = { ...request, ...parameters, embeddings: eight(request.embeddings), copies: 8 } as const;
  const head = await fitHead(of);
  const test = eight(rows(160, 240));
  const { decisions } = predictHead(head, test);
  expect(decisions).toHaveLength(80);
  // Equal copies have the decision of one of them; unequal ones the mean.
  const single = predictHead({ ...head, copies: 1 }, rows(160, 240));
  expect(worst(decisions, [...single.decisions])).toBeLessThan(1e-5);
  test.set(rows(161, 162), 0);
  const mixed = ((single.decisions[0] ?? 0) * 7 + (single.decisions[1] ?? 0)) / 8;
  expect(predictHead(head, test).decisions[0]).toBeCloseTo(mixed, 4);
  // If copies were spread over the folds, each held-out one would be memorised and the sigmoid a step.
  const alone = await fitHead({ ...request, ...parameters, c: 8 });
  expect(head.plattA / alone.plattA).toBeGreaterThan(0.7);
  expect(head.plattA / alone.plattA).toBeLessThan(1.4);
});

test('needs two labels of each sign', async () => {
  const few = { ...request, labels: Uint8Array.from({ length: 160 }, (_, i) => (i === 0 ? 1 : 0)) };
  await expect(fitHead({ ...few, c: 1, gamma: null, balanced: false })).rejects.toMatchObject({
    code: 'too-few-labels',
  });
});

test.each(['decision1', 'decision2'] as const)('fits the same sigmoid as scikit-learn: %s', (name) => {
  const { a, b } = fitSigmoid(Float32Array.from(data[name]), labels.slice(160));
  const expected = reference('platt.json', platt)[name];
  expect(a).toBeCloseTo(expected.a, 2);
  expect(b).toBeCloseTo(expected.b, 2);
});
