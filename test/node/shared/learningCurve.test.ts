import { expect, test } from 'vitest';
import {
  fitPowerLaw,
  gainOfDoubling,
  gainWords,
  learningCurveOf,
} from '../../../src/shared/statistics/learningCurve';

const labels = [10, 20, 40, 60, 80];

test('an inverse power law is found again, and its gain is that of the formula', () => {
  const law = fitPowerLaw(
    labels,
    labels.map((n) => 0.95 - 0.8 * n ** -0.5),
  );
  expect(law.limit).toBeCloseTo(0.95, 9);
  expect(law.fall).toBeCloseTo(0.8, 9);
  expect(law.rate).toBeCloseTo(0.5, 9);
  // 0.8 (100^-0.5 - 200^-0.5) = 0.08 - 0.0565685
  expect(gainOfDoubling(law, 100)).toBeCloseTo(0.0234315, 7);
});

test('what is flat or falls is expected to add nothing, and no accuracy above 1 is expected', () => {
  expect(gainOfDoubling(fitPowerLaw(labels, [0.8, 0.8, 0.8, 0.8, 0.8]), 100)).toBe(0);
  expect(gainOfDoubling(fitPowerLaw(labels, [0.9, 0.88, 0.86, 0.85, 0.84]), 100)).toBe(0);
  const steep = fitPowerLaw(labels, [0.5, 0.6, 0.75, 0.85, 0.95]);
  expect(steep.limit).toBeLessThanOrEqual(1);
  expect(steep.limit - steep.fall * 1e6 ** -steep.rate).toBeLessThanOrEqual(1);
});

test('draws that differ give an interval around the mean, and a sentence', () => {
  const draws = Array.from({ length: 20 }, (_, draw) =>
    labels.map((n) => 0.95 - 0.8 * n ** -0.5 + (draw % 2 === 0 ? 0.02 : -0.02)),
  );
  const curve = learningCurveOf(labels, 100, draws);
  expect(curve.labels).toEqual(labels);
  expect(curve.accuracy[0]?.share).toBeCloseTo(0.95 - 0.8 * 10 ** -0.5, 9);
  // The standard error of the mean of 20 draws is 0.02 / sqrt(20) = 0.0045: about two of them on each side.
  expect((curve.accuracy[0]?.high ?? NaN) - (curve.accuracy[0]?.share ?? NaN)).toBeGreaterThan(0.004);
  expect((curve.accuracy[0]?.high ?? NaN) - (curve.accuracy[0]?.share ?? NaN)).toBeLessThan(0.014);
  expect(curve.gain?.share).toBeCloseTo(0.0234315, 6);
  expect(learningCurveOf(labels, 100, draws)).toEqual(curve);
  expect(gainWords(curve)).toMatch(
    /^Twice as many labels are expected to add about 2\.3 points \(.* to .*\)\.$/,
  );
});

test('where even the upper bound is small, more labels will hardly help; few labels say nothing', () => {
  const flat = learningCurveOf(
    labels,
    100,
    Array.from({ length: 10 }, () => [0.9, 0.91, 0.91, 0.91, 0.91]),
  );
  expect(gainWords(flat)).toMatch(
    /points \(.*\): more labels will hardly help\. Check likely mistakes, or try /,
  );
  const few = learningCurveOf(
    [1, 2, 4, 6, 8],
    10,
    Array.from({ length: 10 }, () => [NaN, NaN, 0.7, 0.8, 0.8]),
  );
  expect(few.labels).toEqual([4, 6, 8]);
  expect(few.gain).toBeNull();
  expect(gainWords(few)).toBe('10 labels are too few to say how much more labels would add.');
});
