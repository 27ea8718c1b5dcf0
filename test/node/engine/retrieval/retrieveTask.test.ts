import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hit } from '../../../../src/shared/contract/retrievals';
import { PATCH_VALUES } from '../../../../src/shared/terrain/patch';
import { distanceM } from '../../../../src/main/terrain/geo/distance';
import { latticeForBox, locationsOfCells } from '../../../../src/main/terrain/geo/lattice';
import { handlersOf } from '../../../../src/main/engine/handlers';
import { fixture, temporaryFolder } from '../folder';
import { pointCollection } from '../pointCollection';
import { never, startEngine } from '../workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

/** A corner of the mountains, small enough for seconds. */
const corner = { westDeg: 9.54, southDeg: 47.08, eastDeg: 9.6, northDeg: 47.13 };

beforeAll(async () => {
  await engine.create(join(folder, 'retrieve.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterAll(close);

test('look-alikes are distinct places, nearest first, without the query', async () => {
  const query = { lonDeg: 9.57, latDeg: 47.1 };
  const task = await run({ kind: 'retrieve', locations: [query], radiusM: 240, k: 8, box: corner });
  expect(task.state).toBe('done');
  const [retrieval] = await handlers.retrievals.list(undefined, never());
  const hits = retrieval?.hits ?? [];
  expect(hits.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  for (const [i, hit] of hits.entries()) {
    if (i > 0) expect(hit.distance).toBeGreaterThanOrEqual(hits[i - 1]?.distance ?? 0);
    for (const other of [query, ...hits.slice(0, i)]) {
      expect(distanceM(hit.lonDeg, hit.latDeg, other.lonDeg, other.latDeg)).toBeGreaterThanOrEqual(240);
    }
  }
  const path = join(folder, 'hits.geojson');
  const source = { kind: 'retrieval', retrievalId: retrieval?.id ?? 0 } as const;
  await handlers.exports.points({ source, path }, never());
  const file = pointCollection.parse(JSON.parse(readFileSync(path, 'utf8')));
  expect(Object.keys(file.features[0]?.properties ?? {})).toEqual([
    'distance',
    'rank',
    'radius_m',
    'encoder',
    'head',
    'dtm',
    'created',
  ]);
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
  const encoders = await handlers.encoders.list(undefined, never());
  const task = await run({
    kind: 'retrieve',
    locations: [query],
    encoderId: encoders.find(({ card }) => card.name === 'id')?.id ?? NaN,
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
