import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isFile, measureDtm } from '../../../../src/main/terrain/dtm/dtmFiles';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { expectUserError, fixture, readAll } from './fixtures';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'headed-'));
});
afterAll(() => rm(root, { recursive: true }));

/** Copies of fixtures in a folder of their own; `as` renames the first. */
async function copies(...names: readonly (string | readonly [name: string, as: string])[]): Promise<string> {
  const folder = await mkdtemp(join(root, 'case-'));
  for (const each of names) {
    const [name, as] = typeof each === 'string' ? [each, each] : each;
    await copyFile(fixture(`formats/${name}`), join(folder, as));
  }
  return folder;
}

const PLAIN = { crs: 'EPSG:32632' };

test.each([
  ['envi_plain', 'envi_plain.hdr'],
  ['envi_added.bin', 'envi_added.bin.hdr'],
  ['ehdr_int16.bil', 'ehdr_int16.hdr'],
  ['gtopo.DEM', 'gtopo.HDR'],
])('%s is the same DTM by its header', async (data, header) => {
  const folder = await copies(data, header);
  const [byData, byHeader] = [
    await openDtm(join(folder, data), PLAIN),
    await openDtm(join(folder, header), PLAIN),
  ];
  expect(await readAll(byHeader)).toEqual(await readAll(byData));
  const { path, ...rest } = byHeader.metadata;
  expect(path).toBe(join(folder, header));
  expect(byData.metadata).toMatchObject(rest);
  await Promise.all([byData.close(), byHeader.close()]);
});

test('changing the header changes the DTM', async () => {
  const folder = await copies('ehdr_nodata.bil', 'ehdr_nodata.hdr');
  const path = join(folder, 'ehdr_nodata.bil');
  const dtm = await openDtm(path, PLAIN);
  await dtm.close();
  const { fingerprint, bytes, modifiedMs } = dtm.metadata;
  expect(await measureDtm(path)).toEqual({ bytes, modifiedMs });
  expect(await isFile(path, { fingerprint, bytes, modifiedMs: NaN })).toBe(true);
  const header = join(folder, 'ehdr_nodata.hdr');
  await writeFile(header, (await readFile(header, 'latin1')).replace('-9999', '-9998'));
  expect(await isFile(path, { fingerprint, bytes, modifiedMs: NaN })).toBe(false);
  await rm(header);
  expect(await measureDtm(path)).not.toMatchObject({ bytes });
});

test('a header without data, or data without a header, is reported with what is missing', async () => {
  const alone = await copies('ehdr_int16.hdr');
  await expectUserError(openDtm(join(alone, 'ehdr_int16.hdr')), 'not-found', 'ehdr_int16.bil');
  const bare = await copies('ehdr_int16.bil');
  await expectUserError(openDtm(join(bare, 'ehdr_int16.bil')), 'not-a-dtm', 'ehdr_int16.hdr beside it');
  const two = await copies('ehdr_int16.bil', 'ehdr_int16.hdr', ['ehdr_int16.bil', 'ehdr_int16.img']);
  await expectUserError(
    openDtm(join(two, 'ehdr_int16.hdr')),
    'bad-input',
    'ehdr_int16.bil or ehdr_int16.img',
  );
});

const BIL = 'NROWS 2\nNCOLS 3\nULXMAP 10\nULYMAP 50\nXDIM 0.5\nYDIM 0.25\nBYTEORDER I\n';
const ENVI =
  'ENVI\nsamples = 3\nlines = 2\nbands = 1\ndata type = 2\ninterleave = bsq\nbyte order = 0\n' +
  'map info = {Geographic Lat/Lon, 1, 1, 9, 47, 0.1, 0.1, WGS-84}\n';

test('rows and bands may be padded, as ESRI specifies', async () => {
  const folder = await mkdtemp(join(root, 'case-'));
  const rows = [
    [1, 2, 3, -1, 11, 12, 13, -1, -7],
    [4, 5, 6, -1, 14, 15, 16, -1, -7],
  ];
  await writeFile(join(folder, 'x.bil'), Buffer.from(Int16Array.from(rows.flat()).buffer));
  await writeFile(
    join(folder, 'x.hdr'),
    `${BIL}NBITS 16\nPIXELTYPE SIGNEDINT\nNBANDS 2\nBANDROWBYTES 8\nTOTALROWBYTES 18\n`,
  );
  const dtm = await openDtm(join(folder, 'x.bil'), { ...PLAIN, band: 1 });
  expect([...(await readAll(dtm))]).toEqual([11, 12, 13, 14, 15, 16]);
  await dtm.close();
});

test.each([
  ['size', BIL.replace('NCOLS 3', 'NCOLS 2000000000') + 'NBITS 16\n', 'truncated-file', '2000000000 x 2'],
  ['bits', `${BIL}NBITS 4\n`, 'unsupported-file', '4 bits'],
  ['order', BIL.replace('BYTEORDER I', '') + 'NBITS 16\n', 'unsupported-file', 'BYTEORDER I'],
  ['place', BIL.replace('XDIM', 'YDIM') + 'NBITS 16\n', 'not-a-dtm', 'has no georeferencing'],
  ['layout', `${BIL}NBITS 16\nLAYOUT BIX\n`, 'not-a-dtm', 'LAYOUT'],
  ['skip', `${BIL}NBITS 16\nSKIPBYTES -1\n`, 'not-a-dtm', 'skipbytes'],
  ['overlap', `${BIL}NBITS 16\nBANDROWBYTES 1\n`, 'not-a-dtm', 'rows of 6 bytes'],
  ['complex', ENVI.replace('type = 2', 'type = 6'), 'unsupported-file', 'type 6'],
  ['packed', `${ENVI}file compression = 1\n`, 'unsupported-file', 'is compressed'],
  ['nowhere', ENVI.replace('map info', 'map'), 'not-a-dtm', 'map info'],
  ['turned', ENVI.replace('WGS-84', 'WGS-84, rotation=30'), 'unsupported-file', 'rotated'],
  ['datum', ENVI.replace('WGS-84', 'Old Moon'), 'crs-unknown', 'Old Moon'],
  ['lines', ENVI.replace('lines = 2', 'lines = x'), 'not-a-dtm', '"lines"'],
] as const)('a header that is not understood is refused: %s', async (name, header, code, message) => {
  const folder = await mkdtemp(join(root, 'case-'));
  await writeFile(join(folder, `${name}.bil`), Buffer.alloc(12));
  await writeFile(join(folder, `${name}.hdr`), header);
  const stated = code === 'crs-unknown' ? {} : PLAIN;
  await expectUserError(openDtm(join(folder, `${name}.bil`), stated), code, `${name}.bil`, message);
});
