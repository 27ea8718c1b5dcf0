import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isFile, measureDtm } from '../../../../src/main/terrain/dtm/dtmFiles';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { expectUserError, fixture, readAll } from './fixtures';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'vrt-'));
});
afterAll(() => rm(root, { recursive: true }));

const BESIDE = fixture('formats/beside.vrt');

/** A mosaic of two tiles in a folder of its own, with its text changed. */
async function mosaic(change: (xml: string) => string): Promise<string> {
  const folder = await mkdtemp(join(root, 'case-'));
  await mkdir(join(folder, 'tiles'));
  for (const name of ['a.tif', 'b.bil', 'b.hdr', 'b.prj'])
    await copyFile(fixture(`formats/tiles/${name}`), join(folder, 'tiles', name));
  const path = join(folder, 'mosaic.vrt');
  await writeFile(path, change(await readFile(BESIDE, 'utf8')));
  return path;
}

test('replacing the file of a tile changes the DTM', async () => {
  const path = await mosaic((xml) => xml);
  const dtm = await openDtm(path);
  const before = await readAll(dtm);
  await dtm.close();
  const { fingerprint, bytes, modifiedMs } = dtm.metadata;
  expect(await measureDtm(path)).toEqual({ bytes, modifiedMs });
  expect(await isFile(path, { fingerprint, bytes, modifiedMs: NaN })).toBe(true);
  const tile = join(path, '..', 'tiles', 'b.bil');
  const values = await readFile(tile);
  await writeFile(tile, values.fill(1, 0, 2));
  expect(await isFile(path, { fingerprint, bytes, modifiedMs: NaN })).toBe(false);
  await expectUserError(
    openDtm(path, { known: { fingerprint, bytes, modifiedMs: 0 } }),
    'bad-input',
    'mosaic.vrt',
  );
  const again = await openDtm(path);
  expect((await readAll(again))[7]).toBe(257);
  expect(before[7]).not.toBe(257);
  await again.close();
  await rm(tile);
  expect(await measureDtm(path)).toBeNull();
  await expectUserError(openDtm(path), 'not-found', 'b.bil');
});

test("tiles given by absolute paths below the mosaic's folder are read, and a code may give the CRS", async () => {
  const path = await mosaic((xml) => xml);
  const xml = (await readFile(path, 'utf8')).replace(
    /relativeToVRT="1">tiles/g,
    `relativeToVRT="0">${join(path, '..')}/tiles`,
  );
  await writeFile(path, xml.replace(/<SRS.*<\/SRS>/, ''));
  await expectUserError(openDtm(path), 'crs-missing', 'mosaic.vrt');
  const dtm = await openDtm(path, { crs: 'EPSG:32632' });
  expect((await readAll(dtm))[0]).toBe(500);
  await dtm.close();
});

test.each([
  '../outside.tif',
  '/etc/outside.tif',
  '//server/share/a.tif',
  '\\\\server\\a.tif',
  '/vsizip/tiles/a.zip/a.tif',
  'http://x/a.tif',
  'tiles/../../a.tif',
  'NETCDF:a.nc:z',
])('a mosaic opens no file outside its folder: %s', async (name) => {
  const path = await mosaic((xml) => xml.replace('tiles/a.tif', name));
  await expectUserError(
    openDtm(path),
    'unsupported-file',
    'mosaic.vrt',
    'in the folder of the .vrt',
    'gdalbuildvrt',
  );
  expect(await measureDtm(path)).toBeNull();
});

test.skipIf(process.platform === 'win32')('a link that leads out of the folder is not followed', async () => {
  const path = await mosaic((xml) => xml);
  const tile = join(path, '..', 'tiles', 'a.tif');
  await rm(tile);
  await symlink(fixture('formats/tiles/a.tif'), tile);
  await expectUserError(openDtm(path), 'unsupported-file', 'in the folder of the .vrt');
});

const replaced = (from: string | RegExp, to: string) => (xml: string) => xml.replace(from, to);

test.each([
  [
    'warped',
    replaced('<VRTDataset', '<VRTDataset subClass="VRTWarpedDataset"'),
    'unsupported-file',
    'VRTWarpedDataset',
  ],
  [
    'derived',
    replaced('band="1"', 'band="1" subClass="VRTDerivedRasterBand"'),
    'unsupported-file',
    'VRTDerivedRasterBand',
  ],
  ['kernel', replaced(/SimpleSource/g, 'KernelFilteredSource'), 'unsupported-file', 'KernelFilteredSource'],
  ['table', replaced('<SourceBand>', '<LUT>0:0,1:5</LUT><SourceBand>'), 'unsupported-file', 'LUT'],
  [
    'larger',
    replaced('<DstRect xOff="0" yOff="0" xSize="7"', '<DstRect xOff="0" yOff="0" xSize="4"'),
    'unsupported-file',
    'are finer than its own, 1.5 times or more',
  ],
  [
    'interpolated',
    (xml: string) =>
      xml.replace('<SimpleSource', '<SimpleSource resampling="cubic"').replace('xSize="7"', 'xSize="7.5"'),
    'unsupported-file',
    'are computed (cubic)',
  ],
  [
    'raw',
    replaced('<DstRect xOff="7"', '<DstRect xOff="7.5"'),
    'unsupported-file',
    'another format than GeoTIFF',
  ],
  ['placeless', replaced(/<DstRect[^>]*>/, ''), 'not-a-dtm', 'without its place'],
  ['rotated', replaced('540000, 30, 0,', '540000, 30, 5,'), 'unsupported-file', 'rotated'],
  ['nowhere', replaced(/<GeoTransform>.*<\/GeoTransform>/, ''), 'not-a-dtm', 'GeoTransform'],
  ['huge', replaced('rasterXSize="14"', 'rasterXSize="99999999999"'), 'not-a-dtm', 'columns and rows'],
  ['cut', (xml: string) => xml.slice(0, 600), 'not-a-dtm', 'well-formed'],
  [
    'entities',
    replaced('<VRT', '<!DOCTYPE x [<!ENTITY a "aaaa">]><VRT'),
    'unsupported-file',
    'in the folder',
  ],
  [
    'mask',
    replaced(
      '</VRTDataset>',
      '<MaskBand><VRTRasterBand dataType="Byte"><SimpleSource><SourceFilename>m.tif</SourceFilename></SimpleSource></VRTRasterBand></MaskBand></VRTDataset>',
    ),
    'unsupported-file',
    'mask',
  ],
  ['itself', replaced('tiles/a.tif', 'mosaic.vrt'), 'unsupported-file', 'of itself'],
  ['no-band', replaced('<SourceBand>1', '<SourceBand>2'), 'band-choice', 'a.tif'],
] as const)(
  'what GDAL would calculate, and what makes no sense, is refused: %s',
  async (name, change, code, message) => {
    const path = await mosaic(
      name === 'entities' ? (xml) => change(xml).replace('tiles/a.tif', '&a;') : change,
    );
    const work = openDtm(path).then(async (dtm) => {
      try {
        return await readAll(dtm);
      } finally {
        await dtm.close();
      }
    });
    const expected =
      name === 'entities' ? (['not-a-dtm', 'well-formed'] as const) : ([code, message] as const);
    await expectUserError(work, expected[0], 'mosaic.vrt', expected[1]);
  },
);
