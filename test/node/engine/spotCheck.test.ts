import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { DetectionColumns, Verdict } from '../../../src/shared/contract/detections';
import { spotCheckOf, spotOrder, type SpotCheck } from '../../../src/shared/mapQuality/spotCheck';
import { type StoredRun } from '../../../src/main/engine/detections/runs';
import { storeRun, type NewMap } from '../../../src/main/engine/detections/storeRun';
import { addHead } from '../../../src/main/engine/heads/heads';
import { Connection } from '../../../src/main/engine/store/database';
import { latticeForBox, locationsOfCells } from '../../../src/main/terrain/geo/lattice';
import { headInfo, ladder } from '../shared/heads';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const path = join(folder, 'check.topo2vec');
const box = { westDeg: 9.5, southDeg: 47.05, eastDeg: 9.56, northDeg: 47.13 };
const lattice = latticeForBox(box, 60);
let runId = 0;

/** Sixteen peaks, from 0.95 down to 0.2. */
async function* maps(): AsyncGenerator<NewMap> {
  const { columns, rows } = lattice;
  const places = [...Array(16).keys()].map((i) => ({ x: 8 + 16 * (i % 4), y: 8 + 16 * Math.floor(i / 4) }));
  const pairs = locationsOfCells(
    lattice,
    places.map(({ x }) => x),
    places.map(({ y }) => y),
  );
  await Promise.resolve();
  yield {
    ...{ classId: 'peak', radiusM: 240, lattice, probabilities: new Float32Array(columns * rows).fill(0.01) },
    detections: places.map((_, i) => ({
      ...{ lonDeg: pairs[2 * i] ?? NaN, latDeg: pairs[2 * i + 1] ?? NaN },
      score: 0.95 - i / 20,
    })),
  };
}

beforeAll(async () => {
  await engine.create(path);
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  const { project } = engine.current;
  const [encoder] = await handlers.encoders.list(undefined, never());
  const subject = { classId: 'peak', encoderId: encoder?.id ?? 0, radiusM: 240 };
  const model = {
    ...{ vectors: new Float32Array(289), coefficients: new Float32Array(1), size: 289, copies: 1 as const },
    ...{ kind: 'svm' as const, gamma: 1, rho: 0, plattA: -1, plattB: 0 },
  };
  const { info: head } = await addHead(project, subject, headInfo('', 0, [ladder(240)]), model);
  const info: StoredRun = {
    classIds: ['peak'],
    radiiM: [240],
    box,
    threshold: 0.5,
    flatTimes: 0,
    flatBelowM: [],
    encoder: 'polar',
    heads: [head.name],
    dtms: ['liechtenstein_srtm1.tif'],
    ground: '',
  };
  runId = await storeRun(project.database, info, maps());
});
afterAll(close);

const columns = async (): Promise<DetectionColumns> => handlers.detections.list({ runId }, never());
const check = async (threshold = 0): Promise<SpotCheck> =>
  spotCheckOf(spotOrder(await columns(), 0, 0), threshold);
const labels = async (): Promise<number[]> => [...(await handlers.labels.list(undefined, never())).positive];

async function judgeNext(verdict: Verdict, label: boolean): Promise<void> {
  const { next } = await check();
  if (next === null) throw new Error('Everything was judged.');
  const { lonDeg, latDeg } = next;
  await handlers.detections.judge(
    { runId, classId: 'peak', radiusM: 240, lonDeg, latDeg, verdict, label },
    never(),
  );
}

test('an answer is kept with its map, and optionally becomes a label, in one step', async () => {
  expect(await check()).toMatchObject({ shown: 10, size: 10, answered: 0, estimate: null });
  await judgeNext('right', true);
  await judgeNext('wrong', true);
  await judgeNext('wrong', false);
  await judgeNext('unsure', true);
  expect(await labels()).toEqual([1, 0]);
  expect(await check()).toMatchObject({ answered: 4, estimate: { right: 1, decided: 3, unsure: 1 } });
  const answered = await check();
  for (const name of ['Leave peak open', 'Reject peak', 'Reject peak'])
    expect(await handlers.project.undo(undefined, never())).toBe(name);
  expect([await labels(), (await check()).answered]).toEqual([[1], 1]);
  for (let step = 0; step < 3; step++) await handlers.project.redo(undefined, never());
  expect(await check()).toEqual(answered);
  expect(await labels()).toEqual([1, 0]);
});

test('another answer replaces the judgement of a place, and undo restores the first', async () => {
  const before = await columns();
  const index = before.verdict.indexOf(1);
  await handlers.detections.judge(
    {
      ...{ runId, classId: 'peak', radiusM: 240, verdict: 'wrong', label: false },
      ...{ lonDeg: before.lonDeg[index] ?? 0, latDeg: before.latDeg[index] ?? 0 },
    },
    never(),
  );
  expect((await columns()).verdict[index]).toBe(2);
  await handlers.project.undo(undefined, never());
  expect(await columns()).toEqual(before);
});

test('it resumes after reopening, and with other thresholds', async () => {
  const before = await check();
  await engine.close();
  await engine.open(path);
  expect(await check()).toEqual(before);
  await handlers.detections.setThreshold({ runId, threshold: 0.3 }, never());
  const wider = await check();
  expect(wider.shown).toBe(14);
  // The same answers, of those from 0.50 on at the latest.
  expect(wider.estimate?.fromProbability).toBeLessThanOrEqual(0.5);
  expect(wider.estimate?.decided).toBe(before.estimate?.decided);
  await handlers.detections.setThreshold({ runId, threshold: 0.5 }, never());
  expect(await check()).toEqual(before);
});

const stated = z.object({
  expected: z.array(z.record(z.string(), z.unknown())),
  spot_checks: z.array(z.record(z.string(), z.unknown())),
});

test("exports include probabilities, their expected precision, and people's answers", async () => {
  const source = { kind: 'run', runId } as const;
  const geojson = join(folder, 'peaks.geojson');
  await handlers.exports.points({ source, path: geojson }, never());
  const file = z
    .object({
      provenance: stated,
      features: z.array(z.object({ properties: z.looseObject({ probability: z.number() }) })),
    })
    .parse(JSON.parse(readFileSync(geojson, 'utf8')));
  expect(file.features.map(({ properties }) => properties.probability)).toEqual(
    Array.from({ length: 10 }, (_, i) => Number((0.95 - i / 20).toFixed(4))),
  );
  // Of the ladder from 0.5: 40 of 50 known, 40 of 100 found (bounds by SciPy's binomtest of half of each: another map varies too).
  expect(file.provenance).toEqual({
    expected: [
      {
        class: 'peak',
        radius_m: 240,
        precision: {
          share: 0.8,
          low: expect.closeTo(0.6087, 4) as number,
          high: expect.closeTo(0.9114, 4) as number,
        },
        recall: {
          share: 0.4,
          low: expect.closeTo(0.2761, 4) as number,
          high: expect.closeTo(0.5382, 4) as number,
        },
        known_places: 100,
        chance: 0.05,
      },
    ],
    spot_checks: [
      {
        ...{ class: 'peak', radius_m: 240, from_probability: 0.5, right: 1, answered: 3, could_not_tell: 1 },
        precision: {
          share: 1 / 3,
          low: expect.closeTo(0.0615, 4) as number,
          high: expect.closeTo(0.7923, 4) as number,
        },
      },
    ],
  });
  const csv = join(folder, 'peaks.csv');
  await handlers.exports.points({ source, path: csv }, never());
  const description = z
    .object({ 'dc:provenance': z.string() })
    .parse(JSON.parse(readFileSync(`${csv}-metadata.json`, 'utf8')));
  expect(stated.parse(JSON.parse(description['dc:provenance']))).toEqual(file.provenance);
  const gpkg = join(folder, 'peaks.gpkg');
  await handlers.exports.points({ source, path: gpkg }, never());
  const connection = await Connection.open(gpkg, 'read');
  const metadata = await connection.get(
    z.object({ metadata: z.string() }),
    'SELECT metadata FROM gpkg_metadata',
  );
  await connection.close();
  expect(stated.parse(JSON.parse(metadata?.metadata ?? ''))).toEqual(file.provenance);
});

test('removing a run removes its answers, and undo restores both', async () => {
  const before = await check();
  await handlers.detections.remove({ runId }, never());
  await expect(judgeNext('right', false)).rejects.toThrow('There is no run');
  await handlers.project.undo(undefined, never());
  expect(await check()).toEqual(before);
});

test('the default threshold is where the head reaches the chosen goal', async () => {
  const small = { westDeg: 9.55, southDeg: 47.1, eastDeg: 9.56, northDeg: 47.105 };
  // Of the ladder 80 % of what is shown from 0.55 are known, and 49 of 100 are found from 0.35.
  for (const [wish, threshold] of [
    [{ precision: 0.8 }, 0.55],
    [{ recall: 0.49 }, 0.35],
  ] as const) {
    expect(
      await run({ kind: 'detect', classIds: ['peak'], radiiM: [240], box: small, threshold: wish }),
    ).toMatchObject({ state: 'done' });
    expect((await handlers.detections.runs(undefined, never()))[0]?.threshold).toBe(threshold);
  }
});
