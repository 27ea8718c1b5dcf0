import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { boxOf, expectedOf, expectedValues, expectUserError, made, readAll } from './fixtures';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asc-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const HEADER = 'ncols 3\nnrows 2\nxllcorner 10\nyllcorner 20\ncellsize 5\n';
const LV95 = { crs: 'EPSG:2056' };

test.each(['corner.asc', 'middle.asc', 'wrapped.asc'])('%s is read as GDAL reads it', async (name) => {
  const dtm = await openDtm(made(name));
  const expected = expectedOf(name);
  expect(dtm.metadata).toMatchObject({
    format: 'asc',
    width: expected.width,
    height: expected.height,
    noData: expected.noData,
  });
  boxOf(dtm).forEach((edge, side) => {
    expect(edge).toBeCloseTo(expected.box[side] ?? NaN, 9);
  });
  expect(dtm.metadata.crs.code).toBe(`EPSG:${expected.epsg ?? ''}`);
  const values = await readAll(dtm);
  // GDAL's reader leaves -9999 as it is where the header does not name it.
  expect(values).toEqual(expectedValues(name).map((value) => (value === -9999 ? NaN : value)));
  await dtm.close();
});

test('values are those that Number gives, rounded to 32 bits, wherever blocks and chunks end', async () => {
  const number = fc.oneof(
    fc.integer({ min: -500, max: 9000 }).map(String),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String),
    fc.double({ min: -500, max: 9000, noNaN: true }).map((value) => value.toFixed(3)),
    fc.constantFrom('1e3', '-.5', '+12.', '1.5E-3', '123456789.123456789', '-0'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(number, { minLength: 6, maxLength: 6 }), async (numbers) => {
      const path = await write('numbers.asc', HEADER + numbers.join(' \r\n'));
      const dtm = await openDtm(path, LV95);
      expect(await readAll(dtm)).toEqual(Float32Array.from(numbers, (text) => Math.fround(Number(text)) + 0));
      await dtm.close();
    }),
    { numRuns: 50 },
  );
});

test('a grid of many blocks is read in any order', async () => {
  const [width, height] = [1000, 1500];
  const rows = Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (__, column) => `${row}.${String(column).padStart(3, '0')}`).join(' '),
  );
  const header = `ncols ${width}\nnrows ${height}\nxllcorner 0\nyllcorner 0\ncellsize 2\n`;
  const dtm = await openDtm(await write('large.asc', `${header}${rows.join('\n')}\n`), LV95);
  expect(dtm.blockHeight).toBeLessThan(height / 2);
  const at = async (column: number, row: number): Promise<number> =>
    (await dtm.read(column, row, 1, 1))[0] ?? NaN;
  const spots = [
    [999, 1499],
    [0, 0],
    [500, 524],
    [3, 1048],
    [7, 525],
  ] as const;
  const found = await Promise.all(spots.map(([column, row]) => at(column, row)));
  expect(found).toEqual(spots.map(([column, row]) => Math.fround(row + column / 1000)));
  await dtm.close();
});

test('common fill values count as no data where the header names none', async () => {
  const path = await write('fillings.asc', `${HEADER}-9999 -32768 nan\n-9998 0 -3.4028235e38\n`);
  const dtm = await openDtm(path, LV95);
  expect([...(await readAll(dtm))]).toEqual([NaN, NaN, NaN, -9998, 0, NaN]);
  await dtm.close();
});

test.each([
  ['short', `${HEADER}1 2 3333\n4 5`, 'truncated-file', '1 values early'],
  ['word', `${HEADER}1 2 3\n4 x5 6`, 'truncated-file', '"x5"'],
  ['commas', `${HEADER}1 2 3\n4 5,5,5 6`, 'truncated-file', '"5,5,5"'],
  ['long', `${HEADER}1 2 3\n4 ${'5'.repeat(3_000_000)}x 6`, 'truncated-file', 'where a number is expected'],
] as const)('values that cannot be read give an error: %s', async (name, text, code, message) => {
  const dtm = await openDtm(await write(`${name}.asc`, text), LV95);
  await expectUserError(readAll(dtm), code, `${name}.asc`, message);
  await dtm.close();
});

test.each([
  ['no-size', HEADER.replace('cellsize 5\n', '') + '1 2 3 4 5 6', 'not-a-dtm', 'dx or cellsize'],
  ['text', 'Dear reader,\nthis is no grid.\n', 'not-a-dtm', 'ncols'],
  ['lie', HEADER.replace('ncols 3', 'ncols 2000000000') + '1 2 3 4 5 6', 'truncated-file', '2000000000 x 2'],
  ['half', HEADER.replace('ncols 3', 'ncols 3.5') + '1 2 3 4 5 6', 'not-a-dtm', '3.5 x 2'],
  ['flat', HEADER.replace('cellsize 5', 'cellsize 0') + '1 2 3 4 5 6', 'not-a-dtm', 'cellsize'],
  ['empty', '', 'not-a-dtm', 'ncols'],
] as const)('a header that makes no sense is refused: %s', async (name, text, code, message) => {
  await expectUserError(openDtm(await write(`${name}.asc`, text), LV95), code, `${name}.asc`, message);
});

test('without a .prj the CRS must be stated; an invalid .prj is named', async () => {
  const text = `${HEADER}1 2 3 4 5 6\n`;
  await expectUserError(openDtm(await write('bare.asc', text)), 'crs-missing', 'bare.asc', 'EPSG');
  await write('bad.prj', 'Projection UTM\nZone 32\n');
  await expectUserError(openDtm(await write('bad.asc', text)), 'crs-unknown', 'bad.asc', 'EPSG');
  const dtm = await openDtm(join(folder, 'bad.asc'), { crs: '32632' });
  expect(dtm.metadata.crs.name).toBe('WGS 84 / UTM zone 32N');
  await dtm.close();
});
