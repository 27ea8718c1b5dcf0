import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanAndSd, pairedDifference } from '../../../src/shared/statistics/paired';

test('mean and sample standard deviation of a hand-worked case', () => {
  // Deviations -2, 0, 2 around 4: (4 + 0 + 4) / 2.
  expect(meanAndSd([2, 4, 6])).toEqual({ mean: 4, sd: 2 });
  expect(meanAndSd([7])).toEqual({ mean: 7, sd: 0 });
});

describe('the paired t test', () => {
  // scipy.stats.ttest_rel and scipy.stats.sem of SciPy 1.17.
  test.each([
    {
      a: [0.817, 0.842, 0.79, 0.835, 0.801, 0.826, 0.811, 0.84, 0.795, 0.82],
      b: [0.801, 0.83, 0.795, 0.82, 0.79, 0.812, 0.815, 0.821, 0.78, 0.806],
      expected: { mean: 0.0107, se: 0.0026248809496813275, p: 0.002773026456526041 },
    },
    {
      a: [3, 5, 4, 7],
      b: [1, 4, 4, 2],
      expected: { mean: 2, se: 1.0801234497346435, p: 0.1611618472135195 },
    },
    { a: [3, 5], b: [1, 4], expected: { mean: 1.5, se: 0.5, p: 0.20483276469913345 } },
  ])('agrees with SciPy for $a.length pairs', ({ a, b, expected }) => {
    const found = pairedDifference(a, b);
    expect(found.mean).toBeCloseTo(expected.mean, 12);
    expect(found.se).toBeCloseTo(expected.se, 12);
    expect(found.p).toBeCloseTo(expected.p, 12);
  });

  // 2 * scipy.stats.t.sf(t, freedom)
  test.each([
    [1, 1.5, 0.3743340836219977],
    [2, 2, 0.18350341907227397],
    [3, 0.7, 0.5343269983047636],
    [8, 1.2, 0.26446710520181593],
    [9, 5, 0.0007389679098032426],
    [29, 3.1, 0.00427818237355557],
    [100, 1.9, 0.06031391408447122],
  ])('p for %i degrees of freedom and t = %d', (freedom, t, p) => {
    // n values of mean m whose standard error is 1: m has the t that is wanted.
    const n = freedom + 1;
    const raw = Array.from({ length: n }, (_, i) => Math.sin(i + 1));
    const { mean, sd } = meanAndSd(raw);
    const values = raw.map((value) => ((value - mean) / sd) * Math.sqrt(n) + t);
    expect(
      pairedDifference(
        values,
        values.map(() => 0),
      ).p,
    ).toBeCloseTo(p, 12);
  });

  test('equal values are no evidence, a constant difference is certain', () => {
    expect(pairedDifference([1, 2, 3], [1, 2, 3])).toEqual({ mean: 0, se: 0, p: 1 });
    expect(pairedDifference([2, 3, 4], [1, 2, 3])).toEqual({ mean: 1, se: 0, p: 0 });
    expect(pairedDifference([2], [1])).toEqual({ mean: 1, se: 0, p: 1 });
    expect(() => pairedDifference([1, 2], [1])).toThrow(RangeError);
  });

  test('does not depend on the order of the two', () => {
    const shares = fc.array(fc.tuple(fc.double({ min: 0, max: 1 }), fc.double({ min: 0, max: 1 })), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        shares.filter((pairs) => pairs.every((pair) => pair.every(Number.isFinite))),
        (pairs) => {
          const a = pairs.map(([first]) => first);
          const b = pairs.map(([, second]) => second);
          const there = pairedDifference(a, b);
          const back = pairedDifference(b, a);
          expect(back.mean).toBeCloseTo(-there.mean, 12);
          expect(back.p).toBeCloseTo(there.p, 9);
          expect(there.p).toBeGreaterThanOrEqual(0);
          expect(there.p).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
