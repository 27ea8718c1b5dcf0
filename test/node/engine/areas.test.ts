import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { spreadPlaces } from '../../../src/main/engine/labels/areas/spreadPlaces';
import { labelsOfClass } from '../../../src/main/engine/labels/labels';
import { drawNegatives } from '../../../src/main/engine/heads/trainingSet';
import { backUp, restoreBackup } from '../../../src/main/engine/store/backups';
import { Connection } from '../../../src/main/engine/store/database';
import { distanceM } from '../../../src/main/terrain/geo/distance';
import { checkedRings } from '../../../src/shared/geo/checkedRings';
import { ringsAreaM2, ringsContain } from '../../../src/shared/geo/rings';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const { labels, project } = handlers;

const box = (west: number, south: number, east: number, north: number): Float64Array =>
  Float64Array.of(west, south, east, south, east, north, west, north);

const add = (positive: boolean, rings: Float64Array[], places: number | null = null, classId = 'peak') =>
  labels.addArea({ classId, positive, rings, places }, never());
const areas = () => labels.areas(undefined, never());

/** Places of all labels that lie in an area. */
async function placesIn(areaId: number): Promise<[number, number][]> {
  const rows = await engine.current.project.database.all(
    z.object({ lon_deg: z.number(), lat_deg: z.number() }),
    'SELECT lon_deg, lat_deg FROM labels WHERE area_id = ? ORDER BY id',
    [areaId],
  );
  return rows.map(({ lon_deg, lat_deg }) => [lon_deg, lat_deg]);
}

beforeAll(async () => {
  await engine.create(join(folder, 'areas.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  const peak = (await labels.classes(undefined, never())).find(({ id }) => id === 'peak');
  if (peak !== undefined) await labels.putClass({ ...peak, radiusM: 240 }, never());
});
afterAll(close);

const POLYGON_BY_SHAPELY =
  '010600000001000000010300000002000000050000000000000000002340000000000080474000000000008023' +
  '40000000000080474000000000008023400000000000a0474000000000000023400000000000a0474000000000' +
  '000023400000000000804740050000000000000000202340000000000090474000000000004023400000000000' +
  '904740000000000040234000000000008847400000000000202340000000000088474000000000002023400000' +
  '000000904740';

/** Least metres between any two places. */
const closestM = (places: readonly (readonly [number, number])[]): number =>
  Math.min(
    ...places.flatMap(([lon, lat], index) =>
      places.slice(index + 1).map(([otherLon, otherLat]) => distanceM(lon, lat, otherLon, otherLat)),
    ),
  );

const pairs = (places: Float64Array): [number, number][] =>
  Array.from({ length: places.length / 2 }, (_, i) => [places[2 * i] ?? NaN, places[2 * i + 1] ?? NaN]);

const everywhere = (locations: Float64Array) =>
  Promise.resolve(new Array(locations.length / 2).fill(true) as boolean[]);

test('a "No" area holds well-spread negatives that heads learn from, and is removed with them in one step', async () => {
  const rings = [box(9.54, 47.1, 9.58, 47.13), box(9.55, 47.11, 9.56, 47.12)];
  const id = await add(false, rings);
  const [area] = await areas();
  expect(area).toMatchObject({ id, classId: 'peak', positive: false, source: 'hand' });
  expect(area?.rings.map((ring) => [...ring])).toEqual(rings.map((ring) => [...ring]));
  // pyproj 3: 9,280,942.36 m², 161.1 squares of the class's radius.
  expect(area?.areaM2).toBeCloseTo(9_280_942.36, 1);
  expect(area?.places).toBe(161);
  const places = await placesIn(id);
  expect(places).toHaveLength(161);
  expect(places.every((place) => ringsContain(rings, ...place))).toBe(true);
  // As far apart as on a square lattice, less a third.
  expect(closestM(places)).toBeGreaterThan(0.67 * Math.sqrt(9_280_942 / 161));
  const { positives, negatives } = await labelsOfClass(engine.current.project.database, 'peak');
  expect([positives.length / 2, negatives.length / 2]).toEqual([0, 161]);
  expect(await project.undoState(undefined, never())).toEqual({
    undo: 'Add an area without peaks',
    redo: null,
  });

  await labels.removeArea({ areaId: id }, never());
  expect(await areas()).toEqual([]);
  expect(await placesIn(id)).toEqual([]);
  await project.undo(undefined, never());
  expect(await placesIn(id)).toEqual(places);
  await project.undo(undefined, never());
  expect([await areas(), await placesIn(id)]).toEqual([[], []]);
  await project.redo(undefined, never());
  expect(await placesIn(id)).toEqual(places);
  await labels.removeArea({ areaId: id }, never());
});

test('changing the number replaces the labels of an area, except those judged by a person', async () => {
  const id = await add(true, [box(9.54, 47.1, 9.58, 47.13)], 4);
  const [first] = (await labels.list(undefined, never())).ids;
  await handlers.labelling.flip({ labelId: first ?? 0 }, never());
  expect(await placesIn(id)).toHaveLength(3);
  await labels.setAreaPlaces({ areaId: id, places: 12 }, never());
  expect(await placesIn(id)).toHaveLength(12);
  expect((await project.undoState(undefined, never())).undo).toBe('Sample 12 places in an area');
  const listed = await labels.list(undefined, never());
  expect(listed.ids).toHaveLength(13);
  expect(listed.positive.reduce((sum, positive) => sum + positive, 0)).toBe(12);
  await project.undo(undefined, never());
  expect(await placesIn(id)).toHaveLength(3);
  await labels.removeArea({ areaId: id }, never());
  expect((await labels.list(undefined, never())).ids).toEqual(Uint32Array.of(first ?? 0));
  await labels.remove({ ids: [first ?? 0] }, never());
});

test('known places in a "No" area are not positives, and no negatives are drawn in an area of the class', async () => {
  const within = { lonDeg: 9.56, latDeg: 47.12 };
  const beside = { lonDeg: 9.5, latDeg: 47.2 };
  for (const place of [within, beside])
    await labels.add({ ...place, classId: 'saddle', positive: true }, never());
  const no = await add(false, [box(9.54, 47.1, 9.58, 47.13)], 5, 'saddle');
  const yes = [box(9.5, 47.1, 9.53, 47.15)];
  const id = await add(true, yes, 1, 'saddle');
  const known = await labelsOfClass(engine.current.project.database, 'saddle');
  expect(known.negatives).toHaveLength(10);
  expect(pairs(known.positives)).toEqual([[beside.lonDeg, beside.latDeg], ...(await placesIn(id))]);
  const wanted = {
    ...{ className: 'Saddle', radiusM: 240, count: 400, seed: 0 },
    box: { westDeg: 9.49, southDeg: 47.09, eastDeg: 9.55, northDeg: 47.16 },
  };
  const drawn = (inside: (lon: number, lat: number) => boolean) =>
    engine.current.project.useTerrain((terrain) =>
      drawNegatives(terrain, known.positives, { ...wanted, inside }),
    );
  const free = pairs(await drawn(() => true)).filter((place) => ringsContain(yes, ...place));
  expect(free.length).toBeGreaterThan(100);
  const fair = pairs(await drawn((...place) => !known.holds(...place)));
  expect(fair.filter((place) => ringsContain(yes, ...place))).toEqual([]);
  for (const areaId of [no, id]) await labels.removeArea({ areaId }, never());
});

test('an area smaller than a pixel has one place, in it and on the terrain', async () => {
  const rings = [Float64Array.of(9.55, 47.11, 9.55005, 47.11, 9.55, 47.11005)];
  const id = await add(true, rings, 50);
  expect(await areas()).toMatchObject([{ places: 1 }]);
  expect((await placesIn(id)).map((place) => ringsContain(rings, ...place))).toEqual([true]);
  await labels.removeArea({ areaId: id }, never());
});

test('an invalid area, or one without elevations, is refused and leaves nothing behind', async () => {
  await expect(
    add(true, [Float64Array.of(9.5, 47.1, 9.6, 47.2, 9.6, 47.1, 9.5, 47.2)]),
  ).rejects.toMatchObject({
    code: 'bad-input',
  });
  await expect(add(true, [box(1, 1, 1.1, 1.1)])).rejects.toMatchObject({ code: 'outside-terrain' });
  await expect(add(true, [box(9.5, 47.1, 9.6, 47.2)], null, 'volcano')).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(labels.setAreaPlaces({ areaId: 999, places: 3 }, never())).rejects.toMatchObject({
    code: 'not-found',
  });
  expect(await areas()).toEqual([]);
});

test('places lie where there is data, even if that is a strip of the area', async () => {
  const rings = checkedRings([[9, 47, 10, 47, 10, 48, 9, 48]]);
  const places = await spreadPlaces(rings, {
    ...{ count: 10, apartM: 30, known: new Float64Array() },
    onGround: (locations) => Promise.resolve(pairs(locations).map(([lon]) => lon < 9.1)),
  });
  expect(pairs(places)).toHaveLength(10);
  expect(pairs(places).every(([lon]) => lon < 9.1)).toBe(true);
});

test('areas are exported as polygons, and their labels as points that name them', async () => {
  const rings = [box(9.5, 47, 9.75, 47.25), box(9.5625, 47.0625, 9.625, 47.125)];
  const id = await add(false, rings, 3);
  const write = async (name: string): Promise<string> => {
    const path = join(folder, name);
    await handlers.exports.points({ source: { kind: 'labels' }, path }, never());
    return path;
  };
  const { features } = z
    .object({
      features: z.array(z.object({ geometry: z.unknown(), properties: z.record(z.string(), z.unknown()) })),
    })
    .parse(JSON.parse(readFileSync(await write('areas.geojson'), 'utf8')));
  const [west, south, east, north] = [9.5, 47, 9.75, 47.25];
  expect(features.filter(({ properties }) => properties.area === id)).toHaveLength(4);
  expect(features.at(-1)).toEqual({
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ],
        // The hole runs clockwise (RFC 7946, section 3.1.6).
        [
          [9.5625, 47.125],
          [9.625, 47.125],
          [9.625, 47.0625],
          [9.5625, 47.0625],
          [9.5625, 47.125],
        ],
      ],
    },
    properties: { class: 'peak', positive: 0, source: 'hand', area: id, places: 3 },
  });
  const file = await Connection.open(await write('areas.gpkg'), 'read');
  try {
    const row = z.object({
      geom: z.instanceof(Buffer),
      class: z.string(),
      positive: z.number(),
      places: z.number(),
    });
    const [area, ...others] = await file.all(row, 'SELECT geom, class, positive, places FROM areas');
    expect(others).toEqual([]);
    expect(area).toMatchObject({ class: 'peak', positive: 0, places: 3 });
    // Header of a GeoPackage, then as shapely 2 (GEOS) writes the polygon.
    expect(area?.geom.toString('hex')).toBe(`47500001e6100000${POLYGON_BY_SHAPELY}`);
    expect(await file.all(z.unknown(), 'SELECT count(*) AS n FROM labels WHERE area IS NOT NULL')).toEqual([
      { n: 3 },
    ]);
  } finally {
    await file.close();
  }
  await labels.removeArea({ areaId: id }, never());
});

test('polygons of a file become areas once, invalid ones are counted, and our own exports are reimported unchanged', async () => {
  const polygon = (kind: string, rings: Float64Array[], properties = {}) => ({
    type: 'Feature',
    properties: { natural: kind, ...properties },
    geometry: {
      type: 'Polygon',
      coordinates: rings.map((ring) => [...pairs(ring), ...pairs(ring).slice(0, 1)]),
    },
  });
  const path = join(folder, 'polygons.geojson');
  const here = box(9.54, 47.1, 9.58, 47.13);
  const features = [
    polygon('peak', [here, box(9.55, 47.11, 9.56, 47.12)]),
    polygon('peak', [Float64Array.of(9.5, 47.1, 9.52, 47.12, 9.52, 47.1, 9.5, 47.12)]),
    polygon('peak', [box(1, 1, 1.1, 1.1)]),
    polygon('water', [here]),
    {
      type: 'Feature',
      properties: { natural: 'peak' },
      geometry: { type: 'Point', coordinates: [9.53, 47.09] },
    },
  ];
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
  const reportOf = async (file: string, polygons: 'area' | 'no-area') => {
    const { result, error } = await run({ kind: 'import-labels', path: file, classIds: ['peak'], polygons });
    if (result?.kind !== 'labels') throw new Error(error ?? 'no labels');
    return result.report;
  };
  expect(await reportOf(path, 'no-area')).toMatchObject({
    ...{ added: 1, areas: 1, outside: 1, duplicates: 0 },
    leftOut: [
      { reason: 'of other kinds', count: 1 },
      { reason: 'whose outlines form no area', count: 1 },
    ],
  });
  expect((await project.undoState(undefined, never())).undo).toBe(
    'Import polygons.geojson (1 labels, 1 areas)',
  );
  const [imported] = await areas();
  expect(imported).toMatchObject({ classId: 'peak', positive: false, source: 'file' });
  expect(imported?.places).toBeGreaterThan(100);
  expect(await reportOf(path, 'no-area')).toMatchObject({ added: 0, areas: 0, duplicates: 2 });
  const own = join(folder, 'own.geojson');
  await handlers.exports.points({ source: { kind: 'labels' }, path: own }, never());
  await project.undo(undefined, never());
  expect(await areas()).toEqual([]);
  const back = await reportOf(own, 'area');
  expect(back).toMatchObject({ added: 1, areas: 1 });
  expect(await areas()).toMatchObject([{ classId: 'peak', positive: false, places: imported?.places }]);
  await project.undo(undefined, never());
});

test('a backup includes areas and their labels', async () => {
  const id = await add(false, [box(9.54, 47.1, 9.58, 47.13)], 7);
  const before = [await areas(), await placesIn(id)];
  const { path } = await project.info(undefined, never());
  await backUp(path);
  await engine.open(await restoreBackup(path));
  expect([await areas(), await placesIn(id)]).toEqual(before);
  expect(await project.info(undefined, never())).toMatchObject({ areaCount: 1, labelCount: 9 });
});

/** Stars: outlines of any thinness around a middle, at any latitude and across the antimeridian. */
const star = fc
  .record({
    lon: fc.double({ min: 175, max: 185, noNaN: true }),
    lat: fc.double({ min: -75, max: 75, noNaN: true }),
    sizeDeg: fc.constantFrom(0.0005, 0.01, 0.3),
    reaches: fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 3, maxLength: 14 }),
  })
  .map(({ lon, lat, sizeDeg, reaches }) =>
    reaches.flatMap((reach, index) => {
      const angle = (2 * Math.PI * index) / reaches.length;
      return [lon + 2 * sizeDeg * reach * Math.cos(angle), lat + sizeDeg * reach * Math.sin(angle)];
    }),
  );

test('places of any area lie in it, are as many as requested, and keep their distance', async () => {
  await fc.assert(
    fc.asyncProperty(star, fc.constantFrom(1, 5, 40), async (corners, count) => {
      const rings = checkedRings([corners]);
      const spread = { count, apartM: 0, known: new Float64Array(), onGround: everywhere };
      const places = pairs(await spreadPlaces(rings, spread));
      expect(places).toHaveLength(count);
      for (const [lon, lat] of places) {
        expect(Math.abs(lon)).toBeLessThanOrEqual(180);
        expect(ringsContain(rings, lon, lat)).toBe(true);
      }
      if (count > 1) expect(closestM(places)).toBeGreaterThan(0.4 * Math.sqrt(ringsAreaM2(rings) / count));
      expect(pairs(await spreadPlaces(rings, spread))).toEqual(places);
    }),
    { numRuns: 60 },
  );
});
