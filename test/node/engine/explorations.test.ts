import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findExploration } from '../../../src/main/engine/explore/explorations';
import type { TaskSpecInput } from '../../../src/shared/task';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const path = join(folder, 'space.topo2vec');
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

/** A corner of the mountains: some 38 x 46 places at 240 m. */
const box = { westDeg: 9.54, southDeg: 47.08, eastDeg: 9.6, northDeg: 47.13 };
const spec = { kind: 'explore', radiusM: 240, clusters: 4, seed: 3, box } satisfies TaskSpecInput;

let explorationId = 0;

beforeAll(async () => {
  await engine.create(path);
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  await run({
    kind: 'import-labels',
    path: fixture('osm', 'liechtenstein.osm.pbf'),
    classIds: ['peak', 'saddle'],
  });
  const task = await run(spec);
  if (task.result?.kind !== 'exploration') throw new Error(task.error ?? task.state);
  explorationId = task.result.explorationId;
}, 120_000);
afterAll(close);

test('an exploration describes its input and holds a value of each kind for each place', async () => {
  const [info] = await handlers.explorations.list(undefined, never());
  const places = await handlers.explorations.places({ explorationId }, never());
  // 0.06 degrees of longitude at 47.1 N are 4,554 m, 0.05 of latitude 5,559 m, a place every 120 m.
  expect(places.cells.length).toBeGreaterThan(37 * 45);
  expect(places.cells.length).toBeLessThan(39 * 47);
  expect(info).toMatchObject({ radiusM: 240, stepM: 120, encoder: 'polar', hasLayout: true });
  expect(info?.placeCount).toBe(places.cells.length);
  expect(info?.clusterSizes).toHaveLength(4);
  const sizes = [0, 1, 2, 3].map((which) => places.clusters.filter((cluster) => cluster === which).length);
  expect(sizes).toEqual(info?.clusterSizes);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(places.components).toHaveLength(3 * places.cells.length);
  expect(places.layout).toHaveLength(2 * places.cells.length);
  for (const place of places.cells.keys()) {
    expect(places.lonDeg[place]).toBeGreaterThanOrEqual(box.westDeg);
    expect(places.lonDeg[place]).toBeLessThanOrEqual(box.eastDeg);
    expect(places.latDeg[place]).toBeGreaterThanOrEqual(box.southDeg);
    expect(places.latDeg[place]).toBeLessThanOrEqual(box.northDeg);
  }
  // Components: of decreasing variance, in the reported shares.
  const variance = (component: number): number => {
    const values = Float64Array.from(
      places.cells,
      (_, place) => places.components[3 * place + component] ?? NaN,
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  };
  const [first = 0, second = 0] = info?.shares ?? [];
  expect(first).toBeGreaterThan(second);
  expect(variance(1) / variance(0)).toBeCloseTo(second / first, 4);
});

test('its map tiles hold the index of the place under each pixel', async () => {
  const places = await handlers.explorations.places({ explorationId }, never());
  // Tile and pixel of 9.57 E, 47.1 N by the formulas of the OSM wiki, "Slippy map tilenames".
  const z = 13;
  const x = ((9.57 + 180) / 360) * 2 ** z;
  const y = ((1 - Math.asinh(Math.tan((47.1 * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z;
  const request = { explorationId, z, x: Math.floor(x), y: Math.floor(y) };
  const tile = await handlers.explorations.tile(request, never());
  const pixel = Math.floor((y % 1) * 256) * 256 + Math.floor((x % 1) * 256);
  const place = tile?.[pixel] ?? -1;
  // No place is nearer: half a step of 120 m each way, and half a pixel of 6.5 m.
  expect(
    Math.abs((places.lonDeg[place] ?? 0) - 9.57) * 111_320 * Math.cos((47.1 * Math.PI) / 180),
  ).toBeLessThan(69);
  expect(Math.abs((places.latDeg[place] ?? 0) - 47.1) * 111_180).toBeLessThan(69);
  expect(await handlers.explorations.tile({ ...request, x: 0 }, never())).toBeNull();
});

test('labels are matched to the places where they lie', async () => {
  const places = await handlers.explorations.places({ explorationId }, never());
  const found = await handlers.explorations.labels({ explorationId }, never());
  const labels = await handlers.labels.list(undefined, never());
  const inside = [...labels.ids.keys()].filter(
    (label) =>
      (labels.lonDeg[label] ?? 0) > box.westDeg + 0.001 &&
      (labels.lonDeg[label] ?? 0) < box.eastDeg - 0.001 &&
      (labels.latDeg[label] ?? 0) > box.southDeg + 0.001 &&
      (labels.latDeg[label] ?? 0) < box.northDeg - 0.001,
  );
  expect(inside.length).toBeGreaterThan(3);
  expect(found.places.length).toBeGreaterThanOrEqual(inside.length);
  for (const label of inside) {
    // Half a step of 120 m is 0.0008 degrees of longitude and 0.00054 of latitude here.
    const near = [...found.places].some(
      (place) =>
        Math.abs((places.lonDeg[place] ?? 0) - (labels.lonDeg[label] ?? 0)) < 0.00085 &&
        Math.abs((places.latDeg[place] ?? 0) - (labels.latDeg[label] ?? 0)) < 0.00058,
    );
    expect(near).toBe(true);
  }
});

test('a head gives the places the probabilities of its map', async () => {
  const { encoderId } = await findExploration(engine.current.project.database, explorationId);
  const detected = await run({ kind: 'detect', classIds: ['peak'], radiiM: [240], encoderId, box });
  const runId = detected.result?.kind === 'detection-run' ? detected.result.runId : -1;
  const [head] = await handlers.heads.list(undefined, never());
  const asked = { explorationId, headId: head?.id ?? -1 };
  const probabilities = await handlers.explorations.probabilities(asked, never());
  const tile = { z: 12, x: 2156, y: 1439 };
  const map = await handlers.detections.tile({ runId, classId: 'peak', radiiM: [240], ...tile }, never());
  const places = await handlers.explorations.tile({ explorationId, ...tile }, never());
  const pixels = [...(places ?? []).keys()].filter((pixel) => !Number.isNaN(places?.[pixel] ?? NaN));
  expect(pixels.length).toBeGreaterThan(10_000);
  const worst = pixels.reduce(
    (most, pixel) =>
      Math.max(most, Math.abs((probabilities[places?.[pixel] ?? -1] ?? NaN) - (map?.[pixel] ?? NaN))),
    0,
  );
  // Maps are computed from stored embeddings, int8 along their principal axes.
  expect(worst).toBeLessThan(5e-3);
});

test('a head of another encoder gives no probabilities', async () => {
  const encoders = await handlers.encoders.list(undefined, never());
  const encoderId = encoders.find(({ card }) => card.name === 'topo2vec-inv')?.id ?? -1;
  const task = await run({ kind: 'fit-head', classId: 'peak', encoderId, radiusM: 240 });
  const headId = task.result?.kind === 'head' ? task.result.headId : -1;
  await expect(handlers.explorations.probabilities({ explorationId, headId }, never())).rejects.toMatchObject(
    {
      code: 'bad-input',
    },
  );
});

test('new clusters replace the earlier ones', async () => {
  const before = await handlers.explorations.places({ explorationId }, never());
  const task = await run({ kind: 'cluster', explorationId, clusters: 7 });
  expect(task.error).toBeNull();
  const after = await handlers.explorations.places({ explorationId }, never());
  expect(new Set(after.clusters).size).toBe(7);
  expect(after.components).toEqual(before.components);
  const [info] = await handlers.explorations.list(undefined, never());
  expect(info?.clusterSizes).toHaveLength(7);
});

test('the same seed gives the same exploration', async () => {
  const first = await handlers.explorations.places({ explorationId }, never());
  const task = await run({ ...spec, clusters: 7 });
  const again = task.result?.kind === 'exploration' ? task.result.explorationId : -1;
  const second = await handlers.explorations.places({ explorationId: again }, never());
  expect(second).toEqual(first);
  await handlers.explorations.remove({ explorationId: again }, never());
  await expect(handlers.explorations.places({ explorationId: again }, never())).rejects.toMatchObject({
    code: 'not-found',
  });
});

describe('what cannot be explored', () => {
  test('too few places, with advice', async () => {
    const task = await run({ kind: 'explore', radiusM: 960, stepM: 2000, box });
    expect(task).toMatchObject({ state: 'failed', errorCode: 'bad-input' });
    expect(task.error).toMatch(
      /^The region holds \d places at 960 m, .* Widen it or choose a smaller radius\.$/,
    );
  });

  test('too many places, before embedding any', async () => {
    const layers = await handlers.encoders.layers(undefined, never());
    const task = await run({ kind: 'explore', radiusM: 240, stepM: 30 });
    expect(task.error).toMatch(/^The terrain holds about 6\d\d,\d{3} places at 240 m/);
    expect(await handlers.encoders.layers(undefined, never())).toEqual(layers);
  });

  test('a view beside the terrain', async () => {
    const beside = { westDeg: 12, southDeg: 47.08, eastDeg: 12.1, northDeg: 47.13 };
    const task = await run({ ...spec, box: beside });
    expect(task).toMatchObject({ state: 'failed', errorCode: 'outside-terrain' });
  });
});

describe('many labels at once', () => {
  test('are one step, named with their number', async () => {
    const places = await handlers.explorations.places({ explorationId }, never());
    const locations = Float64Array.from(
      [5, 500, 900].flatMap((i) => [places.lonDeg[i] ?? 0, places.latDeg[i] ?? 0]),
    );
    const count = async (): Promise<number> => (await handlers.labels.list(undefined, never())).ids.length;
    const before = await count();
    expect(await handlers.labels.addMany({ classId: 'peak', positive: true, locations }, never())).toBe(3);
    expect(await count()).toBe(before + 3);
    expect(await handlers.project.undoState(undefined, never())).toMatchObject({ undo: 'Label 3 peaks' });
    await handlers.project.undo(undefined, never());
    expect(await count()).toBe(before);
    await handlers.labels.addMany({ classId: 'peak', positive: false, locations }, never());
    expect(await handlers.project.undoState(undefined, never())).toMatchObject({
      undo: 'Label 3 places not peak',
    });
    await handlers.project.undo(undefined, never());
  });

  test('off the terrain are refused together', async () => {
    const locations = Float64Array.of(9.57, 47.1, 12, 47.1);
    await expect(
      handlers.labels.addMany({ classId: 'peak', positive: true, locations }, never()),
    ).rejects.toMatchObject({ code: 'outside-terrain' });
  });
});

test('what an encoder preserves of a place', async () => {
  const encoders = await handlers.encoders.list(undefined, never());
  const encoderId = encoders.find(({ card }) => card.factor === 4)?.id ?? -1;
  const place = { lonDeg: 9.57, latDeg: 47.1 };
  const found = await handlers.encoders.reconstruct({ ...place, encoderId, radiusM: 960 }, never());
  expect(found.factor).toBe(4);
  expect(found.input).toHaveLength(289);
  expect(found.decoded).toHaveLength(64 * 64);
  const truth = found.truth ?? new Float32Array();
  const mean =
    truth.reduce((sum, value, i) => sum + Math.abs(value - (found.decoded[i] ?? NaN)), 0) / truth.length;
  expect(found.l1).toBeCloseTo(mean, 5);
  // A patch of 240 m has samples every 30 m, and its finer one every 7.5 m: no DTM here has that.
  const fine = await handlers.encoders.reconstruct({ ...place, encoderId, radiusM: 240 }, never());
  expect(fine).toMatchObject({ truth: null, l1: null, l1Bilinear: null });
  await expect(
    handlers.encoders.reconstruct({ lonDeg: 9.4333, latDeg: 47.1, encoderId, radiusM: 960 }, never()),
  ).rejects.toMatchObject({ code: 'outside-terrain' });
});

test('an exploration is kept when its project is reopened', async () => {
  const before = await handlers.explorations.places({ explorationId }, never());
  await engine.close();
  await engine.open(path);
  expect(await handlers.explorations.places({ explorationId }, never())).toEqual(before);
});
