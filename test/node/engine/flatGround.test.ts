import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FLAT_TIMES, TOO_FLAT } from '../../../src/shared/terrain/flatGround';
import { type LonLatBox, lonLatPairs } from '../../../src/shared/geo/lonLat';
import { findMap, readMap } from '../../../src/main/engine/detections/runMaps';
import { drawNegatives } from '../../../src/main/engine/heads/trainingSet';
import { loggedInVersion4 } from '../../../src/main/engine/store/loggedTables';
import { undoTriggers } from '../../../src/main/engine/store/undoTriggers';
import { Connection } from '../../../src/main/engine/store/database';
import { openDtm } from '../../../src/main/terrain/dtm/openDtm';
import { locationsOfCells } from '../../../src/main/terrain/geo/lattice';
import { fixture, temporaryFolder } from './folder';
import { beforeShapes } from './beforeShapes';
import { oldLayers } from './oldLayers';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const path = join(folder, 'flat.topo2vec');

/** The Rhine's plain at Vaduz, and the foot of the slopes on either side. */
const box = { westDeg: 9.47, southDeg: 47.14, eastDeg: 9.535, northDeg: 47.165 };
const RADIUS_M = 240;

const detect = async (
  flatTimes: number,
  other: { encoderId?: number; box?: LonLatBox } = {},
): Promise<number> => {
  const task = await run({
    kind: 'detect',
    classIds: ['peak'],
    radiiM: [RADIUS_M],
    box,
    threshold: 0.3,
    flatTimes,
    ...other,
  });
  expect(task.error).toBeNull();
  return task.result?.kind === 'detection-run' ? task.result.runId : NaN;
};

/** A run's probabilities, the relief of each cell's patch as the DTM has it, and the places. */
async function mapOf(runId: number): Promise<{
  values: Float32Array;
  reliefsM: number[];
  locations: Float64Array;
}> {
  const { database } = engine.current.project;
  const map = await findMap(database, runId, 'peak', RADIUS_M);
  if (map === null) throw new Error('The run has no map.');
  const { columns } = map.lattice;
  const values = await readMap(database, map);
  const cells = [...values.keys()];
  const locations = locationsOfCells(
    map.lattice,
    cells.map((cell) => cell % columns),
    cells.map((cell) => Math.floor(cell / columns)),
  );
  return { values, reliefsM: await reliefsOf(locations), locations };
}

const reliefsOf = (locations: Float64Array): Promise<number[]> =>
  engine.current.project.useTerrain(async (terrain) => {
    const { values } = await terrain.samplePatches(locations, RADIUS_M);
    return Array.from({ length: locations.length / 2 }, (_, place) => {
      const patch = values.subarray(place * 289, (place + 1) * 289);
      return Math.max(...patch) - Math.min(...patch);
    });
  });

/** 40 times the noise. */
let floorM = NaN;
let everywhere = 0;
let floored = 0;

beforeAll(async () => {
  await engine.create(path);
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  await run({ kind: 'import-labels', path: fixture('osm', 'liechtenstein.osm.pbf'), classIds: ['peak'] });
  const [dtm] = await handlers.dtms.list(undefined, never());
  floorM = FLAT_TIMES * (dtm?.noiseM ?? NaN);
  everywhere = await detect(0);
  floored = await detect(FLAT_TIMES);
}, 120_000);
afterAll(close);

test('a DTM is imported with its noise', () => {
  // NumPy's estimate: see verticalNoise.test.ts.
  expect(floorM / FLAT_TIMES).toBeCloseTo(0.903, 1);
});

test('cells with less relief than the minimum are too flat to classify, and the others are unchanged', async () => {
  const { values, reliefsM } = await mapOf(floored);
  const { values: before } = await mapOf(everywhere);
  const counts = { flat: 0, decided: 0 };
  for (const [cell, value] of values.entries()) {
    const reliefM = reliefsM[cell] ?? NaN;
    if (Number.isNaN(before[cell])) expect(value).toBeNaN();
    else if (reliefM < floorM) expect(value).toBe(TOO_FLAT);
    else expect(value).toBeCloseTo(before[cell] ?? NaN, 5);
    counts[value === TOO_FLAT ? 'flat' : 'decided'] += 1;
  }
  expect(Math.min(counts.flat, counts.decided)).toBeGreaterThan(200);
  expect(before).not.toContain(TOO_FLAT);
});

test('there are no detections on flat terrain at any threshold, and the run records the flat share', async () => {
  const places = async (runId: number): Promise<number[]> => {
    const { lonDeg, latDeg } = await handlers.detections.list({ runId }, never());
    return reliefsOf(Float64Array.from([...lonDeg].flatMap((lon, i) => [lon, latDeg[i] ?? NaN])));
  };
  expect((await places(floored)).every((reliefM) => reliefM >= floorM)).toBe(true);
  await handlers.detections.setThreshold({ runId: floored, threshold: 0 }, never());
  expect((await places(floored)).every((reliefM) => reliefM >= floorM)).toBe(true);
  const runs = await handlers.detections.runs(undefined, never());
  expect(runs.map(({ flatTimes, flatBelowM }) => [flatTimes, flatBelowM.map(Math.round)])).toEqual([
    [FLAT_TIMES, [36]],
    [0, []],
  ]);
});

test('heads with augmentation leave the same terrain unclassified', async () => {
  const encoders = await handlers.encoders.list(undefined, never());
  const encoderId = encoders.find(({ card }) => card.name === 'id')?.id ?? NaN;
  await run({ kind: 'fit-head', classId: 'peak', encoderId, radiusM: RADIUS_M, symmetries: true });
  const { values, reliefsM } = await mapOf(
    await detect(FLAT_TIMES, { encoderId, box: { ...box, eastDeg: 9.49 } }),
  );
  const there = [...values.keys()].filter((cell) => !Number.isNaN(values[cell]));
  const flat = there.filter((cell) => (reliefsM[cell] ?? NaN) < floorM);
  expect(there.filter((cell) => values[cell] === TOO_FLAT)).toEqual(flat);
  expect(Math.min(flat.length, there.length - flat.length)).toBeGreaterThan(10);
});

test('tiles and agreement respect flat terrain', async () => {
  const tile = { z: 12, x: 2156, y: 1438 };
  const drawn = await handlers.detections.tile(
    { runId: floored, classId: 'peak', radiiM: [RADIUS_M], ...tile },
    never(),
  );
  const [flat, decided] = [drawn?.includes(TOO_FLAT), drawn?.some((value) => value >= 0)];
  expect([flat, decided]).toEqual([true, true]);
  const agreement = await handlers.detections.agreement(
    { runId: floored, classId: 'peak', radiusM: RADIUS_M, ...tile },
    never(),
  );
  const asked = [...(agreement?.keys() ?? [])].filter((at) => at % 2 === 1 && (agreement?.[at] ?? 0) > 0);
  expect(asked.length).toBeGreaterThan(50);
  expect(asked.every((at) => (agreement?.[at - 1] ?? NaN) >= 0)).toBe(true);
});

test('the GeoTIFF has no data on flat terrain, and its provenance says why', async () => {
  const file = join(folder, 'map.tif');
  const written = await handlers.exports.probability(
    { source: { runId: floored, classId: 'peak', radiusM: RADIUS_M }, path: file },
    never(),
  );
  const { values } = await mapOf(floored);
  const decided = values.filter((value) => value >= 0).length;
  expect(written).toBe(decided);
  const dtm = await openDtm(file, {});
  try {
    const { width, height } = dtm.metadata;
    const stored = await dtm.read(0, 0, width, height);
    expect(stored.filter((value) => !Number.isNaN(value)).length).toBe(decided);
    expect(Math.min(...stored.filter((value) => !Number.isNaN(value)))).toBeGreaterThanOrEqual(0);
  } finally {
    await dtm.close();
  }
});

test('no label is proposed on flat terrain', async () => {
  const encoders = await handlers.encoders.list(undefined, never());
  const encoderId = encoders.find(({ isDefault }) => isDefault)?.id ?? NaN;
  const task = await run({
    kind: 'next-labels',
    classId: 'peak',
    encoderId,
    radiusM: RADIUS_M,
    count: 40,
    box,
  });
  const candidates = task.result?.kind === 'next-labels' ? task.result.candidates : [];
  expect(candidates.length).toBeGreaterThan(5);
  const reliefs = await reliefsOf(lonLatPairs(candidates));
  expect(Math.min(...reliefs)).toBeGreaterThanOrEqual(floorM);
});

test('random negatives are not drawn on flat terrain unless there is hardly anything else', async () => {
  const draw = (leastM: number): Promise<number[]> =>
    engine.current.project
      .useTerrain((terrain) =>
        drawNegatives(terrain, new Float64Array(), {
          className: 'Peak',
          radiusM: RADIUS_M,
          box,
          inside: () => true,
          count: 100,
          seed: 3,
          leastReliefM: () => leastM,
        }),
      )
      .then(reliefsOf);
  expect((await draw(0)).filter((reliefM) => reliefM < floorM).length).toBeGreaterThan(30);
  expect(Math.min(...(await draw(floorM)))).toBeGreaterThanOrEqual(floorM);
  expect(Math.min(...(await draw(10_000)))).toBeLessThan(floorM);
});

test('a curve marks the radii at which the terrain is too flat', async () => {
  const place = { lonDeg: 9.5, latDeg: 47.155 };
  const { radiiM, tooFlat } = await handlers.heads.curves(place, never());
  const { tooFlat: never40 } = await handlers.heads.curves({ ...place, flatTimes: 0 }, never());
  // The plain is level nearby; at 1.36 km its patch reaches up the slopes.
  expect([tooFlat[radiiM.indexOf(RADIUS_M)], tooFlat.at(-1)]).toEqual([1, 0]);
  expect(never40).not.toContain(1);
});

test('a project of version 4 gets layers and noise when a detection needs them, as new projects do', async () => {
  const { values: before } = await mapOf(floored);
  await engine.close();
  const older = await Connection.open(path, 'write');
  const renewed = loggedInVersion4.filter(({ name }) => ['label_classes', 'labels'].includes(name));
  const triggersOf = ({ name }: { readonly name: string }): string =>
    ['insert', 'delete', 'update'].map((event) => `DROP TRIGGER ${name}_undo_${event};`).join('');
  await older.script(`${beforeShapes} ${oldLayers(4)} DROP TABLE verdicts;
    ${renewed.map(triggersOf).join('')}
    ALTER TABLE label_classes DROP COLUMN exclusive;
    DROP INDEX labels_by_area; ALTER TABLE labels DROP COLUMN area_id; DROP TABLE areas;
    ALTER TABLE run_maps ADD COLUMN threshold REAL;
    ${renewed.map(undoTriggers).join(';')}
    UPDATE dtms SET metadata = json_remove(metadata, '$.noiseM');
    UPDATE runs SET info = json_remove(info, '$.flatTimes', '$.flatBelowM');
    PRAGMA user_version = 4;`);
  await older.close();

  await engine.open(path);
  expect(await handlers.encoders.layers(undefined, never())).toEqual([]);
  const runs = await handlers.detections.runs(undefined, never());
  expect(runs.every(({ flatTimes, flatBelowM }) => flatTimes === 0 && flatBelowM.length === 0)).toBe(true);

  const again = await mapOf(await detect(FLAT_TIMES));
  expect(again.values).toEqual(before);
  const [dtm] = await handlers.dtms.list(undefined, never());
  expect(dtm?.noiseM).toBe(floorM / FLAT_TIMES);
});
