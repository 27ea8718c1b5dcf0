import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { distanceM } from '../../../src/main/terrain/geo/distance';
import { fixture, temporaryFolder } from './folder';
import { pointCollection } from './pointCollection';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const dtm = fixture('dtm', 'liechtenstein_srtm1.tif');
const osm = fixture('osm', 'liechtenstein.osm.pbf');

/** A corner of the mountains, small enough for seconds. */
const corner = { westDeg: 9.54, southDeg: 47.08, eastDeg: 9.6, northDeg: 47.13 };

beforeAll(async () => {
  await engine.create(join(folder, 'job.topo2vec'));
});
afterAll(close);

describe('end to end', () => {
  test('labels need terrain first', async () => {
    const task = await run({ kind: 'import-labels', path: osm, classIds: ['peak'] });
    expect(task).toMatchObject({ state: 'failed', errorCode: 'outside-terrain' });
  });

  test('a DTM is imported once, with its statistics', async () => {
    const first = await run({ kind: 'import-dtms', paths: [dtm] });
    expect(first.result).toMatchObject({ kind: 'dtms', alreadyThere: 0 });
    const again = await run({ kind: 'import-dtms', paths: [dtm] });
    expect(again.result).toEqual({ kind: 'dtms', dtmIds: [], alreadyThere: 1 });
    // Box, range and share of no-data as GDAL gives them.
    await expect
      .poll(async () => (await handlers.dtms.list(undefined, never()))[0]?.minM, { timeout: 30_000 })
      .toBe(413);
    const [info] = await handlers.dtms.list(undefined, never());
    expect(info).toMatchObject({
      maxM: 2713,
      crsCode: 'EPSG:4326',
      width: 861,
      height: 1009,
      state: 'ready',
    });
    expect(info?.noDataShare).toBeCloseTo(0.003, 3);
    expect(info?.box.westDeg).toBeCloseTo(9.4332, 4);
    expect(info?.box.northDeg).toBeCloseTo(47.3026, 4);
  });

  test('one bad file among several cancels the import of all', async () => {
    const task = await run({ kind: 'import-dtms', paths: [dtm, fixture('osm', 'not-terrain.tif')] });
    expect(task).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('not-terrain.tif') as string,
    });
    expect(await handlers.dtms.list(undefined, never())).toHaveLength(1);
  });

  test('labels are imported once; those outside the terrain are counted', async () => {
    const first = await run({ kind: 'import-labels', path: osm, classIds: ['peak', 'saddle'] });
    expect(first.result).toMatchObject({
      kind: 'labels',
      report: { byClass: { peak: 47, saddle: 8 }, duplicates: 0 },
    });
    const outside = first.result?.kind === 'labels' ? first.result.report.outside : 0;
    const again = await run({ kind: 'import-labels', path: osm, classIds: ['peak', 'saddle'] });
    expect(again.result).toMatchObject({ report: { added: 0, duplicates: 55, outside } });
    expect((await engine.current.project.info()).attributions.join()).toContain('OpenStreetMap');
  });

  test('a custom filter imports other tags', async () => {
    const task = await run({
      kind: 'import-labels',
      path: osm,
      classIds: ['sinkhole'],
      where: { tourism: ['alpine_hut'] },
    });
    expect(task.result).toMatchObject({ report: { added: 4 } });
  });

  test('a list of places without tags is imported whole as one class', async () => {
    const path = join(folder, 'places.geojson');
    const point = (lon: number, lat: number) => ({
      type: 'Feature',
      properties: {},
      geometry: { type: 'Point', coordinates: [lon, lat] },
    });
    writeFileSync(
      path,
      JSON.stringify({
        type: 'FeatureCollection',
        features: [point(9.5, 47.1), point(9.51, 47.1), point(2, 40)],
      }),
    );
    const task = await run({ kind: 'import-labels', path, classIds: ['cave-entrance'] });
    expect(task.result).toMatchObject({ report: { added: 2, outside: 1 } });
  });

  test('a head recognises peaks on unseen terrain', async () => {
    const [encoder] = await handlers.encoders.list(undefined, never());
    const testBox = { westDeg: 9.56, southDeg: 47.02, eastDeg: 9.6724, northDeg: 47.3026 };
    const task = await run({
      kind: 'fit-head',
      classId: 'peak',
      encoderId: encoder?.id ?? 0,
      radiusM: 240,
      testBox,
    });
    expect(task.state).toBe('done');
    const [head] = await handlers.heads.list(undefined, never());
    expect(head?.metrics.heldOut).toBe('box');
    expect(head?.metrics.accuracy).toBeGreaterThan(0.75);
    // 47 peaks, minus those whose patch leaves the terrain and those in the margin between both sides.
    expect((head?.trainPositives ?? 0) + (head?.testPositives ?? 0)).toBeLessThanOrEqual(47);
    // In the mixture of the map: at least 500 negatives, and none is labelled here.
    expect(head?.trainNegatives).toBeGreaterThanOrEqual(500);
  });

  test('a class with too few labels says how many are needed', async () => {
    const task = await run({ kind: 'detect', classIds: ['waterfall'], radiiM: [240], box: corner });
    expect(task).toMatchObject({ state: 'failed', errorCode: 'too-few-labels' });
    expect(task.error).toMatch(/Waterfall has 0 positive labels/);
  });

  test('detections at two radii, exported as GeoJSON', async () => {
    const task = await run({
      kind: 'detect',
      classIds: ['peak'],
      radiiM: [240, 480],
      box: corner,
      threshold: 0.6,
    });
    expect(task.result?.kind).toBe('detection-run');
    const [found] = await handlers.detections.runs(undefined, never());
    expect(found?.radiiM).toEqual([240, 480]);
    const path = join(folder, 'peaks.geojson');
    const features = await handlers.exports.points({ source: { kind: 'run', runId: null }, path }, never());
    const file = pointCollection.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(file.features).toHaveLength(features);
    expect(features).toBeGreaterThan(0);
    expect(file.attribution).toContain('OpenStreetMap');
    expect(file.provenance.dtms).toEqual(['liechtenstein_srtm1.tif']);
    for (const { geometry, properties } of file.features) {
      expect(Object.keys(properties)).toEqual([
        'class',
        'probability',
        'radius_m',
        'encoder',
        'head',
        'dtm',
        'created',
      ]);
      expect(properties.probability).toBeGreaterThanOrEqual(0.6);
      const [lon, lat] = geometry.coordinates;
      expect(
        lon >= corner.westDeg && lon <= corner.eastDeg && lat >= corner.southDeg && lat <= corner.northDeg,
      ).toBe(true);
    }
    for (const radiusM of [240, 480]) {
      const same = file.features.filter(({ properties }) => properties.radius_m === radiusM);
      for (const [i, a] of same.entries()) {
        for (const b of same.slice(0, i)) {
          expect(distanceM(...a.geometry.coordinates, ...b.geometry.coordinates)).toBeGreaterThan(
            radiusM * 0.995,
          );
        }
      }
    }
  });

  test('the probability map peaks around a detection', async () => {
    const [found] = await handlers.detections.runs(undefined, never());
    const runId = found?.id ?? 0;
    const columns = await handlers.detections.list({ runId }, never());
    const index = [...columns.radiusIndex].indexOf(0);
    const lonDeg = columns.lonDeg[index] ?? 0;
    const latDeg = columns.latDeg[index] ?? 0;
    // The tile and pixel of a place in the XYZ scheme of EPSG:3857.
    const across = ((lonDeg + 180) / 360) * 2 ** 13;
    const down = ((1 - Math.asinh(Math.tan((latDeg * Math.PI) / 180)) / Math.PI) / 2) * 2 ** 13;
    const tile = await handlers.detections.tile(
      { runId, classId: 'peak', radiiM: [240], z: 13, x: Math.floor(across), y: Math.floor(down) },
      never(),
    );
    const [x, y] = [Math.floor((across % 1) * 256), Math.floor((down % 1) * 256)];
    // A detection lies between cells, and its probability uses more than the head's decision, on which the map is
    // based.
    const around = [-12, 0, 12].flatMap((dy) =>
      [-12, 0, 12].map((dx) => tile?.[(y + dy) * 256 + x + dx] ?? NaN),
    );
    const inside = around.filter((probability) => !Number.isNaN(probability));
    const sorted = [...(tile ?? [])].filter((probability) => probability >= 0).sort((a, b) => a - b);
    expect(Math.max(...inside)).toBeGreaterThan(sorted[Math.floor(0.9 * sorted.length)] ?? NaN);
  });

  test('a higher threshold shows fewer detections, and the earlier one shows the same again', async () => {
    const [found] = await handlers.detections.runs(undefined, never());
    const runId = found?.id ?? 0;
    const before = await handlers.detections.list({ runId }, never());
    await handlers.detections.setThreshold({ runId, threshold: 0.9 }, never());
    const after = await handlers.detections.list({ runId }, never());
    expect(after.probability.length).toBeLessThan(before.probability.length);
    expect([...after.probability].every((probability) => probability >= 0.9)).toBe(true);
    await handlers.detections.setThreshold({ runId, threshold: found?.threshold ?? NaN }, never());
    expect(await handlers.detections.list({ runId }, never())).toEqual(before);
  });

  test('removing the DTM can be undone', async () => {
    const [info] = await handlers.dtms.list(undefined, never());
    await handlers.dtms.remove({ dtmId: info?.id ?? 0 }, never());
    expect(await handlers.terrain.describe(undefined, never())).toBeNull();
    expect(await handlers.project.undo(undefined, never())).toBe('Remove liechtenstein_srtm1.tif');
    const { elevationM } = await handlers.terrain.at({ lonDeg: 9.55, latDeg: 47.1 }, never());
    expect(elevationM).toBeGreaterThan(413);
  });
});
