import { expect, test } from 'vitest';
import { queueReason, weightWords } from '../../../src/renderer/features/labels/reasons';

test('a reason explains each factor in words', () => {
  expect(queueReason({ probability: 0.52, uncertainty: 0.96, diversity: 0.7, labelDistanceM: 1400 })).toBe(
    'uncertain: 0.52 · unlike any label · 1.4 km from the nearest label',
  );
  expect(queueReason({ probability: 0.8, uncertainty: 0.4, diversity: 0.3, labelDistanceM: 240 })).toBe(
    'rather uncertain: 0.80 · somewhat unlike the labels · 240 m from the nearest label',
  );
  expect(queueReason({ probability: 0.05, uncertainty: 0.1, diversity: 0.1, labelDistanceM: null })).toBe(
    'rather sure: 0.05 · like a label · no label yet',
  );
});

test('weights are the inverse of the counts', () => {
  // scikit-learn's "balanced": 54 / (2 x 42) and 54 / (2 x 12), 3.5 times as much.
  expect(weightWords(42, 12)).toBe('negatives count 3.5 times');
  expect(weightWords(10, 34)).toBe('positives count 3.4 times');
  expect(weightWords(9, 9)).toBeNull();
  expect(weightWords(0, 9)).toBeNull();
});
