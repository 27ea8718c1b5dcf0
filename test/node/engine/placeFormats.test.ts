import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { geojson as flatGeobuf } from 'flatgeobuf';
import { expect, test } from 'vitest';
import { csvLines } from '../../../src/main/engine/export/csv.writer';
import { writeFlatGeobuf } from '../../../src/main/engine/export/fgb.writer';
import { writeGeopackage } from '../../../src/main/engine/export/gpkg.writer';
import { writeKml } from '../../../src/main/engine/export/kml.writer';
import { located, type LocatedTable } from '../../../src/main/engine/export/located';
import { writer as shapefile } from '../../../src/main/engine/export/shapefile/shp.writer';
import { wgs84, writtenCrsOf } from '../../../src/main/engine/export/writtenCrs';
import { Connection } from '../../../src/main/engine/store/database';
import { crsByCode } from '../../../src/main/terrain/geo/crs';
import { projectionOf } from '../../../src/main/terrain/geo/projection';
import { z } from 'zod';
import { fixture, temporaryFolder } from './folder';

const folder = temporaryFolder();
const lv95 = writtenCrsOf(crsByCode('EPSG:2056'));
if (lv95 === null) throw new Error('LV95 can be written.');

/** Three places; the first lacks a value of each type, as no column may be judged by it. */
const rows = [
  [null, null, null, 'one'],
  ['Grünhorn <"&\u0001>', -7, 0.125, 'é'.repeat(200)],
  ['', 2, 1234567.5, null],
] as const;
const places: [number, number][] = [
  [2760115.37, 1224268.22],
  [2763500.5, 1219000.25],
  [2759000.125, 1230000],
];
const degrees = places.map(([x, y]) => projectionOf(lv95.crs).inverse(x, y));
const table = {
  name: 'labels',
  fields: [
    { name: 'class', type: 'text', description: 'Class & sign' },
    { name: 'count', type: 'integer', description: 'Whole' },
    { name: 'probability', type: 'real', description: 'Share' },
    { name: 'probability_text', type: 'text', description: 'Long' },
  ],
  provenance: {
    software: 'Topo2Vec Workbench',
    project: 'a.topo2vec',
    dtms: ['a.tif'],
    created: '2026-11-29T20:00:00.000Z',
    attribution: '© OpenStreetMap contributors',
  },
  lonDeg: Float64Array.from(degrees, ([lonDeg]) => lonDeg),
  latDeg: Float64Array.from(degrees, ([, latDeg]) => latDeg),
  row: (index: number) => [...(rows[index] ?? [])],
} as const;
const inDegrees: LocatedTable = located(table, wgs84());
const inMetres: LocatedTable = located(table, lv95);

test('a Shapefile has the bytes that GDAL writes, and attributes of dBASE', async () => {
  const path = join(folder, 'peaks.shp');
  // To the very doubles, which projecting there and back does not keep.
  const exact = {
    ...inMetres,
    x: Float64Array.from(places, ([x]) => x),
    y: Float64Array.from(places, ([, y]) => y),
  };
  for (const file of shapefile(path, exact)) await file.write(file.path);
  for (const ending of ['shp', 'shx']) {
    expect(readFileSync(join(folder, `peaks.${ending}`))).toEqual(
      readFileSync(fixture('exports', `gdal.${ending}`)),
    );
  }
  expect(readFileSync(join(folder, 'peaks.cpg'), 'utf8')).toBe('UTF-8');
  expect(readFileSync(join(folder, 'peaks.prj'), 'utf8')).toMatch(
    /^PROJCS\["CH1903\+_LV95",GEOGCS\["GCS_CH1903\+"/,
  );
  const xml = readFileSync(join(folder, 'peaks.shp.xml'), 'utf8');
  expect(xml).toContain('<datacred>© OpenStreetMap contributors</datacred>');
  expect(xml).toContain('&quot;project&quot;:&quot;a.topo2vec&quot;');
  const dbf = readFileSync(join(folder, 'peaks.dbf'));
  const names = [0, 1, 2, 3].map((column) =>
    dbf.subarray(32 + 32 * column, 43 + 32 * column).toString('latin1'),
  );
  expect(names.map((name) => name.replace(/\0+$/, ''))).toEqual([
    'class',
    'count',
    'probabilit',
    'probabili1',
  ]);
  const [start, bytes] = [dbf.readUInt16LE(8), dbf.readUInt16LE(10)];
  expect([dbf.readUInt32LE(4), dbf.length]).toEqual([3, start + 3 * bytes + 1]);
  const records = [0, 1, 2].map((row) =>
    dbf.subarray(start + row * bytes, start + (row + 1) * bytes).toString('utf8'),
  );
  // As shapelib writes nulls of numbers, and blanks for text. 254 bytes hold 125 letters of two and the ellipsis of three.
  expect(records[0]).toMatch(/^ +\*+one *$/);
  expect(records[1]).toContain(`Grünhorn <"&\u0001>-7      0.125${'é'.repeat(125)}…`);
  expect(records[2]).toMatch(/^ +2 ?1234567\.500 +$/);
});

test('parts of another Shapefile are not overwritten', () => {
  const path = join(folder, 'others.shp');
  writeFileSync(join(folder, 'others.dbf'), 'of something else');
  expect(() => shapefile(path, inDegrees)).toThrow(/others\.dbf already exists/);
  expect(existsSync(path)).toBe(false);
});

test('FlatGeobuf keeps values that the first place lacks, and states its CRS', async () => {
  const path = join(folder, 'peaks.fgb');
  await writeFlatGeobuf(path, inMetres);
  const features: { properties: unknown; geometry: { coordinates: number[] } }[] = [];
  let crs: unknown;
  const read = flatGeobuf.deserialize(new Uint8Array(readFileSync(path)), {
    headerMetaFn: (meta) => {
      crs = meta.crs;
    },
  });
  for await (const feature of read) features.push(z.custom<(typeof features)[number]>().parse(feature));
  expect(crs).toMatchObject({ org: 'EPSG', code: 2056 });
  expect(features.map(({ properties }) => properties)).toEqual(
    rows.map((row) =>
      Object.fromEntries(
        ['class', 'count', 'probability', 'probability_text'].flatMap((name, column) =>
          row[column] === null ? [] : [[name, row[column]]],
        ),
      ),
    ),
  );
  for (const [index, { geometry }] of features.entries()) {
    expect(geometry.coordinates[0]).toBeCloseTo(places[index]?.[0] ?? NaN, 2);
    expect(geometry.coordinates[1]).toBeCloseTo(places[index]?.[1] ?? NaN, 2);
  }
});

test('KML is typed, escaped and states its provenance', async () => {
  const path = join(folder, 'peaks.kml');
  await writeKml(path, inMetres);
  const kml = readFileSync(path, 'utf8');
  expect(kml).toContain('<SimpleField type="double" name="probability"><displayName>Share</displayName>');
  expect(kml).toContain('<SimpleData name="class">Grünhorn &lt;&quot;&amp;\uFFFD&gt;</SimpleData>');
  expect(kml).toContain(
    '<SimpleData name="count">-7</SimpleData><SimpleData name="probability">0.125</SimpleData>',
  );
  expect(kml.match(/<SimpleData name="count">/g)).toHaveLength(2);
  expect(kml).toContain('<description>© OpenStreetMap contributors</description>');
  const [lonDeg = NaN, latDeg = NaN] = degrees[0] ?? [];
  expect(kml).toContain(`<coordinates>${lonDeg.toFixed(6)},${latDeg.toFixed(6)}</coordinates>`);
});

test('GeoPackage and CSV state the CRS of their coordinates', async () => {
  const path = join(folder, 'peaks.gpkg');
  await writeGeopackage(path, inMetres);
  const file = await Connection.open(path, 'read');
  const systems = await file.all(
    z.object({ srs_id: z.number(), organization: z.string(), definition: z.string() }),
    'SELECT srs_id, organization, definition FROM gpkg_spatial_ref_sys WHERE srs_id > 0 ORDER BY srs_id',
  );
  await file.close();
  expect(systems.map(({ srs_id, organization }) => [srs_id, organization])).toEqual([
    [2056, 'EPSG'],
    [4326, 'EPSG'],
  ]);
  expect(systems[0]?.definition).toMatch(/^PROJCS\["CH1903\+_LV95"/);
  const [names, first] = [...csvLines(inMetres)];
  expect([names, first]).toEqual([
    'x,y,crs,class,count,probability,probability_text\r\n',
    '2760115.37,1224268.22,EPSG:2056,,,,one\r\n',
  ]);
});

test('a CRS that a GIS would misread is not offered', () => {
  // Lo29 counts to the west and to the south.
  expect(writtenCrsOf(crsByCode('EPSG:2053'))).toBeNull();
  expect(writtenCrsOf({ ...crsByCode('EPSG:2056'), code: 'custom' })).toBeNull();
  expect(() => located({ ...table, latDeg: Float64Array.of(95, 47, 47) }, lv95)).toThrow(/1 of 3 places/);
});
