import { expect, test } from 'vitest';
import { mapMeasure, shownAt, type MapMeasure } from '../../../src/shared/mapQuality/mapQuality';
import { designEffect, expectedShare, type Counted } from '../../../src/shared/statistics/expectedShare';
import { Random } from '../../../src/shared/statistics/random';
import { tQuantile } from '../../../src/shared/statistics/studentT';

const counted = (text: string): Counted[] =>
  text.split(' ').map((pair) => {
    const [right = NaN, count = NaN] = pair.split('/').map(Number);
    return { right, count };
  });

test('the design effects of the rats of Weil, as Rao and Scott 1992 use them (R package PF, rsb)', () => {
  const control = '13/13 12/12 9/9 9/9 8/8 8/8 12/13 11/12 9/10 9/10 8/9 11/13 4/5 5/7 7/10 7/10';
  const treated = '12/12 11/11 10/10 9/9 10/11 9/10 9/10 8/9 8/9 4/5 7/9 4/7 5/10 3/6 3/10 0/7';
  expect(designEffect(counted(control))).toBeCloseTo(1.232495, 6);
  expect(designEffect(counted(treated))).toBeCloseTo(3.952861, 6);
});

test('groups that differ less than by chance, one group, and all right count as independent', () => {
  expect(designEffect(counted('5/10 5/10 5/10'))).toBe(1);
  expect(designEffect(counted('7/10'))).toBe(1);
  expect(designEffect(counted('7/7 3/3'))).toBe(1);
});

test("quantiles of Student's t as tables have them", () => {
  for (const [freedom, quantile] of [
    [1, 12.7062],
    [2, 4.3027],
    [4, 2.7764],
    [10, 2.2281],
    [30, 2.0423],
    [120, 1.9799],
  ] as const)
    expect(tQuantile(freedom)).toBeCloseTo(quantile, 4);
});

test('bounds are those of half the effective number', () => {
  // One group, 20 of 20 as good as independent: Wilson's bounds of 10 of 10, 72.2 % and all.
  expect(expectedShare([{ right: 20, count: 20 }])).toMatchObject({ share: 1, high: 1 });
  expect(expectedShare([{ right: 20, count: 20 }])?.low).toBeCloseTo(0.7225, 4);
  // Weil's treated rats: 145 / 3.952861 / 2 are 18.341, times (1.97658 / 2.13145)^2 15.773; Wilson's of 0.772414 of these.
  const treated = counted('12/12 11/11 10/10 9/9 10/11 9/10 9/10 8/9 8/9 4/5 7/9 4/7 5/10 3/6 3/10 0/7');
  const expected = expectedShare(treated);
  expect(expected?.share).toBeCloseTo(112 / 145, 12);
  expect(expected?.low).toBeCloseTo(0.52599, 4);
  expect(expected?.high).toBeCloseTo(0.91213, 4);
  expect(expectedShare([])).toBeNull();
});

/** A terrain of blocks that differ: in each the share is drawn from a beta distribution of mean 0.6, as the mean of its tries. */
function terrain(random: Random, blocks: number): Counted[] {
  return Array.from({ length: blocks }, () => {
    // The k-th smallest of n uniform numbers has the distribution Beta(k, n + 1 - k): of 3 of 4, of mean 3 / 5.
    const numbers = Array.from({ length: 4 }, () => random.nextFloat()).sort((a, b) => a - b);
    const share = numbers[2] ?? NaN;
    const count = 1 + random.nextInt(6);
    const right = Array.from({ length: count }, () => random.nextFloat()).filter((one) => one < share).length;
    return { right, count };
  });
}

test('of 1,000 other terrains, 95 % have a share within the bounds that held-out terrain gives', () => {
  const random = new Random(1);
  for (const blocks of [6, 12, 40]) {
    let held = 0;
    for (let at = 0; at < 1000; at++) {
      const bounds = expectedShare(terrain(random, blocks));
      const other = terrain(random, blocks);
      const share =
        other.reduce((sum, { right }) => sum + right, 0) / other.reduce((sum, { count }) => sum + count, 0);
      if (bounds !== null && bounds.low <= share && share <= bounds.high) held += 1;
    }
    expect(held / 1000).toBeGreaterThan(0.93);
    expect(held / 1000).toBeLessThan(0.99);
  }
});

test('a map whose blocks differ promises less, of what is shown and of what is known', () => {
  const scores = Array.from({ length: 40 }, (_, index) => 0.99 - index / 100);
  const measure: MapMeasure = {
    ...{ radiusM: 240, toleranceM: 240, known: 40, chance: 0.01, scores },
    hits: scores.map((_, index) => index % 2 === 0),
  };
  const alike = {
    ...measure,
    blocks: { of: scores.map((_, index) => Math.floor(index / 10)), known: [10, 10, 10, 10] },
  };
  // All that are right lie in two of four blocks.
  const unlike = { ...measure, blocks: { of: scores.map((_, index) => index % 4), known: [10, 10, 10, 10] } };
  const [even, uneven] = [shownAt(alike, 0.5), shownAt(unlike, 0.5)];
  expect(even).toMatchObject({ shown: 40, right: 20, precision: { share: 0.5 }, recall: { share: 0.5 } });
  expect(uneven).toMatchObject({ shown: 40, right: 20, precision: { share: 0.5 }, recall: { share: 0.5 } });
  expect(designEffect(counted('10/10 0/10 10/10 0/10'))).toBeCloseTo((4 / 3) * 10, 10);
  expect(uneven.precision?.low).toBeLessThan((even.precision?.low ?? 0) - 0.1);
  expect(uneven.recall?.high).toBeGreaterThan((even.recall?.high ?? 1) + 0.1);
  expect(mapMeasure.safeParse(unlike).success).toBe(true);
  expect(mapMeasure.safeParse({ ...unlike, blocks: { ...unlike.blocks, known: [40] } }).success).toBe(false);
});
