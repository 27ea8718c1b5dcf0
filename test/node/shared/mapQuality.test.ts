import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  averagePrecision,
  bestF1,
  mapMeasure,
  precisionAtRecalls,
  precisionRecallCurve,
  reliability,
  shownAt,
  thresholdForPrecision,
  thresholdForRecall,
  type MapMeasure,
} from '../../../src/shared/mapQuality/mapQuality';
import { wilson } from '../../../src/shared/statistics/wilson';

const measureOf = (
  scores: readonly number[],
  hits: readonly number[],
  known: number,
  chance = 0.1,
): MapMeasure => ({
  radiusM: 240,
  toleranceM: 240,
  known,
  scores: [...scores],
  hits: hits.map((hit) => hit === 1),
  chance,
});

const expectClose = (values: readonly number[], expected: readonly number[], digits = 12): void => {
  expect(values).toHaveLength(expected.length);
  for (const [index, value] of values.entries()) expect(value).toBeCloseTo(expected[index] ?? NaN, digits);
};

/** Fourteen detections, three and two of them equally strong; all seven known places are found. */
const scores = [0.99, 0.97, 0.97, 0.9, 0.85, 0.8, 0.8, 0.8, 0.62, 0.5, 0.5, 0.31, 0.2, 0.04];
const hits = [1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0];
const all = measureOf(scores, hits, 7);

describe('a map against scikit-learn 1.9.1', () => {
  test('average_precision_score', () => {
    expect(averagePrecision(all)).toBeCloseTo(0.6786546786546785, 12);
  });

  test('places without a detection are never found', () => {
    expect(averagePrecision({ ...all, known: 10 })).toBeCloseTo((0.6786546786546785 * 7) / 10, 12);
  });

  test('precision_recall_curve', () => {
    const curve = precisionRecallCurve(all);
    const precision = [1, 2 / 3, 3 / 4, 3 / 5, 5 / 8, 5 / 9, 6 / 11, 6 / 12, 7 / 13, 7 / 14];
    const recall = [1, 2, 3, 3, 5, 5, 6, 6, 7, 7].map((right) => right / 7);
    expectClose(
      curve.map((point) => point.precision),
      precision,
    );
    expectClose(
      curve.map((point) => point.recall),
      recall,
    );
  });

  test('the best F1 of that curve', () => {
    const { f1, threshold, precision, recall } = bestF1(all);
    expect(f1).toBeCloseTo(0.7, 12);
    expect(threshold).toBe(0.2);
    expect(precision).toBeCloseTo(7 / 13, 12);
    expect(recall).toBe(1);
  });
});

describe('what a threshold shows', () => {
  test('is counted, with intervals and the lift over chance', () => {
    const shown = shownAt({ ...all, known: 10 }, 0.8);
    expect(shown).toMatchObject({ shown: 8, right: 5 });
    expect(shown.precision?.share).toBe(5 / 8);
    expect(shown.recall?.share).toBe(5 / 10);
    expect(shown.lift).toBeCloseTo(5 / 8 / 0.1, 12);
  });

  test('may be empty, as may the known places', () => {
    expect(shownAt(all, 0.995)).toMatchObject({ shown: 0, right: 0, precision: null, lift: null });
    const unknown = measureOf([0.9], [0], 0, 0);
    expect(shownAt(unknown, 0.5)).toMatchObject({ shown: 1, recall: null, lift: null });
    expect([averagePrecision(unknown), bestF1(unknown).f1]).toEqual([0, 0]);
    expect(precisionRecallCurve(unknown)).toEqual([]);
    expect(bestF1(measureOf([], [], 3))).toMatchObject({ f1: 0, threshold: Infinity });
  });

  test('is chosen by a goal', () => {
    // Precision from 0.99, 0.97, 0.9 … is 1, 2/3, 3/4, 3/5, 5/8, 5/9 …
    expect(thresholdForPrecision(all, 0.6)).toBe(0.8);
    expect(thresholdForPrecision(all, 0.7)).toBe(0.9);
    expect(thresholdForPrecision(measureOf([0.9], [0], 3), 0.01)).toBeNull();
    expect(thresholdForRecall(all, 5 / 7)).toBe(0.8);
    expect(thresholdForRecall(all, 0.9)).toBe(0.2);
    expect(thresholdForRecall({ ...all, known: 8 }, 0.9)).toBeNull();
  });
});

test("Wilson's interval is SciPy's binomtest(...).proportion_ci(0.95, 'wilson')", () => {
  for (const [right, count, low, high] of [
    [8, 10, 0.4901624715366418, 0.9433178485456248],
    [0, 7, 0, 0.35433043506668743],
    [7, 7, 0.6456695649333126, 1],
    [31, 100, 0.22779697212376043, 0.4062605571948941],
  ] as const) {
    const share = wilson(right, count);
    expect(share?.low).toBeCloseTo(low, 12);
    expect(share?.high).toBeCloseTo(high, 12);
  }
  expect(wilson(0, 0)).toBeNull();
});

test('a curve between two thresholds is that of Davis & Goadrich 2006, table 1', () => {
  // Twenty positives; A has 5 true and 5 false ones, B 10 and 30.
  const tied = (count: number, right: number, score: number): [number, number][] =>
    Array.from({ length: count }, (_, index) => [score, index < right ? 1 : 0]);
  const list = [...tied(10, 5, 0.9), ...tied(30, 5, 0.4)];
  const measure = measureOf(
    list.map(([score]) => score),
    list.map(([, hit]) => hit),
    20,
  );
  const at = precisionAtRecalls(measure, [0, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 1]);
  expectClose(at, [0.5, 0.5, 0.375, 0.318, 0.286, 0.265, 0.25, 0, 0], 3);
});

test('a reliability diagram, by hand', () => {
  const diagram = reliability(all, 4);
  expect(diagram.map(({ low, high }) => [low, high])).toEqual([
    [0, 0.25],
    [0.25, 0.5],
    [0.5, 0.75],
    [0.75, 1],
  ]);
  expect(diagram.map(({ count, right }) => [count, right])).toEqual([
    [2, 1],
    [1, 0],
    [3, 1],
    [8, 5],
  ]);
  expectClose(
    diagram.map(({ meanScore }) => meanScore),
    [0.24 / 2, 0.31, 1.62 / 3, 7.08 / 8],
  );
  expect(reliability(measureOf([1], [1], 1), 10).at(-1)).toMatchObject({ count: 1, right: 1 });
  expect(() => reliability(measureOf([120, 3], [1, 0], 1))).toThrow(RangeError);
});

describe('for any map', () => {
  const anyMeasure = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), { maxLength: 40 })
    .chain((list) => {
      const sorted = [...list].sort(([a], [b]) => b - a);
      return fc.nat(10).map((missed) =>
        measureOf(
          sorted.map(([score]) => score / 20),
          sorted.map(([, hit]) => Number(hit)),
          list.filter(([, hit]) => hit).length + missed,
        ),
      );
    });

  test('average precision is between 0 and the recall, and depends only on the order', () => {
    fc.assert(
      fc.property(anyMeasure, (measure) => {
        const value = averagePrecision(measure);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual((shownAt(measure, 0).recall?.share ?? 0) + 1e-12);
        expect(averagePrecision({ ...measure, scores: measure.scores.map((score) => 7 * score - 3) })).toBe(
          value,
        );
        expect(mapMeasure.parse(JSON.parse(JSON.stringify(measure)))).toEqual(measure);
      }),
    );
  });

  test('thresholds keep their promise, and no other threshold shows more', () => {
    fc.assert(
      fc.property(anyMeasure, fc.double({ min: 0.01, max: 1, noNaN: true }), (measure, least) => {
        const distinct = [...new Set(measure.scores)];
        const precise = distinct.filter((score) => (shownAt(measure, score).precision?.share ?? 0) >= least);
        expect(thresholdForPrecision(measure, least)).toBe(precise.at(-1) ?? null);
        if (measure.known === 0) return;
        const complete = distinct.filter((score) => (shownAt(measure, score).recall?.share ?? 0) >= least);
        expect(thresholdForRecall(measure, least)).toBe(complete[0] ?? null);
      }),
    );
  });

  test('bins hold each detection once', () => {
    fc.assert(
      fc.property(anyMeasure, fc.integer({ min: 1, max: 20 }), (measure, bins) => {
        const diagram = reliability(measure, bins);
        expect(diagram.reduce((sum, { count }) => sum + count, 0)).toBe(measure.scores.length);
        expect(diagram.reduce((sum, { right }) => sum + right, 0)).toBe(measure.hits.filter(Boolean).length);
        for (const { low, high, meanScore } of diagram) {
          expect(meanScore).toBeGreaterThanOrEqual(low - 1e-12);
          expect(meanScore).toBeLessThanOrEqual(high + 1e-12);
        }
      }),
    );
  });
});
