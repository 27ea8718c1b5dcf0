import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentSpecInput } from '../../../../src/shared/experiments/experiments';
import type { MapQualityResult } from '../../../../src/shared/mapQuality/mapQualityResult';
import { boxContains, type LonLat, type LonLatBox } from '../../../../src/shared/geo/lonLat';
import { geodesicBetween } from '../../../../src/shared/geo/geodesic';
import type { Task } from '../../../../src/shared/task';
import { fixture, temporaryFolder } from '../folder';
import { never, startEngine } from '../workbench';
import { handlersOf } from '../../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const dtm = fixture('dtm', 'liechtenstein_srtm1.tif');

type Spec = Extract<ExperimentSpecInput, { experiment: 'map-quality' }>;

const RADIUS_M = 240;
const STEP_M = 120;
const LEAST_ELEVATION_M = 1200;
/** The whole terrain, so that only the margin around the test box keeps its labels out of training. */
const trainBox = { westDeg: 9.43, southDeg: 47.02, eastDeg: 9.68, northDeg: 47.31 };
const testBox = { westDeg: 9.57, southDeg: 47.02, eastDeg: 9.66, northDeg: 47.12 };

/** The Rhine's plain. */
const lowGround = { westDeg: 9.49, southDeg: 47.2, eastDeg: 9.51, northDeg: 47.23 };

let id = 0;
let polar = 0;

beforeAll(async () => {
  await engine.create(join(folder, 'maps.topo2vec'));
  await run({ kind: 'import-dtms', paths: [dtm] });
  const path = fixture('osm', 'liechtenstein.osm.pbf');
  await run({ kind: 'import-labels', path, classIds: ['peak'] });
  const encoders = await handlers.encoders.list(undefined, never());
  id = encoders.find(({ card }) => card.name === 'id')?.id ?? 0;
  polar = encoders.find(({ card }) => card.name === 'polar')?.id ?? 0;
});
afterAll(close);

const specOf = (about: Partial<Spec>): Spec => ({
  experiment: 'map-quality',
  classIds: ['peak'],
  encoderIds: [polar],
  radiusM: RADIUS_M,
  stepM: STEP_M,
  trainBox,
  testBox,
  bothWays: false,
  leastElevationM: LEAST_ELEVATION_M,
  rivals: ['tpi'],
  draws: 1,
  ...about,
});

const measure = (about: Partial<Spec> = {}): Promise<Task> =>
  run({ kind: 'experiment', spec: specOf(about) });

async function resultOf({ result, error }: Task): Promise<MapQualityResult> {
  if (result?.kind !== 'experiment') throw new Error(error ?? 'no result');
  const report = await handlers.experiments.report({ experimentId: result.experimentId }, never());
  if (report.result.experiment !== 'map-quality') throw new Error(report.result.experiment);
  return report.result;
}

/** Peaks labelled in a box. All have whole patches, since none lies at the terrain's edge there. */
async function peaksIn(box: LonLatBox): Promise<LonLat[]> {
  const { ids, lonDeg, latDeg, classIds, classIndex } = await handlers.labels.list(undefined, never());
  return [...ids.keys()]
    .filter((index) => classIds[classIndex[index] ?? -1] === 'peak')
    .map((index) => ({ lonDeg: lonDeg[index] ?? NaN, latDeg: latDeg[index] ?? NaN }))
    .filter((place) => boxContains(box, place.lonDeg, place.latDeg));
}

/** The peaks that the program itself detects in the counted area of the test box, strongest first. */
async function detected(): Promise<(LonLat & { probability: number })[]> {
  const head = { classId: 'peak', encoderId: polar, radiusM: RADIUS_M, trainBox, testBox, seed: 0 };
  await run({ kind: 'fit-head', ...head });
  const map = { classIds: ['peak'], encoderId: polar, radiiM: [RADIUS_M], stepM: STEP_M, threshold: 1e-4 };
  const { result } = await run({ kind: 'detect', ...map, box: testBox });
  if (result?.kind !== 'detection-run') throw new Error('nothing was detected');
  const found = await handlers.detections.list({ runId: result.runId }, never());
  return [...found.lonDeg.keys()].map((index) => ({
    lonDeg: found.lonDeg[index] ?? NaN,
    latDeg: found.latDeg[index] ?? NaN,
    probability: found.probability[index] ?? NaN,
  }));
}

/**
 * Protocol and formula implemented independently: one to one, strongest first, the nearest free place within the
 * tolerance.
 */
function scoredByHand(
  detections: readonly (LonLat & { probability: number })[],
  known: readonly LonLat[],
  toleranceM: number,
): { averagePrecision: number; shown: number; right: number } {
  const free = [...known];
  let [rightSoFar, sum, shown, right] = [0, 0, 0, 0];
  for (const [rank, detection] of detections.entries()) {
    const lengths = free.map((place) => geodesicBetween(detection, place).lengthM);
    const nearestM = Math.min(...lengths);
    const isHit = nearestM <= toleranceM;
    if (isHit) {
      free.splice(lengths.indexOf(nearestM), 1);
      rightSoFar += 1;
      sum += rightSoFar / (rank + 1);
    }
    if (detection.probability < 0.8) continue;
    shown += 1;
    if (isHit) right += 1;
  }
  return { averagePrecision: sum / known.length, shown, right };
}

test('an encoder is measured on the same map that fitting a head and detecting give', async () => {
  const { classes, thresholds, stepM, toleranceM } = await resultOf(
    await measure({ draws: 2, leastElevationM: undefined }),
  );
  expect([stepM, toleranceM]).toEqual([STEP_M, RADIUS_M]);
  const [peaks] = classes;
  const known = await peaksIn(testBox);
  expect(peaks?.known).toEqual([known.length]);
  expect(known.length).toBeGreaterThan(10);
  const row = peaks?.rows.find(({ kind }) => kind === 'encoder');
  const [draws = []] = row?.draws ?? [];
  const byHand = scoredByHand(await detected(), known, RADIUS_M);
  // A run keeps probabilities above 0.02; the experiment uses the whole curve.
  expect(draws[0]?.averagePrecision).toBeGreaterThanOrEqual(byHand.averagePrecision - 1e-6);
  expect(draws[0]?.averagePrecision).toBeLessThan(byHand.averagePrecision + 0.02);
  expect(draws[0]?.shown?.[thresholds.indexOf(0.8)]).toEqual({ shown: byHand.shown, right: byHand.right });
  // Another draw has other negatives, and the same places to find.
  expect(draws).toHaveLength(2);
  expect(draws[1]?.averagePrecision).not.toBe(draws[0]?.averagePrecision);
  // It finds peaks at their places, and far more often than chance.
  expect(draws[0]?.medianErrorM).toBeLessThan(STEP_M);
  expect(draws[0]?.averagePrecision).toBeGreaterThan(5 * (peaks?.chance[0] ?? 1));
  expect(row?.curve).toHaveLength(101);
  const detections = row?.reliability?.reduce((sum, { count }) => sum + count, 0) ?? 0;
  expect(detections).toBeGreaterThan(2 * byHand.shown);
});

test('a rule has one map for each direction, and none for classes it does not define', async () => {
  const locations = Float64Array.of(
    9.6,
    47.06,
    9.61,
    47.08,
    9.62,
    47.1,
    9.56,
    47.15,
    9.57,
    47.17,
    9.6,
    47.19,
  );
  await handlers.labels.addMany({ classId: 'waterfall', positive: true, locations }, never());
  const { classes, directions } = await resultOf(
    await measure({
      classIds: ['peak', 'waterfall'],
      encoderIds: [id],
      trainBox: { westDeg: 9.55, southDeg: 47.13, eastDeg: 9.66, northDeg: 47.2 },
      bothWays: true,
      stepM: 480,
    }),
  );
  expect(directions.map((direction) => direction.testBox)).toEqual([testBox, directions[0]?.trainBox]);
  const [peaks, waterfalls] = classes;
  const rule = peaks?.rows.find(({ kind }) => kind === 'rule');
  expect(rule?.draws?.map((draws) => draws.length)).toEqual([1, 1]);
  // Its scores are in metres.
  expect(rule?.draws?.flat().every(({ shown, foretold }) => shown === null && foretold === null)).toBe(true);
  expect(rule?.reliability).toBeNull();
  // Summits stand out: most of the highest places are peaks, a tenth of the radius away.
  expect(rule?.draws?.[0]?.[0]?.averagePrecision).toBeGreaterThan(0.4);
  expect(rule?.draws?.[0]?.[0]?.medianErrorM).toBeLessThan(60);
  expect(waterfalls?.rows.map(({ draws }) => draws === null)).toEqual([false, true]);
});

test('rules appear beside the encoders for their classes, and beat chance', async () => {
  const path = fixture('osm', 'liechtenstein.osm.pbf');
  await run({ kind: 'import-labels', path, classIds: ['river'] });
  const { classes } = await resultOf(
    await measure({
      classIds: ['peak', 'river'],
      encoderIds: [id],
      stepM: 960,
      trainBox: { ...trainBox, southDeg: 47.13 },
      testBox: { ...testBox, westDeg: 9.47 },
      leastElevationM: undefined,
      rivals: ['prominence', 'drainage'],
    }),
  );
  const rules = classes.map(({ rows, chance: [chance = NaN] }) =>
    rows
      .filter(({ kind, draws }) => kind === 'rule' && draws !== null)
      .map(({ name, draws }) => [name, (draws?.[0]?.[0]?.averagePrecision ?? NaN) > 2 * chance]),
  );
  expect(rules).toEqual([[['Prominence', true]], [['Drainage', true]]]);
});

test('chance is the share of the area near a known place', async () => {
  const { classes } = await resultOf(
    await measure({ encoderIds: [id], stepM: 960, toleranceM: 500, leastElevationM: undefined }),
  );
  const known = await peaksIn(testBox);
  // Every 200 m of the box, to within what 4,000 random places vary.
  const step = {
    lonDeg: (testBox.eastDeg - testBox.westDeg) / 35,
    latDeg: (testBox.northDeg - testBox.southDeg) / 56,
  };
  const grid = Array.from({ length: 35 * 56 }, (_, index) => ({
    lonDeg: testBox.westDeg + ((index % 35) + 0.5) * step.lonDeg,
    latDeg: testBox.southDeg + (Math.floor(index / 35) + 0.5) * step.latDeg,
  }));
  const near = grid.filter((place) => known.some((peak) => geodesicBetween(place, peak).lengthM <= 500));
  const share = near.length / grid.length;
  expect(Math.abs((classes[0]?.chance[0] ?? NaN) - share)).toBeLessThan(0.02);
});

describe('what cannot be measured is refused or left empty', () => {
  test.each([
    ['without a known place on the test ground', { testBox: lowGround }, 'No known peak with a whole patch'],
    ['without labels to learn from', { trainBox: testBox }, 'Peak has 0 positive labels'],
    ['with hardly any ground that counts', { leastElevationM: 2550 }, 'Hardly any of the test area'],
    ['with more maps than memory holds', { stepM: 1, draws: 100 }, 'do not fit in memory'],
  ])('%s', async (_, about, message) => {
    const { state, error } = await measure(about);
    expect(state).toBe('failed');
    expect(error).toContain(message);
  });

  test('a class with orientation, by an encoder that ignores it', async () => {
    const classes = await handlers.labels.classes(undefined, never());
    const peak = classes.find((entry) => entry.id === 'peak');
    if (peak === undefined) throw new Error('no peaks');
    await handlers.labels.putClass({ ...peak, orientationMatters: true }, never());
    const result = await resultOf(await measure({ stepM: 480, rivals: [] }));
    await handlers.labels.putClass({ ...peak, orientationMatters: false }, never());
    expect(result.classes[0]?.rows).toMatchObject([
      { name: 'polar', draws: null, curve: [], reliability: null },
    ]);
  });
});
