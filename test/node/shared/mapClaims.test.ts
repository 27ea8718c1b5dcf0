import { expect, test } from 'vitest';
import {
  chanceSentence,
  expectedOf,
  isHardlyBetter,
  mapClaims,
  mapSentence,
} from '../../../src/shared/mapQuality/mapClaims';
import type { MapMeasure } from '../../../src/shared/mapQuality/mapQuality';
import { aimAt, shortSentence } from '../../../src/shared/mapQuality/thresholdWish';
import { headInfo, ladder } from './heads';

/** Detections at 0.95, 0.85 .. 0.05, ten each, of which 10, 9 .. 1 are known; 100 known places. */
const measure: MapMeasure = ladder(240);
const claim = { classId: 'peak', radiusM: 240, measure };

test('the sentence says what holds above the threshold', () => {
  // From 0.80: 20 shown, 19 known, 95 % (Wilson's bounds of half as many: 65.5 to 99.5); 19 of 100 found.
  expect(mapSentence('Peak', claim, 0.8)).toBe(
    'Of 100 peaks shown at 240 m about 95 are known (66 to 99); 19 of 100 known ones are shown ' +
      '(from 100 known places on held-out terrain).',
  );
  // From 0.50: 50 shown, 40 known, 80 % (60.9 to 91.1).
  expect(mapSentence('Peak', claim, 0.5)).toMatch(/about 80 are known \(61 to 91\); 40 of 100/);
  expect(mapSentence('Peak', claim, 0.99)).toBe(
    'On held-out terrain no peaks at 240 m reach 0.99 (from 100 known places on held-out terrain).',
  );
});

test('missing measurements are reported as such', () => {
  expect(mapSentence('Marsh', { ...claim, measure: null }, 0.5)).toBe(
    'Marshes at 240 m: not measured on a map, so the accuracy is unknown.',
  );
  expect(mapSentence('Peak', { ...claim, measure: { ...measure, known: 0 } }, 0.5)).toMatch(/none is known/);
});

test('a map is hardly better than chance below half as much again, or within the interval', () => {
  // 80 % of 50, at least 61.
  expect(isHardlyBetter({ ...measure, chance: 0.05 }, 0.5)).toBe(false);
  expect(isHardlyBetter({ ...measure, chance: 0.54 }, 0.5)).toBe(true);
  expect(isHardlyBetter({ ...measure, chance: 0.52 }, 0.5)).toBe(false);
  // From 0.95 10 of 10: the interval reaches down to 56.6 %.
  expect(isHardlyBetter({ ...measure, chance: 0.56 }, 0.95)).toBe(false);
  expect(isHardlyBetter({ ...measure, chance: 0.57 }, 0.95)).toBe(true);
  expect(isHardlyBetter(measure, 0.99)).toBe(false);
  expect(chanceSentence('debris fan', { ...measure, chance: 0.0449 })).toBe(
    'Debris fans at 240 m are hardly better than random places, of which 4 of 100 have a known one within 240 m.',
  );
});

test("a run's claims come from its heads, at the measured radii", () => {
  const run = {
    classIds: ['peak', 'saddle'],
    radiiM: [240, 480],
    heads: ['peak #1', 'saddle #2'],
    createdMs: 5,
  };
  const heads = [headInfo('peak #1', 4, [measure, ladder(480)]), headInfo('saddle #2', 6, [measure])];
  expect(
    mapClaims(run, heads).map(({ classId, radiusM, measure: of }) => [classId, radiusM, of?.radiusM]),
  ).toEqual([
    ['peak', 240, 240],
    ['peak', 480, 480],
    // A head made after the run has the name of one that was removed.
    ['saddle', 240, undefined],
    ['saddle', 480, undefined],
  ]);
  expect(expectedOf(mapClaims(run, heads).slice(1, 3), 0.5)).toMatchObject([
    {
      class: 'peak',
      radius_m: 480,
      precision: { share: 0.8 },
      recall: { share: 0.4 },
      known_places: 100,
      chance: 0.05,
    },
    { class: 'saddle', radius_m: 240, precision: null, recall: null, known_places: 0, chance: null },
  ]);
});

test('a threshold is chosen by a goal', () => {
  // 80 % of 50, 75 % of 60; 49 of 100 from 0.35, 40 from 0.55.
  expect(aimAt([claim], { precision: 0.8 })).toEqual({ threshold: 0.55, short: [] });
  expect(aimAt([claim], { recall: 0.41 })).toEqual({ threshold: 0.45, short: [] });
  const aim = aimAt([claim], { recall: 0.9 });
  expect(aim).toMatchObject({ threshold: 0.05, short: [{ best: 0.55, threshold: 0.05 }] });
  expect(aim.short.map((short) => shortSentence('Peak', { recall: 0.9 }, short))).toEqual([
    'No threshold finds 90 % of peaks at 240 m; the most is 55 %, from 0.05.',
  ]);
  expect(aimAt([{ ...claim, measure: null }], { recall: 0.9 })).toEqual({ threshold: null, short: [] });
});

test('the first few detections alone support no claim', () => {
  // Nine of nine are known, then one of each ten.
  const few = {
    ...measure,
    scores: [...Array.from({ length: 9 }, (_, i) => 0.99 - i / 1000), ...measure.scores],
    hits: [...Array.from({ length: 9 }, () => true), ...measure.hits.map((_, i) => i % 10 === 9)],
  };
  const { threshold, short } = aimAt([{ ...claim, measure: few }], { precision: 0.8 });
  // From 0.95: 10 of 19.
  expect(threshold).toBe(0.95);
  expect(short).toMatchObject([{ best: 10 / 19, threshold: 0.95 }]);
});

test('of several classes, those that can reach the goal do, and the others are named', () => {
  const worse = {
    ...claim,
    classId: 'saddle',
    measure: { ...measure, hits: measure.hits.map((hit, i) => hit && i % 2 === 1) },
  };
  const { threshold, short } = aimAt([claim, worse], { precision: 0.75 });
  expect(threshold).toBe(0.45);
  expect(short.map((entry) => shortSentence('Saddle', { precision: 0.75 }, entry))).toEqual([
    'No threshold makes 75 % of saddles at 240 m right; the best is 50 %, from 0.95.',
  ]);
  expect(aimAt([{ ...claim, measure: ladder(240, 2) }, claim], { recall: 0.3 }).threshold).toBe(0.65);
});
