import { expect, test } from 'vitest';
import { z } from 'zod';
import { leastProbability } from '../../../src/main/engine/detections/detectWork';
import { anchorByShares } from '../../../src/main/engine/heads/anchor';
import { countedArea } from '../../../src/main/engine/heads/countedArea';
import { HeldOutBlocks } from '../../../src/main/engine/heads/heldOutBlocks';
import { fitMapping, probabilityOf } from '../../../src/main/layers/maps/mapping';
import { fitLogistic, logisticOf } from '../../../src/shared/statistics/logistic';
import { locationsOfCells } from '../../../src/main/terrain/geo/lattice';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../src/shared/geo/ellipsoid';
import { atPrevalence } from '../../../src/shared/statistics/prevalence';
import { SURROUNDING_VALUES } from '../../../src/shared/terrain/surroundings';
import { reference } from '../compute/reference';
import { ladder } from '../shared/heads';

test('logistic regression agrees with scikit-learn on standardised values', () => {
  const known = reference(
    'logistic.json',
    z.object({
      rows: z.array(z.array(z.number())),
      labels: z.array(z.number()),
      weights: z.array(z.number()),
      intercept: z.number(),
      asked: z.array(z.array(z.number())),
      probabilities: z.array(z.number()),
    }),
  );
  const found = fitLogistic(
    known.rows,
    known.labels.map((label) => label === 1),
  );
  expect(found.weights.length).toBe(known.weights.length);
  for (const [at, weight] of known.weights.entries()) expect(found.weights[at]).toBeCloseTo(weight, 6);
  expect(found.intercept).toBeCloseTo(known.intercept, 5);
  for (const [at, values] of known.asked.entries())
    expect(logisticOf(found, values)).toBeCloseTo(known.probabilities[at] ?? NaN, 6);
  // A constant value carries no information.
  const withConstant = fitLogistic(
    known.rows.map((row) => [...row, 3]),
    known.labels.map((label) => label === 1),
  );
  expect(withConstant.weights[3]).toBeCloseTo(0, 9);
});

test('surroundings are used once ten places are known; before that, only the decision', () => {
  const candidates = (matched: number) =>
    Array.from({ length: 60 }, (_, i) => ({
      decision: (i % 7) / 4 - 1,
      surroundings: Array.from(
        { length: SURROUNDING_VALUES },
        (__, at) => ((i * (at + 3)) % 11) / 5 + (i < matched ? 1 : 0),
      ),
      hit: i < matched,
    }));
  const few = fitMapping(candidates(9), 240);
  expect(few.regression).toBeNull();
  // Platt's sigmoid: 1 / (1 + exp(a d + b)).
  const judged = { decision: 0.4, surroundings: new Array<number>(SURROUNDING_VALUES).fill(0) };
  expect(probabilityOf(few, judged)).toBeCloseTo(1 / (1 + Math.exp(few.plattA * 0.4 + few.plattB)), 12);
  const many = fitMapping(candidates(10), 240);
  // As with scikit-learn, its mean probability over the data it was fitted on is the share of the hits.
  const sum = candidates(10).reduce((all, candidate) => all + probabilityOf(many, candidate), 0);
  expect(sum).toBeCloseTo(10, 6);
});

test('a class is tied to a kind of critical point that most of its places have, and few others', () => {
  expect(anchorByShares([0.9, 0.3, 0.1], [0.4, 0.2, 0.1])).toBe('summit');
  expect(anchorByShares([0.2, 0.6, 0.1], [0.1, 0.3, 0.1])).toBe('pass');
  expect(anchorByShares([0.2, 0.6, 0.1], [0.1, 0.31, 0.1])).toBeNull();
  expect(anchorByShares([0.2, 0.1, 0.49], [0, 0, 0])).toBeNull();
});

test('terrain counts within the hull of the known places and 2 km around it', () => {
  const at = (eastM: number, northM: number) => ({
    lonDeg: 9 + eastM / metresPerDegreeLon(47),
    latDeg: 47 + northM / metresPerDegreeLat(47),
  });
  // A triangle; the foot of its long side's perpendicular is (5000, 5000).
  const counts = countedArea([at(0, 0), at(10_000, 0), at(0, 10_000), at(2000, 2000)], undefined);
  const beyond = (m: number) => at(5000 + m * Math.SQRT1_2, 5000 + m * Math.SQRT1_2);
  expect([at(3000, 3000), at(-1900, 5000), beyond(1900), at(11_900, 0)].map(counts)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect([at(-2100, 5000), beyond(2100), at(12_100, 0)].map(counts)).toEqual([false, false, false]);
  const without = { westDeg: 8.9, southDeg: 47.01, eastDeg: 9.5, northDeg: 47.5 };
  expect([at(3000, 500), at(3000, 3000)].map(countedArea([at(0, 0), at(9000, 9000)], without))).toEqual([
    true,
    false,
  ]);
});

test('spatial blocks are assigned so that folds have equally many known places and a margin', () => {
  const lattice = {
    crsCode: 'EPSG:32632',
    originE: 500_000,
    originN: 5_250_000,
    stepM: 100,
    columns: 320,
    rows: 320,
  };
  const middle = (block: number): number => 32 * block + 16;
  const blocks = Array.from({ length: 100 }, (_, i) => [middle(i % 10), middle(Math.floor(i / 10))] as const);
  const known = locationsOfCells(
    lattice,
    blocks.map(([column]) => column),
    blocks.map(([, row]) => row),
  );
  const held = HeldOutBlocks.of(lattice, known, 1, 1);
  if (held === null) throw new Error('The ground is large enough.');
  const counts = new Array<number>(5).fill(0);
  for (const [column, row] of blocks) {
    const fold = held.foldOf(column, row);
    counts[fold] = (counts[fold] ?? 0) + 1;
    const there = locationsOfCells(lattice, [column + 20], [row]);
    const next = held.foldOf(column + 20, row);
    const [lon = NaN, lat = NaN] = there;
    if (next < 0) continue;
    expect(held.isNear(next, lon, lat, 50)).toBe(true);
    // 20 cells east of the middle are 4 cells, 400 m, within the next block.
    if (next !== fold)
      expect([300, 500].map((marginM) => held.isNear(fold, lon, lat, marginM))).toEqual([false, true]);
  }
  expect(counts).toEqual([20, 20, 20, 20, 20]);
  expect(held.foldOf(-3, 5)).toBe(-1);
  // A quarter of the cells are those of a few chunks; the others are of no fold.
  const some = HeldOutBlocks.of(lattice, known, 1, 0.2);
  expect(some?.chunks.length).toBeLessThan(10);
  expect(blocks.filter(([column, row]) => some?.foldOf(column, row) === -1).length).toBeGreaterThan(50);
});

test('the default threshold of a run is where the maps of its heads are best, to the nearest 0.05 and at most 0.25', () => {
  const claim = (measure: ReturnType<typeof ladder> | null) => ({ classId: 'peak', radiusM: 240, measure });
  const measure = {
    ...ladder(240),
    known: 4,
    scores: [0.2, 0.12, 0.08, 0.04],
    hits: [true, true, false, false],
  };
  // F1 is 2 x 2 / (2 + 4) from 0.12, and less elsewhere; of the other map 2 x 1 / (1 + 4) from 0.2.
  const other = { ...measure, hits: [true, false, false, false] };
  expect(leastProbability(null, [claim(measure)])).toBe(0.1);
  expect(leastProbability(null, [claim(measure), claim(other), claim(null)])).toBe(0.15);
  const surer = { ...measure, scores: [0.9, 0.72, 0.5, 0.1] };
  expect(leastProbability(null, [claim(surer)])).toBe(0.25);
  expect(leastProbability(null, [claim(null)])).toBe(0.5);
  expect(leastProbability(0.33, [claim(measure)])).toBe(0.33);
});

test('a sigmoid is corrected for another prior of the class: hand-worked by Saerens’ equation 4', () => {
  const at = ({ a, b }: { a: number; b: number }, decision: number) => 1 / (1 + Math.exp(a * decision + b));
  // 0.5 and 0.8 of a balanced set: (0.5 x 0.2) / (0.5 x 0.2 + 0.5 x 1.8), (0.8 x 0.4) / (0.8 x 0.4 + 0.2 x 1.6).
  expect(at(atPrevalence({ a: -1, b: 0 }, 0.5, 0.1), 0)).toBeCloseTo(0.1, 12);
  expect(at(atPrevalence({ a: -1, b: 0 }, 0.5, 0.2), Math.log(4))).toBeCloseTo(0.5, 12);
  // 0.3 where a quarter is of the class, to where a tenth is: (0.3 x 0.4) / (0.3 x 0.4 + 0.7 x 1.2).
  expect(at(atPrevalence({ a: -1, b: 0 }, 0.25, 0.1), Math.log(3 / 7))).toBeCloseTo(0.125, 12);
});
