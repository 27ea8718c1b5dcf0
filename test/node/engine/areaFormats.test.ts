import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { areaProject } from './areaProject';
import { box, pairs } from './outlines';
import { never } from './workbench';

const { folder, run, handlers, add, areas } = areaProject();

/** The record of the area below in a .shp file, as GDAL 3.12 writes it. */
const RECORD_BY_GDAL =
  '000000010000006a050000000000000000002340000000000080474000000000008023400000000000a0474002000000' +
  '0a00000000000000050000000000000000002340000000000080474000000000000023400000000000a0474000000000' +
  '008023400000000000a0474000000000008023400000000000804740000000000000234000000000008047400000000000' +
  '202340000000000090474000000000002023400000000000884740000000000040234000000000008847400000000000' +
  '402340000000000090474000000000002023400000000000904740';

/** The corners of a ring, which may begin anywhere and run either way. */
const corners = (ring: Float64Array): string[] => pairs(ring).map(String).sort();

test('areas are polygons in every format that holds them, and come back as they were', async () => {
  await add(false, [box(9.5, 47, 9.75, 47.25), box(9.5625, 47.0625, 9.625, 47.125)], 3);
  const [before] = await areas();
  const write = async (name: string, crs: 'wgs84' | 'dtm' = 'wgs84'): Promise<string> => {
    const path = join(folder, name);
    await handlers.exports.points({ source: { kind: 'labels' }, path, crs }, never());
    return path;
  };
  const shapefile = await write('labels.shp');
  expect(readdirSync(folder).filter((name) => name.startsWith('labels_areas.'))).toEqual(
    ['cpg', 'dbf', 'prj', 'shp', 'shp.xml', 'shx'].map((ending) => `labels_areas.${ending}`),
  );
  const shapes = readFileSync(join(folder, 'labels_areas.shp'));
  expect(shapes.subarray(100).toString('hex')).toBe(RECORD_BY_GDAL);
  expect(shapes.readInt32LE(32)).toBe(5);
  expect(readFileSync(join(folder, 'labels_areas.shx')).subarray(100).toString('hex')).toBe(
    '000000320000006a',
  );
  expect(readFileSync(shapefile).readInt32LE(32)).toBe(1);

  const kml = readFileSync(await write('labels.kml'), 'utf8');
  expect(kml).toContain(
    '<Polygon><outerBoundaryIs><LinearRing><coordinates>9.5000000,47.0000000 9.7500000,47.0000000 ',
  );
  expect(kml).toContain(
    '<innerBoundaryIs><LinearRing><coordinates>9.5625000,47.1250000 9.6250000,47.1250000 ',
  );

  const files = [join(folder, 'labels_areas.shp'), join(folder, 'labels.kml'), await write('labels.fgb')];
  await handlers.project.undo(undefined, never());
  expect(await areas()).toEqual([]);
  for (const path of files) {
    const { result, error } = await run({
      kind: 'import-labels',
      path,
      classIds: ['peak'],
      polygons: 'area',
    });
    if (result?.kind !== 'labels') throw new Error(error ?? 'no labels');
    expect(result.report.areas).toBe(1);
    const [after] = await areas();
    expect(after).toMatchObject({ classId: 'peak', positive: false });
    expect(after?.rings.map(corners)).toEqual(before?.rings.map(corners));
    await handlers.project.undo(undefined, never());
  }
});
