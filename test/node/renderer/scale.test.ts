import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelledRadii, radiusAt, shareOf } from '../../../src/renderer/features/scale/axis';
import { detectionsByRadius } from '../../../src/renderer/features/scale/histogram';
import { curvesOf, stretchesOf } from '../../../src/renderer/features/point/curves';
import { detectionsHere } from '../../../src/renderer/features/point/detectionsHere';
import { nearestLabels } from '../../../src/renderer/features/point/nearestLabels';
import { metres } from '../../../src/shared/format';
import { labelClassCatalogue } from '../../../src/shared/labels/labelClasses';
import { headInfo } from '../shared/heads';

const ladder = (count: number): number[] =>
  Array.from({ length: count }, (_, step) => Number((240 * Math.SQRT2 ** step).toPrecision(3)));

test('the axis is logarithmic', () => {
  expect(shareOf(100, [100, 1000, 10_000])).toBe(0);
  expect(shareOf(1000, [100, 1000, 10_000])).toBeCloseTo(0.5, 12);
  expect(shareOf(10_000, [100, 1000, 10_000])).toBe(1);
  expect(shareOf(240, [240])).toBe(0);
  // Half way between 100 m and 400 m on it is 200 m.
  expect(radiusAt(0.49, [100, 400])).toBe(100);
  expect(radiusAt(0.51, [100, 400])).toBe(400);
  expect(radiusAt(-3, [100, 400])).toBe(100);
  expect(radiusAt(3, [100, 400])).toBe(400);
  expect(radiusAt(0.5, [])).toBeUndefined();
});

test('a handle snaps to the radius it is at', () => {
  const radiiM = ladder(14);
  for (const radiusM of radiiM) expect(radiusAt(shareOf(radiusM, radiiM), radiiM)).toBe(radiusM);
});

test('labels never touch, and the current radius has one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 24 }),
      fc.nat(23),
      fc.integer({ min: 200, max: 1200 }),
      fc.option(fc.double({ min: 240, max: 5000, noNaN: true }), { nil: undefined }),
      (count, at, widthPx, other) => {
        const radiiM = [...new Set([...ladder(count), other ?? 240])].sort((a, b) => a - b);
        const currentM = radiiM[at % radiiM.length] ?? NaN;
        const labelled = labelledRadii(radiiM, currentM, widthPx);
        expect(labelled).toContain(currentM);
        for (const [index, radiusM] of labelled.entries()) {
          const before = labelled[index - 1];
          if (before === undefined) continue;
          const apart = (shareOf(radiusM, radiiM) - shareOf(before, radiiM)) * widthPx;
          // Inter's digits at 10 px are 6.2 px wide, its other characters narrower on average.
          expect(apart).toBeGreaterThan((5.9 * (metres(radiusM).length + metres(before).length)) / 2);
        }
      },
    ),
  );
});

test('of fourteen radii in a window of 1280 pixels at least every other one is labelled', () => {
  // The axis is that wide between panels of their usual widths.
  expect(labelledRadii(ladder(14), 240, 356)).toHaveLength(7);
  expect(labelledRadii(ladder(6), 240, 356)).toHaveLength(6);
});

test('detections above the threshold are counted by radius and class', () => {
  const columns = {
    lonDeg: new Float64Array(5),
    latDeg: new Float64Array(5),
    probability: Float32Array.of(0.95, 0.9, 0.8125, 0.75, 0.5),
    classIndex: Uint16Array.of(0, 1, 0, 0, 1),
    radiusIndex: Uint16Array.of(0, 1, 1, 1, 0),
  };
  const run = { radiiM: [480, 240], classIds: ['peak', 'saddle'] };
  expect(detectionsByRadius(columns, run, 0.75)).toEqual([
    { radiusM: 240, total: 3, classes: [2, 1] },
    { radiusM: 480, total: 1, classes: [1, 0] },
  ]);
  expect(detectionsByRadius(columns, run, 0.9).map(({ total }) => total)).toEqual([0, 1]);
});

test('a curve is drawn in segments between its gaps', () => {
  expect(stretchesOf(Float32Array.of(NaN, 0.1, 0.2, NaN, 0.3))).toEqual([[1, 2], [4]]);
  expect(stretchesOf(Float32Array.of(NaN, NaN))).toEqual([]);
});

test('curves of exclusive classes compete radius by radius', () => {
  const head = (id: number, classId: string, radiusM: number, encoderId = 1) => ({
    ...headInfo(classId, 0, []),
    ...{ id, classId, radiusM, encoderId },
  });
  const heads = [
    ...[head(1, 'saddle', 240), head(2, 'peak', 480), head(3, 'peak', 240), head(4, 'alpine-hut', 240)],
    head(5, 'river', 240, 2),
  ];
  const found = {
    radiiM: [240, 480, 960],
    headIds: [1, 2, 3, 4, 5, 6],
    probabilities: Float32Array.from(
      [
        [0.75, 0.5, 0.9],
        [0.5, 0.5, 0.9],
        [0, 0.75, 0.9],
        [0.9, 0.9, 0.9],
        [0.9, 0.5, 0.5],
        [1, 1, 1],
      ].flat(),
    ),
    tooFlat: Uint8Array.of(0, 0, 1),
  };
  const shown = (classes = labelClassCatalogue): (number | boolean)[][] =>
    curvesOf(found, heads, classes).map(({ head: { id }, probabilities, competes }) => [
      ...[id, competes],
      ...Array.from(probabilities, (value) => Number(value.toFixed(6))),
    ]);
  expect(shown()).toEqual([
    // Odds of 0 and 3 with the saddle's 3 and 1; another head of the peak does not compete.
    [3, true, 0, 0.6, NaN],
    [2, true, 0.2, 0.333333, NaN],
    // 3 against the most probable of the peaks, 1 and then 3.
    [1, true, 0.6, 0.2, NaN],
    // Heads of another encoder do not compete.
    [5, false, 0.9, 0.5, NaN],
    [4, false, 0.9, 0.9, NaN],
  ]);
  const free = labelClassCatalogue.map((each) => ({
    ...each,
    exclusive: each.exclusive && each.id !== 'peak',
  }));
  expect(shown(free).map(([, , value]) => value)).toEqual([0, 0.5, 0.75, 0.9, 0.9]);
  expect(shown(free).some(([, competes]) => competes)).toBe(false);
});

test('the nearest labels, nearest first, with their distances', () => {
  const labels = {
    ids: Uint32Array.of(7, 8, 9, 10),
    lonDeg: Float64Array.of(9.6, 9.5, 9.501, 9.5),
    latDeg: Float64Array.of(47.1, 47.102, 47.1, 47.1),
    classIndex: Uint16Array.of(0, 0, 1, 1),
    positive: Uint8Array.of(1, 0, 1, 1),
    source: new Uint8Array(4),
    checked: new Uint8Array(4),
    names: ['Weissfluh', '', '', ''],
    notes: ['', '', '', ''],
    classIds: ['peak', 'saddle'],
  };
  const near = nearestLabels(labels, { lonDeg: 9.5, latDeg: 47.1 }, 3);
  expect(near.map(({ id, classId, positive }) => [id, classId, positive])).toEqual([
    [10, 'saddle', true],
    [9, 'saddle', true],
    [8, 'peak', false],
  ]);
  // By pyproj's Geod on WGS84.
  expect(near[0]?.distanceM).toBe(0);
  expect(near[1]?.distanceM).toBeCloseTo(75.914, 3);
  expect(near[2]?.distanceM).toBeCloseTo(222.3456, 3);
  expect(nearestLabels(labels, { lonDeg: 9.5, latDeg: 47.1 }, 9)).toHaveLength(4);
});

test('detections at a place lie within a quarter of their radius', () => {
  const columns = {
    // 75.914 m east by pyproj's Geod on WGS84, and 0, 222.3456 and 75.914 m away.
    lonDeg: Float64Array.of(9.501, 9.5, 9.5, 9.499, 9.5),
    latDeg: Float64Array.of(47.1, 47.1, 47.102, 47.1, 47.1),
    probability: Float32Array.of(0.75, 0.5, 0.875, 0.25, 0.125),
    classIndex: Uint16Array.of(0, 1, 0, 0, 0),
    radiusIndex: Uint16Array.of(1, 0, 1, 1, 1),
    verdict: new Uint8Array(5),
  };
  const at = (radiusM: number, threshold: number): unknown =>
    detectionsHere(
      columns,
      { classIds: ['peak', 'saddle'], radiiM: [100, radiusM] },
      { lonDeg: 9.5, latDeg: 47.1 },
      threshold,
    );
  expect(at(303, 0.3)).toEqual([{ classId: 'saddle', radiusM: 100, probability: 0.5 }]);
  expect(at(304, 0.3)).toEqual([
    { classId: 'saddle', radiusM: 100, probability: 0.5 },
    { classId: 'peak', radiusM: 304, probability: 0.75 },
  ]);
  expect(at(304, 0.6)).toEqual([{ classId: 'peak', radiusM: 304, probability: 0.75 }]);
  // The nearest of a class and radius, even if less likely.
  expect(at(304, 0)).toEqual([
    { classId: 'saddle', radiusM: 100, probability: 0.5 },
    { classId: 'peak', radiusM: 304, probability: 0.125 },
  ]);
});
