import { competing } from '../../../src/shared/statistics/competing';
import { findMap, readMap } from '../../../src/main/engine/detections/runMaps';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hit } from '../../../src/shared/contract/retrievals';
import { PATCH_VALUES } from '../../../src/shared/terrain/patch';
import { distanceM } from '../../../src/main/terrain/geo/distance';
import { latticeForBox, locationsOfCells } from '../../../src/main/terrain/geo/lattice';
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

/** A patch as the encoder `id` embeds it: normalised to 0..1 by its own minimum and maximum (paper, section 2.3). */
function embed(patch: Float32Array): number[] {
  const low = Math.min(...patch);
  const range = Math.max(...patch) - low;
  return Array.from(patch, (value) => (value - low) / range);
}

async function patchesOf(pairs: Float64Array, radiusM: number): Promise<Float32Array[]> {
  const patches: Float32Array[] = [];
  for (let from = 0; from < pairs.length / 2; from += 1000) {
    const locations = Array.from({ length: Math.min(1000, pairs.length / 2 - from) }, (_, i) => ({
      lonDeg: pairs[2 * (from + i)] ?? NaN,
      latDeg: pairs[2 * (from + i) + 1] ?? NaN,
    }));
    const { values } = await handlers.terrain.patches({ locations, radiusM }, never());
    for (let i = 0; i < locations.length; i++)
      patches.push(values.subarray(i * PATCH_VALUES, (i + 1) * PATCH_VALUES));
  }
  return patches;
}

test('look-alikes at other radii equal those of a search through all patches', async () => {
  const query = { lonDeg: 9.57, latDeg: 47.1 };
  const k = 40;
  const searchRadiiM = [339, 480, 960];
  const task = await run({
    kind: 'retrieve',
    locations: [query],
    encoderId: await encoderId('id'),
    radiusM: 240,
    searchRadiiM,
    k,
    orientationMatters: true,
    box: corner,
  });
  expect(task.state).toBe('done');

  const [asked = new Float32Array()] = await patchesOf(Float64Array.of(query.lonDeg, query.latDeg), 240);
  const wanted = embed(asked);
  const all: Omit<Hit, 'rank'>[] = [];
  for (const radiusM of searchRadiiM) {
    const lattice = latticeForBox(corner, radiusM / 2);
    const cells = Array.from({ length: lattice.columns * lattice.rows }, (_, i) => i);
    const pairs = locationsOfCells(
      lattice,
      cells.map((i) => i % lattice.columns),
      cells.map((i) => Math.floor(i / lattice.columns)),
    );
    for (const [i, patch] of (await patchesOf(pairs, radiusM)).entries()) {
      const distance = Math.hypot(...embed(patch).map((value, at) => value - (wanted[at] ?? NaN)));
      const place = { lonDeg: pairs[2 * i] ?? NaN, latDeg: pairs[2 * i + 1] ?? NaN };
      const isInside =
        place.lonDeg >= corner.westDeg &&
        place.lonDeg <= corner.eastDeg &&
        place.latDeg >= corner.southDeg &&
        place.latDeg <= corner.northDeg;
      if (isInside && !Number.isNaN(distance)) all.push({ ...place, radiusM, distance });
    }
  }
  const apart = (a: Omit<Hit, 'rank' | 'distance'>, b: Omit<Hit, 'rank' | 'distance' | 'radiusM'>): number =>
    distanceM(a.lonDeg, a.latDeg, b.lonDeg, b.latDeg);
  const expected: Omit<Hit, 'rank'>[] = [];
  for (const candidate of all.sort((a, b) => a.distance - b.distance)) {
    if (expected.length === k) break;
    if (apart(candidate, query) < candidate.radiusM) continue;
    if (expected.some((hit) => apart(candidate, hit) < Math.min(candidate.radiusM, hit.radiusM))) continue;
    expected.push(candidate);
  }

  const [retrieval] = await handlers.retrievals.list(undefined, never());
  expect(retrieval).toMatchObject({
    radiusM: 240,
    searched: searchRadiiM.map((radiusM) => ({ radiusM, stepM: radiusM / 2 })),
  });
  expect(new Set(expected.map(({ radiusM }) => radiusM)).size).toBeGreaterThan(1);
  expect(retrieval?.hits.map(({ radiusM }) => radiusM)).toEqual(expected.map(({ radiusM }) => radiusM));
  for (const [i, hit] of (retrieval?.hits ?? []).entries()) {
    expect(hit.rank).toBe(i + 1);
    expect(hit.distance).toBeCloseTo(expected[i]?.distance ?? NaN, 4);
    expect(apart(hit, expected[i] ?? query)).toBeLessThan(0.01);
  }
});

test('look-alikes stored before other radii could be searched have their radius', async () => {
  const old = {
    queries: [{ lonDeg: 9.57, latDeg: 47.1 }],
    encoderId: 1,
    encoder: 'polar',
    radiusM: 240,
    stepM: 120,
    hits: [{ lonDeg: 9.58, latDeg: 47.1, rank: 1, distance: 0.5 }],
  };
  await engine.current.project.database.transaction((transaction) =>
    transaction.run('INSERT INTO retrievals (info, created_ms) VALUES (?, 0)', [JSON.stringify(old)]),
  );
  const [retrieval] = await handlers.retrievals.list(undefined, never());
  expect(retrieval).toMatchObject({
    radiusM: 240,
    searched: [{ radiusM: 240, stepM: 120 }],
    hits: [{ rank: 1, distance: 0.5, radiusM: 240 }],
  });
});
