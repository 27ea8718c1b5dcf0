import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DetectionColumns } from '../../../src/shared/contract/detections';
import { spotCheckOf, spotOrder, type Checkable } from '../../../src/shared/mapQuality/spotCheck';

/** Detections in the order in which they are asked about: [probability, verdict]. */
const ordered = (...places: [number, number][]): Checkable[] =>
  places.map(([probability, verdict], index) => ({ lonDeg: index, latDeg: 0, probability, verdict }));
const [OPEN, RIGHT, WRONG, UNSURE] = [0, 1, 2, 3];

const estimateOf = (order: Checkable[], threshold: number): unknown => {
  const { estimate } = spotCheckOf(order, threshold);
  if (estimate === null) return null;
  const { right, decided, unsure, fromProbability } = estimate;
  return { right, decided, unsure, fromProbability };
};

test("a sample of 100 detections shown, with Wilson's interval", () => {
  // 82 of 100 right. SciPy's binomtest(82, 100).proportion_ci(method='wilson'): 0.7333, 0.8830.
  const order = ordered(
    ...Array.from({ length: 400 }, (_, i): [number, number] => [
      0.9,
      i >= 100 ? OPEN : i < 82 ? RIGHT : WRONG,
    ]),
  );
  const { shown, size, answered, next, estimate } = spotCheckOf(order, 0.5);
  expect([shown, size, answered, next]).toEqual([400, 100, 100, null]);
  expect(estimate?.share.share).toBe(0.82);
  expect(estimate?.share.low).toBeCloseTo(0.7333, 4);
  expect(estimate?.share.high).toBeCloseTo(0.883, 4);
});

test('while in progress it gives the estimate from the answers so far, and the next detection', () => {
  const order = ordered([0.9, RIGHT], [0.6, WRONG], [0.8, UNSURE], [0.7, OPEN], [0.9, OPEN]);
  const check = spotCheckOf(order, 0.5);
  expect([check.shown, check.size, check.answered]).toEqual([5, 5, 3]);
  expect(check.next).toBe(order[3]);
  expect(estimateOf(order, 0.5)).toEqual({ right: 1, decided: 2, unsure: 1, fromProbability: 0.5 });
  expect(spotCheckOf(ordered([0.9, OPEN]), 0.5).estimate).toBeNull();
  expect(spotCheckOf([], 0.5)).toEqual({ shown: 0, size: 0, answered: 0, next: null, estimate: null });
});

test('where all detections shown were judged, the share is known and not estimated', () => {
  const { estimate } = spotCheckOf(ordered([0.9, RIGHT], [0.8, RIGHT], [0.6, WRONG], [0.3, OPEN]), 0.5);
  expect(estimate?.share).toEqual({ share: 2 / 3, low: 2 / 3, high: 2 / 3 });
});

test('of a sample of many detections the share is estimated, also when all of the sample is judged', () => {
  const sample = ordered([0.9, RIGHT], [0.8, RIGHT], [0.6, WRONG]);
  expect(spotCheckOf(sample, 0.5, 3).estimate?.share.low).toBe(2 / 3);
  const { shown, size, estimate } = spotCheckOf(sample, 0.5, 5000);
  expect([shown, size]).toEqual([5000, 3]);
  // SciPy's binomtest(2, 3).proportion_ci(method='wilson'): 0.2077, 0.9385.
  expect(estimate?.share.low).toBeCloseTo(0.2077, 4);
  expect(estimate?.share.high).toBeCloseTo(0.9385, 4);
});

test('with a higher threshold the answers for detections still shown remain', () => {
  const order = ordered([0.9, RIGHT], [0.6, WRONG], [0.95, RIGHT], [0.7, WRONG], [0.8, OPEN], [0.9, OPEN]);
  expect(estimateOf(order, 0.5)).toEqual({ right: 2, decided: 4, unsure: 0, fromProbability: 0.5 });
  expect(estimateOf(order, 0.85)).toEqual({ right: 2, decided: 2, unsure: 0, fromProbability: 0.85 });
  expect(spotCheckOf(order, 0.85).answered).toBe(2);
});

test('with a lower one it says above which probability the answers are a random sample, until the new ones are answered', () => {
  // Answered from 0.8 on; 0.55 and 0.612 come in between.
  const order = ordered(
    [0.55, OPEN],
    [0.9, RIGHT],
    [0.85, WRONG],
    [0.612, OPEN],
    [0.82, RIGHT],
    [0.99, OPEN],
  );
  expect(estimateOf(order, 0.8)).toEqual({ right: 2, decided: 3, unsure: 0, fromProbability: 0.8 });
  expect(estimateOf(order, 0.5)).toEqual({ right: 2, decided: 3, unsure: 0, fromProbability: 0.62 });
  const caughtUp = order.map((place) => (place.probability < 0.7 ? { ...place, verdict: WRONG } : place));
  expect(estimateOf(caughtUp, 0.5)).toEqual({ right: 2, decided: 5, unsure: 0, fromProbability: 0.5 });
});

test('the estimate always uses the first of the detections it covers, without a gap', () => {
  const place = fc.tuple(
    fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
    fc.constantFrom(OPEN, RIGHT, WRONG, UNSURE),
  );
  fc.assert(
    fc.property(fc.array(place, { maxLength: 30 }), fc.constantFrom(0, 0.3, 0.7), (places, threshold) => {
      const order = ordered(...places);
      const { estimate } = spotCheckOf(order, threshold);
      if (estimate === null) return;
      const covered = order.filter(({ probability }) => probability >= estimate.fromProbability);
      const first = covered.slice(0, estimate.decided + estimate.unsure);
      expect(estimate.fromProbability).toBeGreaterThanOrEqual(threshold);
      expect(first.every(({ verdict }) => verdict !== OPEN)).toBe(true);
      expect(first.filter(({ verdict }) => verdict === RIGHT)).toHaveLength(estimate.right);
      expect(first.filter(({ verdict }) => verdict === UNSURE)).toHaveLength(estimate.unsure);
    }),
  );
});

test('the order is random, fixed for a class and radius, and independent of what else is shown', () => {
  const count = 4000;
  const columnsOf = (places: number[]): DetectionColumns => ({
    lonDeg: Float64Array.from(places, (i) => 9 + (i % 80) * 0.003),
    latDeg: Float64Array.from(places, (i) => 47 + Math.floor(i / 80) * 0.002),
    probability: Float32Array.from(places, (i) => 1 - i / count),
    classIndex: Uint16Array.from(places, (i) => i % 2),
    radiusIndex: new Uint16Array(places.length),
    verdict: new Uint8Array(places.length),
  });
  const columns = columnsOf(Array.from({ length: count }, (_, i) => i));
  const order = spotOrder(columns, 1, 0);
  expect(order).toHaveLength(count / 2);
  expect(spotOrder(columns, 1, 1)).toEqual([]);
  // The mean of 100 uniform numbers: 0.5, give or take 4 standard errors of 0.029.
  const meanOf = (places: Checkable[]): number =>
    places.slice(0, 100).reduce((sum, { probability }) => sum + probability, 0) / 100;
  expect(Math.abs(meanOf(order) - 0.5)).toBeLessThan(0.12);
  const fewer = columnsOf(Array.from({ length: count / 2 }, (_, i) => i));
  expect(spotOrder(fewer, 1, 0)).toEqual(order.filter(({ probability }) => probability > 0.5));
});
