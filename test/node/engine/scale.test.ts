import { competing } from '../../../src/shared/statistics/competing';
import { findMap, readMap } from '../../../src/main/engine/detections/runMaps';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PATCH_VALUES } from '../../../src/shared/terrain/patch';
import { locationsOfCells } from '../../../src/main/terrain/geo/lattice';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

/** A corner of the mountains, small enough for seconds. */
const corner = { westDeg: 9.54, southDeg: 47.08, eastDeg: 9.6, northDeg: 47.13 };
const RADII_M = [240, 480];

let runId = 0;

beforeAll(async () => {
  await engine.create(join(folder, 'scale.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  await run({
    kind: 'import-labels',
    path: fixture('osm', 'liechtenstein.osm.pbf'),
    classIds: ['peak', 'saddle'],
  });
  const task = await run({ kind: 'detect', classIds: ['peak', 'saddle'], radiiM: RADII_M, box: corner });
  runId = task.result?.kind === 'detection-run' ? task.result.runId : 0;
}, 120_000);
afterAll(close);

const encoderId = async (name: string): Promise<number> =>
  (await handlers.encoders.list(undefined, never())).find(({ card }) => card.name === name)?.id ?? NaN;

test('the radii go from the finest that the DTM supports to a tenth of its extent, in steps of sqrt(2)', async () => {
  const terrain = await handlers.terrain.describe(undefined, never());
  const radiiM = terrain?.radiiM ?? [];
  expect(radiiM.slice(0, 4)).toEqual([240, 339, 480, 679]);
  // GDAL: 861 x 1009 pixels of 1 arc-second, at 47.15 N 0.239 degrees by 75.7 km a degree, the shorter side: 18.1 km.
  expect(radiiM.at(-1)).toBeLessThanOrEqual(1814);
  expect((radiiM.at(-1) ?? 0) * Math.SQRT2).toBeGreaterThan(1814);
});

/** Where a map of a run is highest, and its probability there. */
async function highest(of: number, classId: string, radiusM: number) {
  const { database } = engine.current.project;
  const map = await findMap(database, of, classId, radiusM);
  if (map === null) throw new Error('no map');
  const values = await readMap(database, map);
  const cell = values.reduce(
    (best, value, at) => (value > (values[best] ?? NaN) ? at : best),
    values.findIndex((value) => value >= 0),
  );
  const { lattice } = map;
  const [lonDeg = NaN, latDeg = NaN] = locationsOfCells(
    lattice,
    [cell % lattice.columns],
    [Math.floor(cell / lattice.columns)],
  );
  return { cell, value: values[cell] ?? NaN, place: { lonDeg, latDeg } };
}

test('curves equal the map at each radius, where exclusive classes compete', async () => {
  for (const radiusM of RADII_M) {
    const { value, place } = await highest(runId, 'peak', radiusM);
    const { radiiM, headIds, probabilities } = await handlers.heads.curves(place, never());
    const heads = await handlers.heads.list(undefined, never());
    const alone = ['peak', 'saddle'].map((classId) => {
      const row = headIds.findIndex((id) => heads.find((head) => head.id === id)?.classId === classId);
      return probabilities[row * radiiM.length + radiiM.indexOf(radiusM)] ?? NaN;
    });
    // Maps are computed from stored embeddings, int8 along their principal axes.
    expect(Math.abs((competing(alone)[0] ?? NaN) - value)).toBeLessThan(0.01);
  }
});

test('a curve has no value where no patch exists, and heads can be chosen', async () => {
  const [head] = await handlers.heads.list(undefined, never());
  const terrain = await handlers.terrain.describe(undefined, never());
  const box = terrain?.box ?? corner;
  // 300 m from the western edge.
  const place = { lonDeg: box.westDeg + 300 / 75_700, latDeg: (box.southDeg + box.northDeg) / 2 };
  const ids = [head?.id ?? 0];
  const { radiiM, headIds, probabilities } = await handlers.heads.curves({ ...place, headIds: ids }, never());
  expect(headIds).toEqual(ids);
  expect([...probabilities].map(Number.isNaN)).toEqual(radiiM.map((radiusM) => radiusM > 300));
});

test('the curve of a head with augmentation equals its detections', async () => {
  const fitted = await run({
    kind: 'fit-head',
    classId: 'saddle',
    encoderId: await encoderId('id'),
    radiusM: 480,
    symmetries: true,
  });
  expect(fitted.state).toBe('done');
  const task = await run({
    kind: 'detect',
    classIds: ['saddle'],
    radiiM: [480],
    box: { ...corner, eastDeg: 9.56 },
    threshold: 0.1,
    encoderId: await encoderId('id'),
  });
  const turnedId = task.result?.kind === 'detection-run' ? task.result.runId : 0;
  const { value, place } = await highest(turnedId, 'saddle', 480);
  const headIds = fitted.result?.kind === 'head' ? [fitted.result.headId] : [];
  const { radiiM, probabilities } = await handlers.heads.curves({ ...place, headIds }, never());
  expect(probabilities[radiiM.indexOf(480)]).toBeCloseTo(value, 3);
});

test('a place has a patch and a landform at each radius', async () => {
  // Drei Schwestern, 2,051 m (OpenStreetMap).
  const place = { lonDeg: 9.572971, latDeg: 47.175568 };
  const found = await handlers.terrain.acrossRadii(place, never());
  const terrain = await handlers.terrain.describe(undefined, never());
  expect(found?.radiiM).toEqual(terrain?.radiiM);
  for (const [index, radiusM] of (found?.radiiM ?? []).entries()) {
    const { values } = await handlers.terrain.patches({ locations: [place], radiusM }, never());
    expect(found?.values.slice(index * PATCH_VALUES, (index + 1) * PATCH_VALUES)).toEqual(values);
  }
  expect(found?.landforms.length).toBe(found?.radiiM.length);
  expect(found?.landforms.every((code) => code >= 1 && code <= 10)).toBe(true);
});

test('a tile of several radii has the highest probability of each pixel', async () => {
  // The tile of zoom 12 that holds the corner's middle.
  const across = ((9.57 + 180) / 360) * 2 ** 12;
  const down = ((1 - Math.asinh(Math.tan((47.105 * Math.PI) / 180)) / Math.PI) / 2) * 2 ** 12;
  const tile = { runId, classId: 'peak', z: 12, x: Math.floor(across), y: Math.floor(down) };
  const of = async (radiiM: number[]): Promise<Float32Array | null> =>
    handlers.detections.tile({ ...tile, radiiM }, never());
  const [fine, coarse, both] = [await of([240]), await of([480]), await of(RADII_M)];
  let [fineWins, coarseWins, onlyOne] = [0, 0, 0];
  for (const [pixel, value] of (both ?? new Float32Array()).entries()) {
    const known = [fine?.[pixel] ?? NaN, coarse?.[pixel] ?? NaN].filter((each) => !Number.isNaN(each));
    // `expect` is slow for the 65,536 pixels of a tile.
    if (!Object.is(value, known.length === 0 ? NaN : Math.max(...known)))
      throw new Error(`Pixel ${pixel} is ${value}.`);
    if (known.length === 1) onlyOne += 1;
    else if ((known[0] ?? 0) > (known[1] ?? 0)) fineWins += 1;
    else if ((known[1] ?? 0) > (known[0] ?? 0)) coarseWins += 1;
  }
  // The tile has pixels of every kind, the edge of one of the maps among them.
  expect(Math.min(fineWins, coarseWins, onlyOne)).toBeGreaterThan(0);
  expect(await of([240, 5000])).toEqual(fine);
  expect(await of([5000])).toBeNull();
});

test('a run is out of date while a class of it is exclusive that was not, or is no longer', async () => {
  const isOutOfDate = async (): Promise<boolean | undefined> =>
    (await handlers.detections.runs(undefined, never())).find(({ id }) => id === runId)?.exclusiveChanged;
  const change = async (classId: string, exclusive: boolean): Promise<void> => {
    const { labels } = handlers;
    const found = (await labels.classes(undefined, never())).find(({ id }) => id === classId);
    if (found === undefined) throw new Error('no class');
    await labels.putClass({ ...found, exclusive }, never());
  };
  expect(await isOutOfDate()).toBe(false);
  await change('saddle', false);
  expect(await isOutOfDate()).toBe(true);
  await handlers.project.undo(undefined, never());
  expect(await isOutOfDate()).toBe(false);
  // A class that the run does not have.
  await change('river', false);
  expect(await isOutOfDate()).toBe(false);
  // Older versions did not keep which classes were exclusive.
  await engine.current.project.database.transaction((transaction) =>
    transaction.run("UPDATE runs SET info = json_remove(info, '$.exclusive') WHERE id = ?", [runId]),
  );
  await change('saddle', false);
  expect(await isOutOfDate()).toBe(false);
});
