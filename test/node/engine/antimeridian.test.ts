import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { boxContains } from '../../../src/shared/geo/lonLat';
import { overpassQuery } from '../../../src/main/engine/labels/overpass';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

/** By GDAL. */
const expected = z
  .object({ elevation: z.record(z.string(), z.object({ at: z.array(z.array(z.number())) })) })
  .parse(JSON.parse(readFileSync(fixture('field', 'expected.json'), 'utf8')));

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
/** A valley and its shoulders on both sides of 180 degrees. */
const places = [
  [179.985, -16.51],
  [179.99, -16.524],
  [179.995, -16.515],
  [-179.987361, -16.521806],
  [-179.99, -16.51],
  [-179.995, -16.525],
] as const;

beforeAll(async () => {
  await engine.create(join(folder, 'taveuni.topo2vec'));
  const paths = ['west', 'east'].map((side) => fixture('field', `antimeridian-${side}.tif`));
  await run({ kind: 'import-dtms', paths });
});
afterAll(close);

test('terrain on both sides of the antimeridian has one narrow box', async () => {
  const terrain = await handlers.terrain.describe(undefined, never());
  const { box } = await handlers.project.info(undefined, never());
  expect(terrain?.box).toEqual(box);
  expect(box?.westDeg).toBeCloseTo(179.975, 9);
  expect(box?.eastDeg).toBeCloseTo(180.025, 9);
  // A tenth of 3.7 km from south to north, not of the Earth's girth.
  expect(terrain?.maxRadiusM).toBeLessThan(400);
});

test('elevations are those of GDAL on either side, and patches reach across', async () => {
  const known = ['west', 'east'].flatMap((side) => expected.elevation[`antimeridian-${side}.tif`]?.at ?? []);
  expect(known).toHaveLength(6);
  const readings = await handlers.terrain.readings(
    { places: known.map(([lonDeg = NaN, latDeg = NaN]) => ({ lonDeg, latDeg })) },
    never(),
  );
  for (const [index, { elevationM }] of readings.entries())
    expect(elevationM).toBeCloseTo(known[index]?.[2] ?? NaN, 2);
  const edge = await handlers.terrain.patches(
    {
      locations: [
        { lonDeg: 180, latDeg: -16.515 },
        { lonDeg: -180, latDeg: -16.515 },
      ],
      radiusM: 240,
    },
    never(),
  );
  expect(edge.valid).toEqual([true, true]);
  expect(edge.values.slice(0, 289)).toEqual(edge.values.slice(289));
  const line = [
    { lonDeg: 179.985, latDeg: -16.515 },
    { lonDeg: -179.985, latDeg: -16.515 },
  ];
  const profile = await handlers.terrain.profile({ line, count: 50 }, never());
  expect(profile.elevationM.every((elevationM) => elevationM > 500)).toBe(true);
  // 0.03 degrees at 16.515 S are 3,203 m (GeographicLib).
  expect(profile.distanceM.at(-1)).toBeCloseTo(3203, -1);
});

test('detection, look-alikes and exploration need no box, and accept one across the antimeridian', async () => {
  for (const [index, [lonDeg, latDeg]] of places.entries())
    await handlers.labels.add({ lonDeg, latDeg, classId: 'peak', positive: index % 2 === 0 }, never());
  const detected = await run({ kind: 'detect', classIds: ['peak'], radiiM: [120], threshold: 0 });
  expect(detected).toMatchObject({ state: 'done', error: null });
  const [all] = await handlers.detections.runs(undefined, never());
  const columns = await handlers.detections.list({ runId: all?.id ?? 0 }, never());
  expect([...columns.lonDeg].some((lonDeg) => lonDeg > 179)).toBe(true);
  expect([...columns.lonDeg].some((lonDeg) => lonDeg < -179)).toBe(true);
  expect([...columns.lonDeg].every((lonDeg) => Math.abs(lonDeg) <= 180)).toBe(true);

  const box = { westDeg: 179.99, southDeg: -16.53, eastDeg: 180.01, northDeg: -16.505 };
  const part = await run({ kind: 'detect', classIds: ['peak'], radiiM: [120], threshold: 0, box });
  expect(part).toMatchObject({ state: 'done', error: null });
  const [inBox] = await handlers.detections.runs(undefined, never());
  const found = await handlers.detections.list({ runId: inBox?.id ?? 0 }, never());
  expect(found.lonDeg.length).toBeGreaterThan(0);
  expect(
    [...found.lonDeg].every((lonDeg, index) => boxContains(box, lonDeg, found.latDeg[index] ?? NaN)),
  ).toBe(true);

  const locations = [{ lonDeg: 179.999, latDeg: -16.515 }];
  const alike = await run({ kind: 'retrieve', locations, radiusM: 120, k: 30 });
  expect(alike.error).toBeNull();
  const [retrieval] = await handlers.retrievals.list(undefined, never());
  const hits = retrieval?.hits ?? [];
  expect(new Set(hits.map(({ lonDeg }) => Math.sign(lonDeg)))).toEqual(new Set([1, -1]));

  const explored = await run({ kind: 'explore', radiusM: 120, clusters: 3, box });
  expect(explored).toMatchObject({ state: 'done', error: null });
});

test('map tiles on either side have their relief', async () => {
  // Longitude 180 is the edge of the first and the last tile of a row.
  const zoom = 12;
  const y = Math.floor(((1 - Math.asinh(Math.tan((-16.515 * Math.PI) / 180)) / Math.PI) / 2) * 2 ** zoom);
  for (const x of [0, 2 ** zoom - 1])
    expect(await handlers.terrain.relief({ z: zoom, x, y, dtmId: null }, never())).not.toBeNull();
  expect(await handlers.terrain.relief({ z: zoom, x: 2 ** (zoom - 1), y, dtmId: null }, never())).toBeNull();
  const range = await handlers.terrain.range(
    { box: { westDeg: 179.5, southDeg: -17, eastDeg: 180.5, northDeg: -16 }, cutShare: 0 },
    never(),
  );
  // The extremes of both files by gdalinfo are 679 and 2036; the map's pixels are means of theirs.
  expect(range?.minM).toBeGreaterThan(670);
  expect(range?.minM).toBeLessThan(760);
  expect(range?.maxM).toBeGreaterThan(1950);
});

test('Overpass is asked for both sides', () => {
  const box = { westDeg: 179.5, southDeg: -17, eastDeg: 180.5, northDeg: -16 };
  const query = overpassQuery([{ natural: ['peak'] }], box);
  expect(query).toContain('(-17.000000,179.500000,-16.000000,180.000000)');
  expect(query).toContain('(-17.000000,-180.000000,-16.000000,-179.500000)');
});
