import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { projectionOf } from '../../../../src/main/terrain/geo/projection';
import { openTerrain } from '../../../../src/main/terrain/terrain';
import { boxOf, expectUserError, readAll } from './fixtures';

const field = join(import.meta.dirname, '../../../fixtures/field');

/** What GDAL 3.10 and PROJ 9.5 read from real users' files. */
const expectation = z.object({
  width: z.number(),
  height: z.number(),
  /** Pixels without data. */
  noData: z.number(),
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  /** Longitude, latitude and elevation of middles of pixels. */
  at: z.array(z.tuple([z.number(), z.number(), z.number()])),
  statedCrs: z.string().optional(),
});

const { elevation: expected } = z
  .object({ elevation: z.record(z.string(), expectation) })
  .parse(JSON.parse(readFileSync(join(field, 'expected.json'), 'utf8')));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'field-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each(Object.entries(expected))('%s is read as GDAL reads it', async (name, right) => {
  const source = { path: join(field, name), crs: right.statedCrs };
  const terrain = await openTerrain({ dtms: [source], cacheDir: folder });
  for (const [lonDeg, latDeg, elevationM] of right.at) {
    const found = await terrain.elevationAt(lonDeg, latDeg);
    // Places are rounded to centimetres, and PROJ's shift of a datum may be of more parameters.
    expect(Math.abs(found - elevationM)).toBeLessThan(1);
  }
  await terrain.close();

  const dtm = await openDtm(source.path, right.statedCrs === undefined ? {} : { crs: right.statedCrs });
  const { crs, originX, originY, pixelWidth, pixelHeight, width, height } = dtm.metadata;
  const values = await readAll(dtm);
  await dtm.close();
  expect([width, height]).toEqual([right.width, right.height]);
  for (const [lonDeg, latDeg, elevationM] of right.at) {
    const [x, y] = projectionOf(crs).forward(lonDeg, latDeg);
    const [column, row] = [(x - originX) / pixelWidth, (y - originY) / pixelHeight];
    // Expected places are middles of pixels.
    expect(Math.abs((column % 1) - 0.5)).toBeLessThan(0.05);
    expect(Math.abs((row % 1) - 0.5)).toBeLessThan(0.05);
    expect(values[Math.floor(row) * width + Math.floor(column)]).toBeCloseTo(elevationM, 2);
  }
  const data = values.filter((value) => !Number.isNaN(value));
  expect(values.length - data.length).toBe(right.noData);
  const sorted = data.slice().sort();
  const found = [sorted[0], sorted.at(-1), data.reduce((a, b) => a + b, 0) / data.length];
  [right.min, right.max, right.mean].forEach((number, i) => {
    expect(Math.abs((found[i] ?? NaN) - number)).toBeLessThan(0.001);
  });
});

test.each([
  ['esri-54009.tif', 'ESRI:54009'],
  ['epsg-2097.tif', 'EPSG:2097'],
  ['arcinfo7.asc', 'EPSG:32632'],
])('%s is known as %s', async (name, code) => {
  const dtm = await openDtm(join(field, name));
  expect(dtm.metadata.crs.code).toBe(code);
  await dtm.close();
});

test('the .prj beside a raster with a world file says its CRS', async () => {
  const dtm = await openDtm(join(field, 'world-file.tif'));
  expect(dtm.metadata.crs.code).toBe('EPSG:32632');
  await dtm.close();
});

/** A copy of the raster without georeferencing, alone in a folder, with a text file beside it. */
async function besideIt(name: string, text: string): Promise<string> {
  const path = join(await mkdtemp(join(folder, 'case-')), 'place.tif');
  await copyFile(join(field, 'world-file.tif'), path);
  await writeFile(path.replace('place.tif', name), text);
  return path;
}

test.each(['tfw', 'TFW', 'tifw', 'wld', 'tfwx'])('.%s is found beside a raster', async (ending) => {
  const path = await besideIt(`place.${ending}`, '30\n0\n0\n-30\n540015\n5224985\n');
  const dtm = await openDtm(path, { crs: 'EPSG:32632' });
  expect(boxOf(dtm)).toEqual([540000, 5223080, 542160, 5225000]);
  await dtm.close();
});

test('a world file with decimal commas is accepted, an invalid one is not', async () => {
  const commas = await besideIt('place.tfw', '30,5\r\n0,0\r\n0,0\r\n-30,5\r\n540015,25\r\n5224984,75\r\n');
  const dtm = await openDtm(commas, { crs: 'EPSG:32632' });
  expect(boxOf(dtm)).toEqual([540000, 5225000 - 64 * 30.5, 540000 + 72 * 30.5, 5225000]);
  await dtm.close();
  for (const text of ['', '30\n0\n0\n-30\n540015\n', 'a\nb\nc\nd\ne\nf\n'])
    await expectUserError(openDtm(await besideIt('place.tfw', text)), 'not-a-dtm', /no world file beside it/);
  const turned = await besideIt('place.tfw', '30\n5\n5\n-30\n540015\n5224985\n');
  await expectUserError(openDtm(turned), 'unsupported-file', /rotated.*gdalwarp/);
});

test('an .aux.xml of ArcGIS gives the CRS, and its georeferencing precedes a world file', async () => {
  const wkt = await readFile(join(field, 'world-file.prj'), 'utf8');
  const xform = `<GeodataXform xsi:type="typens:IdentityXform"><SpatialReference xsi:type="typens:ProjectedCoordinateSystem"><WKT>${wkt.replaceAll('"', '&quot;')}</WKT></SpatialReference></GeodataXform>`;
  const path = await besideIt(
    'place.tif.aux.xml',
    `<PAMDataset>\n<Metadata domain="xml:ESRI" format="xml">${xform}</Metadata><GeoTransform> 540000, 30, 0, 5225000, 0, -30</GeoTransform></PAMDataset>`,
  );
  await copyFile(join(field, 'world-file.tfw'), path.replace('.tif', '.tfw'));
  const dtm = await openDtm(path);
  expect(dtm.metadata.crs.code).toBe('EPSG:32632');
  expect(boxOf(dtm)).toEqual([540000, 5223080, 542160, 5225000]);
  await dtm.close();
});

test('scale and offset in the third values count only in GeoTIFF 1.1, as in GDAL', async () => {
  const bytes = await readFile(join(field, 'scale-in-pixel-scale.tif'));
  // The head of the keys: version 1, revision 1.1, five keys.
  const head = Buffer.from([1, 0, 1, 0, 1, 0, 5, 0]);
  const at = bytes.indexOf(head);
  expect(at).toBeGreaterThan(0);
  bytes.writeUInt16LE(0, at + 4);
  const path = join(folder, 'older.tif');
  await writeFile(path, bytes);
  const dtm = await openDtm(path);
  expect(dtm.metadata).toMatchObject({ scale: 1, offset: 0 });
  await dtm.close();
});
