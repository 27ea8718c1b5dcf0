import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { HeadModel } from '../../../src/shared/contract/compute';
import { headKind, type HeadKind } from '../../../src/shared/heads/headKinds';
import { Random } from '../../../src/shared/statistics/random';
import { loadTensorflow } from '../../../src/main/compute/backend';
import { decideAlong } from '../../../src/main/compute/heads/decideAlong';
import { fitUncalibrated } from '../../../src/main/compute/heads/fitSvm';
import { learningCurve } from '../../../src/main/compute/heads/learningCurve';
import { predictHead } from '../../../src/main/compute/heads/predictHead';
import { storedForm } from '../../../src/main/compute/layerForm/storedForm';
import { reference, svm } from './reference';

beforeAll(loadTensorflow);

/** Decisions of scikit-learn on rows 160 to 239 of svm.json, by models of the others (test/fixtures/reference/head_kinds.py). */
const decisions = z.array(z.number());
const expected = reference(
  'headKinds.json',
  z.object({ logistic: decisions, logisticBalanced: decisions, nearest: decisions }),
);
const data = reference('svm.json', svm);
const size = data.X[0]?.length ?? 0;
const rows = (from: number, to: number): Float32Array => Float32Array.from(data.X.slice(from, to).flat());
const problem = {
  embeddings: rows(0, 160),
  labels: Uint8Array.from(data.y.slice(0, 160)),
  size,
  copies: 1,
  c: 1,
  gamma: null,
  balanced: false,
} as const;
const fit = (kind: HeadKind, balanced = false): Promise<HeadModel> =>
  fitUncalibrated({ ...problem, kind, balanced });

test.each([
  { kind: 'logistic', balanced: false, theirs: expected.logistic },
  { kind: 'logistic', balanced: true, theirs: expected.logisticBalanced },
  { kind: 'nearest', balanced: false, theirs: expected.nearest },
] as const)('$kind decides as scikit-learn, balanced $balanced', async ({ kind, balanced, theirs }) => {
  const ours = predictHead(await fit(kind, balanced), rows(160, 240)).decisions;
  const scale = Math.max(...theirs.map(Math.abs));
  for (const [row, decision] of ours.entries())
    expect(Math.abs(decision - (theirs[row] ?? NaN))).toBeLessThan(1e-4 * scale);
});

test('a head of eight copies averages their decisions, whatever its kind', async () => {
  for (const kind of headKind.options) {
    const head = await fitUncalibrated({
      ...problem,
      kind,
      copies: 8,
      embeddings: rows(0, 160),
      labels: Uint8Array.from({ length: 20 }, (_, patch) => patch % 2),
    });
    const each = predictHead({ ...head, copies: 1 }, rows(160, 168)).decisions;
    const [mean = NaN] = predictHead(head, rows(160, 168)).decisions;
    expect(mean).toBeCloseTo(each.reduce((sum, decision) => sum + decision, 0) / 8, 5);
  }
});

test('heads of each kind decide on stored embeddings nearly as on whole ones', async () => {
  const wide = 32;
  const random = new Random(3);
  const embeddings = Float32Array.from({ length: 60 * wide }, () => random.nextFloat());
  const labels = Uint8Array.from({ length: 60 }, (_, row) => ((embeddings[row * wide] ?? 0) > 0.5 ? 1 : 0));
  const axes = new Float32Array(wide * wide);
  for (let axis = 0; axis < wide; axis++) axes[axis * (wide + 1)] = 1;
  const rotation = { mean: new Float32Array(wide).fill(0.5), axes };
  const asked = Float32Array.from({ length: 40 * wide }, () => random.nextFloat());
  const valid = Uint8Array.from({ length: 40 }, (_, row) => (row === 7 ? 0 : 1));
  for (const kind of headKind.options) {
    const head = await fitUncalibrated({ ...problem, kind, embeddings, labels, size: wide });
    const whole = predictHead(head, asked).decisions;
    const stored = decideAlong(head, rotation)(storedForm(rotation)(asked, valid));
    const spread = Math.max(...whole) - Math.min(...whole);
    for (const [row, decision] of stored.entries()) {
      if (row === 7) expect(decision).toBeNaN();
      else expect(Math.abs(decision - (whole[row] ?? NaN))).toBeLessThan(0.03 * spread);
    }
  }
});

test('a learning curve rises with the labels, is the same for equal seeds, and ends when it is cancelled', async () => {
  const draws = 10;
  const folds = Uint8Array.from({ length: draws * 160 }, (_, at) => (at * 7 + Math.floor(at / 160)) % 5);
  const request = {
    ...problem,
    kind: 'svm',
    seed: 1,
    folds,
    always: new Uint8Array(160),
    shares: [1 / 16, 1 / 2, 1],
  } as const;
  const { signal } = new AbortController();
  const { accuracies, learned } = await learningCurve(request, signal);
  const mean = (share: number): number =>
    Array.from({ length: draws }, (_, draw) => accuracies[3 * draw + share] ?? NaN).reduce((a, b) => a + b) /
    draws;
  expect(mean(1)).toBeGreaterThan(mean(0) + 0.02);
  expect(mean(2)).toBeGreaterThanOrEqual(mean(1) - 0.02);
  // Four of five folds are learned from, and half of them.
  expect(learned[2]).toBeCloseTo(0.8, 5);
  expect(learned[1]).toBeCloseTo(0.4, 1);
  expect((await learningCurve(request, signal)).accuracies).toEqual(accuracies);
  const kept = { ...request, always: new Uint8Array(160).fill(1) };
  const flat = (await learningCurve(kept, signal)).accuracies;
  for (let draw = 0; draw < draws; draw++) expect(flat[3 * draw]).toBe(flat[3 * draw + 2]);
  const cancelled = new AbortController();
  cancelled.abort();
  await expect(learningCurve(request, cancelled.signal)).rejects.toMatchObject({ code: 'cancelled' });
});
