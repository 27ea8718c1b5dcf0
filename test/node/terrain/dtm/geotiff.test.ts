import { expect, test } from 'vitest';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import {
  boxOf,
  expectedNames,
  expectedOf,
  expectedValues,
  expectUserError,
  fixture,
  made,
  readAll,
} from './fixtures';

const encodings = expectedNames.filter((name) => /^(plain|deflate|lzw|big)_.*\.tif$/.test(name));
const places = ['point', 'tie_point_inside', 'tie_point_inside_point', 'matrix', 'matrix_point'];
const fillings = ['float32', 'lowest_float32', 'nan', 'tenth', 'int16', 'without_nul', 'zero_uint8'];

test('there are fixtures of every encoding', () => {
  expect(encodings.length).toBeGreaterThan(40);
});

test.each([
  ...encodings,
  ...places.map((name) => `${name}.tif`),
  ...fillings.map((name) => `nodata_${name}.tif`),
  'scale_offset.tif',
  'sparse_nodata.tif',
  'overviews.tif',
  'mask.tif',
  'zstd.tif',
  'int64.tif',
  'crs_4326.tif',
  'crs_feet.tif',
  'crs_esri.tif',
])('%s is read as GDAL reads it', async (name) => {
  const dtm = await openDtm(made(name));
  const expected = expectedOf(name);
  const { metadata } = dtm;
  expect(await readAll(dtm)).toEqual(expectedValues(name));
  expect(metadata).toMatchObject({
    format: 'geotiff',
    width: expected.width,
    height: expected.height,
    dataType: expected.dataType,
    scale: expected.scale,
    offset: expected.offset,
    bandCount: 1,
    band: 0,
  });
  expect(metadata.crs.code).toBe(`EPSG:${expected.epsg ?? ''}`);
  boxOf(dtm).forEach((edge, side) => {
    expect(edge).toBeCloseTo(expected.box[side] ?? NaN, 6);
  });
  if (expected.noData === 'nan' || expected.noData === null)
    expect(metadata.noData).toBe(expected.noData === null ? null : NaN);
  else expect(metadata.noData).toBeCloseTo(expected.noData, 6);
  await dtm.close();
});

test('a window equals the same part of the whole, across tiles and strips', async () => {
  for (const name of ['lzw_p3_float32_tiles_big.tif', 'deflate_p2_int16_strips_big.tif']) {
    const dtm = await openDtm(made(name));
    const whole = expectedValues(name);
    const window = await dtm.read(11, 5, 30, 20);
    const piece = Float32Array.from(
      { length: 30 * 20 },
      (_, i) => whole[(5 + Math.floor(i / 30)) * 45 + 11 + (i % 30)] ?? NaN,
    );
    expect(window).toEqual(piece);
    await expect(dtm.read(30, 0, 16, 1)).rejects.toThrow(RangeError);
    await dtm.close();
  }
});

test('rows from south to north are flipped', async () => {
  const dtm = await openDtm(made('upside_down.tif'));
  const fromSouth = expectedValues('upside_down.tif');
  const rows = Array.from({ length: 37 }, (_, row) => [...fromSouth.subarray(45 * row, 45 * (row + 1))]);
  expect(await readAll(dtm)).toEqual(Float32Array.from(rows.reverse().flat()));
  expect(boxOf(dtm)).toEqual([2760000, 1210000, 2760000 + 45 * 25, 1210000 + 37 * 20]);
  expect(await dtm.read(3, 5, 7, 4)).toEqual(
    Float32Array.from([5, 6, 7, 8].flatMap((row) => rows[row]?.slice(3, 10) ?? [])),
  );
  await dtm.close();
});

test('tiles that were never written are no data, even where the file has no no-data value', async () => {
  const dtm = await openDtm(made('sparse.tif'));
  const values = await readAll(dtm);
  const written = expectedValues('plain_int16.tif');
  values.forEach((value, i) => {
    const [column, row] = [i % 45, Math.floor(i / 45)];
    const isWritten = (column < 16 && row < 16) || (column >= 16 && column < 32 && row >= 16 && row < 32);
    expect(value).toBe(isWritten ? written[i] : NaN);
  });
  await dtm.close();
});

test.each([
  'bands_pixel_little.tif',
  'bands_pixel_big.tif',
  'bands_band_little.tif',
  'bands_band_big.tif',
  'bands_float32.tif',
])('%s: a band must be chosen, and is read as GDAL reads it', async (name) => {
  await expectUserError(openDtm(made(name)), 'band-choice', name, '3 bands');
  await expectUserError(openDtm(made(name), { band: 3 }), 'band-choice', name, 'no band 4');
  for (const band of [0, 1, 2]) {
    const dtm = await openDtm(made(name), { band });
    expect(dtm.metadata).toMatchObject({ band, bandCount: 3 });
    expect(await readAll(dtm)).toEqual(expectedValues(name, band));
    await dtm.close();
  }
});

test.each([
  ['rgb.tif', 'not-a-dtm', 'RGB'],
  ['palette.tif', 'not-a-dtm', 'palette.*gdal_translate'],
  ['no_place.tif', 'not-a-dtm', 'georeferencing'],
  ['rotated.tif', 'unsupported-file', 'rotated.*gdalwarp'],
  ['sheared.tif', 'unsupported-file', 'sheared.*gdalwarp'],
  ['matrix_rotated.tif', 'unsupported-file', 'rotated.*gdalwarp'],
  ['control_points.tif', 'unsupported-file', '6 control points'],
  ['complex.tif', 'unsupported-file', '64 bits'],
] as const)('%s is refused: %s', async (name, code, reason) => {
  await expectUserError(openDtm(made(name)), code, name, new RegExp(reason));
});

test.each(['feet.tif', 'feet_crs.tif'])('elevations of %s are metres, of US survey feet', async (name) => {
  const dtm = await openDtm(made(name));
  const metres = expectedValues(name).map((feet) => feet * (1200 / 3937));
  expect(await readAll(dtm)).toEqual(metres);
  await dtm.close();
});

test('a file without a CRS asks for one and accepts it', async () => {
  await expectUserError(openDtm(made('crs_missing.tif')), 'crs-missing', 'crs_missing.tif', /EPSG/);
  const dtm = await openDtm(made('crs_missing.tif'), { crs: 'EPSG:2056' });
  expect(dtm.metadata.crs).toMatchObject({ code: 'EPSG:2056', geographic: false });
  await dtm.close();
  const metres = openDtm(made('crs_missing.tif'), { crs: 'EPSG:4326' });
  await expectUserError(metres, 'crs-misfit', 'crs_missing.tif', /not a longitude and latitude of WGS 84/);
  await expectUserError(openDtm(made('crs_missing.tif'), { crs: 'EPSG:99999' }), 'crs-unknown', '99999');
});

test("bounding boxes of real files equal GDAL's, including pixel-is-point files", async () => {
  for (const [name, box] of [
    ['liechtenstein_srtm1.tif', [9.4332, 47.0224, 9.6724, 47.3026]],
    ['clip_wgs84.tif', [9.79986111111111, 46.75013888888889, 9.919861111111109, 46.840138888888895]],
    ['clip_lv95.tif', [2780094.8705, 1180358.6711, 2789569.8705, 1190658.6711]],
  ] as const) {
    const dtm = await openDtm(fixture(name));
    boxOf(dtm).forEach((edge, side) => {
      expect(edge).toBeCloseTo(box[side] ?? NaN, 4);
    });
    await dtm.close();
  }
});

test('elevations of Liechtenstein have the range and share of voids stated by their source', async () => {
  const dtm = await openDtm(fixture('liechtenstein_srtm1.tif'));
  const values = await readAll(dtm);
  const land = values.filter((value) => !Number.isNaN(value));
  expect([land.reduce((a, b) => Math.min(a, b)), land.reduce((a, b) => Math.max(a, b))]).toEqual([413, 2713]);
  expect(1 - land.length / values.length).toBeCloseTo(0.003, 3);
  await dtm.close();
});

test('a file keeps its fingerprint when moved, and different files have different ones', async () => {
  const fingerprintOf = async (name: string): Promise<string> => {
    const dtm = await openDtm(fixture(name));
    await dtm.close();
    return dtm.metadata.fingerprint;
  };
  expect(await fingerprintOf('clip_lv95.tif')).toBe(await fingerprintOf('clip_lv95.tif'));
  expect(await fingerprintOf('clip_lv95.tif')).not.toBe(await fingerprintOf('clip_3857.tif'));
});
