import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Connection } from '../../../src/main/engine/store/database';
import { areaProject } from './areaProject';
import { box, pairs } from './outlines';
import { never } from './workbench';

const { folder, run, handlers, add, areas } = areaProject();
const { labels, project } = handlers;

const POLYGON_BY_SHAPELY =
  '010600000001000000010300000002000000050000000000000000002340000000000080474000000000008023' +
  '40000000000080474000000000008023400000000000a0474000000000000023400000000000a0474000000000' +
  '000023400000000000804740050000000000000000202340000000000090474000000000004023400000000000' +
  '904740000000000040234000000000008847400000000000202340000000000088474000000000002023400000' +
  '000000904740';

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
