import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { boxOf, expectUserError } from './fixtures';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hgt-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A tile as the Shuttle Radar Topography Mission lays it out: rows from the north, the high byte first. */
async function writeTile(
  name: string,
  side: number,
  elevation: (column: number, row: number) => number,
): Promise<string> {
  const bytes = Buffer.alloc(side * side * 2);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      bytes.writeInt16BE(elevation(column, row), 2 * (row * side + column));
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

test('N47E009.hgt extends half a pixel beyond its degree, as in GDAL', async () => {
  const path = await writeTile('N47E009.hgt', 1201, (column, row) =>
    column === 3 && row === 2 ? -32768 : column - row,
  );
  const dtm = await openDtm(path);
  expect(dtm.metadata).toMatchObject({
    format: 'hgt',
    width: 1201,
    height: 1201,
    dataType: 'int16',
    noData: -32768,
  });
  expect(dtm.metadata.crs.code).toBe('EPSG:4326');
  [8.999583333333334, 46.999583333333334, 10.000416666666666, 48.000416666666666].forEach((edge, side) => {
    expect(boxOf(dtm)[side]).toBeCloseTo(edge, 12);
  });
  expect([...(await dtm.read(2, 2, 3, 2))]).toEqual([0, NaN, 2, -1, 0, 1]);
  expect([...(await dtm.read(1200, 1200, 1, 1))]).toEqual([0]);
  expect([...(await dtm.read(1200, 0, 1, 1))]).toEqual([1200]);
  await dtm.close();
});

test.each([
  ['S01W072.hgt', [-72, -1]],
  ['n00e006.HGT', [6, 0]],
  ['S33E151.SRTMGL1.hgt', [151, -33]],
] as const)('%s: the name gives the middle of the south-west value', async (name, [west, south]) => {
  const dtm = await openDtm(await writeTile(name, 3601, () => 7));
  const half = 1 / 3600 / 2;
  [west - half, south - half, west + 1 + half, south + 1 + half].forEach((edge, side) => {
    expect(boxOf(dtm)[side]).toBeCloseTo(edge, 12);
  });
  await dtm.close();
});

test.each([
  ['N55E010.hgt', 1801, 3601],
  ['s60w071_half.hgt', 7201, 7201],
] as const)('%s of %i x %i values is read without being read whole', async (name, width, height) => {
  const path = join(folder, name);
  const file = await open(path, 'w');
  await file.truncate(width * height * 2);
  const last = Buffer.from([0x01, 0x02]);
  await file.write(last, 0, 2, width * height * 2 - 2);
  await file.write(last, 0, 2, (width * 70 + 3) * 2);
  await file.close();
  const dtm = await openDtm(path);
  expect(dtm.metadata).toMatchObject({ width, height });
  const [west, south] = name.startsWith('N') ? [10, 55] : [-71, -60];
  const [x, y] = [0.5 / (width - 1), 0.5 / (height - 1)];
  [west - x, south - y, west + 1 + x, south + 1 + y].forEach((edge, side) => {
    expect(boxOf(dtm)[side]).toBeCloseTo(edge, 12);
  });
  expect([...(await dtm.read(2, 70, 3, 1))]).toEqual([0, 258, 0]);
  expect([...(await dtm.read(width - 2, height - 1, 2, 1))]).toEqual([0, 258]);
  await dtm.close();
});

test('a tile without coordinates in its name, or of another size, is refused', async () => {
  await expectUserError(
    openDtm(await writeTile('alps.hgt', 1201, () => 1)),
    'bad-input',
    'alps.hgt',
    'N46E008.hgt',
  );
  await expectUserError(openDtm(await writeTile('N99E008.hgt', 1201, () => 1)), 'bad-input', 'N99E008');
  const short = join(folder, 'N46E008.hgt');
  await writeFile(short, Buffer.alloc(1201 * 1201 * 2 - 1));
  await expectUserError(openDtm(short), 'truncated-file', 'N46E008.hgt', '2884801 bytes');
});

test('a file truncated while it is open gives an error, never zeros', async () => {
  const path = await writeTile('N46E007.hgt', 1201, () => 500);
  const dtm = await openDtm(path);
  await writeFile(path, Buffer.alloc(1000));
  await expectUserError(dtm.read(0, 1000, 10, 10), 'truncated-file', 'N46E007.hgt');
  await dtm.close();
});
