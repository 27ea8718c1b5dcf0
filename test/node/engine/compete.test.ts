import fc from 'fast-check';
import { expect, test } from 'vitest';
import { competeAtPlaces, competeInMaps } from '../../../src/main/layers/maps/compete';
import { competing } from '../../../src/shared/statistics/competing';
import { TOO_FLAT } from '../../../src/shared/terrain/flatGround';

const probability = fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }));

test('the odds are shared, by hand', () => {
  // 0.5 and 0.75 have odds of 1 and 3: 1 / 5 and 3 / 5. Two that are each sure to 0.99 (odds 99) have 99 / 199.
  expect(competing([0.5, 0.75])).toEqual([0.2, 0.6]);
  expect(competing([0.99, 0.99])[0]).toBeCloseTo(99 / 199, 12);
});

test('probabilities sum to at most 1, keep their order, and none increases', () => {
  fc.assert(
    fc.property(fc.array(probability, { minLength: 1, maxLength: 6 }), (alone) => {
      const shared = competing(alone);
      expect(shared.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(1);
      for (const [i, before] of alone.entries()) {
        const after = shared[i] ?? NaN;
        expect(after).toBeGreaterThanOrEqual(0);
        expect(after).toBeLessThanOrEqual(before + 1e-12);
        for (const [j, other] of alone.entries())
          if (before > other) expect(after).toBeGreaterThanOrEqual(shared[j] ?? NaN);
      }
    }),
  );
});

test('a single class stays as it is, also beside impossible classes', () => {
  fc.assert(
    fc.property(probability, fc.nat(4), (alone, others) => {
      const [first] = competing([alone, ...Array<number>(others).fill(0)]);
      expect(Math.abs((first ?? NaN) - alone)).toBeLessThan(2e-6);
    }),
  );
});

test('maps compete cell by cell; cells that are too flat or have no patch stay', () => {
  const peak = Float32Array.of(0.5, TOO_FLAT, NaN, 0.5, 0.5, 0);
  const saddle = Float32Array.of(0.75, TOO_FLAT, NaN, NaN, TOO_FLAT, 1);
  competeInMaps([peak, saddle]);
  expect([...peak]).toEqual([Math.fround(0.2), TOO_FLAT, NaN, 0.5, 0.5, 0]);
  expect([...saddle]).toEqual([Math.fround(0.6), TOO_FLAT, NaN, NaN, TOO_FLAT, Math.fround(1 - 1e-6)]);
});

/** Metres of a degree of latitude at 47 N: 111,170. */
const place = (score: number, northM = 0): { lonDeg: number; latDeg: number; score: number } => ({
  lonDeg: 9.5,
  latDeg: 47 + northM / 111_170,
  score,
});

test('a place competes with the likeliest place of each other class within the distance', () => {
  const scores = (classes: { score: number }[][]): number[][] =>
    classes.map((places) => places.map(({ score }) => Number(score.toFixed(6))));
  const found = competeAtPlaces(
    [[place(0.5)], [place(0.75, 110), place(0.5, -100), place(0.9, 130)], []],
    120,
  );
  // The saddle 130 m off is too far; that 100 m off in the other direction is less likely, yet competes with the peak.
  expect(scores(found)).toEqual([[0.2], [0.6, 0.333333, 0.9], []]);
  // Three classes at one place: odds of 1, 1 and 2, and 1 for none of them.
  expect(scores(competeAtPlaces([[place(0.5)], [place(0.5)], [place(2 / 3)]], 120))).toEqual([
    [0.2],
    [0.2],
    [0.4],
  ]);
});

test('the strongest of mutually near places of different classes sum to at most one', () => {
  const places = fc.array(fc.tuple(probability, fc.integer({ min: 0, max: 500 })), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(places, { minLength: 1, maxLength: 4 }), (classes) => {
      const found = competeAtPlaces(
        classes.map((ofClass) => ofClass.map(([score, northM]) => place(score, northM))),
        600,
      );
      const surest = found.map((ofClass) => Math.max(0, ...ofClass.map(({ score }) => score)));
      expect(surest.reduce((sum, score) => sum + score, 0)).toBeLessThanOrEqual(1);
    }),
  );
});
