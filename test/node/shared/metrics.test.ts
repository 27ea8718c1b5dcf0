import { expect, test } from 'vitest';
import { accuracyWords } from '../../../src/shared/heads/accuracyWords';
import {
  balancedAccuracy,
  balancedAccuracyShare,
  binaryMetrics,
} from '../../../src/shared/statistics/metrics';

test('a hand-worked case', () => {
  // yes yes no no yes against 1 0 1 0 1: two hits, one false alarm, one miss, one rightly refused.
  const metrics = binaryMetrics(Float32Array.of(2, 1, -1, -2, 0.5), Uint8Array.of(1, 0, 1, 0, 1));
  expect(metrics.confusion).toEqual({ truePositive: 2, falsePositive: 1, trueNegative: 1, falseNegative: 1 });
  expect(metrics.accuracy).toBeCloseTo(3 / 5);
  expect(metrics.precision).toBeCloseTo(2 / 3);
  expect(metrics.recall).toBeCloseTo(2 / 3);
  expect(metrics.f1).toBeCloseTo(2 / 3);
  // Pairs in order: 2 beats both negatives, 0.5 and -1 beat one each: 4 of 6.
  expect(metrics.auc).toBeCloseTo(4 / 6);
});

test('ties count as half', () => {
  expect(binaryMetrics(Float32Array.of(1, 1, 1, 1), Uint8Array.of(1, 0, 1, 0)).auc).toBeCloseTo(0.5);
});

test('undefined values are null', () => {
  const metrics = binaryMetrics(Float32Array.of(-1, -2), Uint8Array.of(0, 0));
  expect(metrics).toMatchObject({ accuracy: 1, precision: null, recall: null, f1: null, auc: null });
});

test('balanced accuracy is independent of the number of negatives', () => {
  // scikit-learn's balanced_accuracy_score: (2/3 + 1/2) / 2, and the same with ten times the negatives.
  const confusion = { truePositive: 2, falseNegative: 1, trueNegative: 1, falsePositive: 1 };
  expect(balancedAccuracy(confusion)).toBeCloseTo(7 / 12);
  expect(balancedAccuracy({ ...confusion, trueNegative: 10, falsePositive: 10 })).toBeCloseTo(7 / 12);
  expect(balancedAccuracy({ ...confusion, trueNegative: 0, falsePositive: 0 })).toBeNull();
});

test('a head that is no better than guessing is called that', () => {
  const confusion = { truePositive: 5, falseNegative: 5, trueNegative: 11, falsePositive: 9 };
  expect(accuracyWords(confusion)).toBe('52.5 % on labels and an equal number of random places');
  expect(accuracyWords({ ...confusion, trueNegative: 8, falsePositive: 12 })).toBe(
    '45.0 % on labels and an equal number of random places, no better than guessing',
  );
});

test('the interval of a balanced accuracy is that of its two shares', () => {
  // 8 of 10 and 9 of 12: score intervals 0.4902 to 0.9433 and 0.4677 to 0.9111, joined by hand.
  const found = balancedAccuracyShare({
    truePositive: 8,
    falseNegative: 2,
    trueNegative: 9,
    falsePositive: 3,
  });
  expect(found?.share).toBeCloseTo(0.775, 12);
  expect(found?.low).toBeCloseTo(0.5654197, 7);
  expect(found?.high).toBeCloseTo(0.8827959, 7);
});
