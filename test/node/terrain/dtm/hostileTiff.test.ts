import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { UserError } from '../../../../src/shared/errors';
import { temporaryFolder } from '../../engine/folder';
import { expectUserError, made } from './fixtures';
import { readTiff, small } from './smallTiff';
import { tiffFile, type TiffPlan } from './tiffFile';

const folder = temporaryFolder();
const read = (bytes: Uint8Array): Promise<Float32Array> => readTiff(folder, bytes);

/** Reads bytes that may be damaged: elevations, or null after a user error; any other error fails the test. */
const readOrRefuse = (bytes: Uint8Array): Promise<Float32Array | null> =>
  read(bytes).catch((error: unknown) => {
    if (error instanceof UserError) return null;
    throw error;
  });

test('a file truncated anywhere gives an error, never false elevations', async () => {
  for (const plan of [
    small,
    { ...small, deflate: true, predictor: true },
    { ...small, bigTiff: true, tile: 16 },
  ]) {
    const whole = tiffFile(plan);
    for (let length = 0; length < whole.length; length++)
      expect(await readOrRefuse(whole.subarray(0, length)), `${length} of ${whole.length} bytes`).toBeNull();
  }
  for (const name of ['lzw_p3_float32_tiles_big.tif', 'overviews.tif', 'big_little.tif']) {
    const whole = await readFile(made(name));
    const expected = await read(whole);
    for (let length = whole.length - 1; length >= 0; length -= 1 + Math.floor(whole.length / 150)) {
      const values = await readOrRefuse(whole.subarray(0, length));
      if (values !== null) expect(values).toEqual(expected);
    }
  }
});

test('randomly changed bytes give elevations or a user error, quickly and in little memory', async () => {
  const files = await Promise.all(
    [
      'lzw_p2_int16_strips_little.tif',
      'deflate_p3_float32_tiles_little.tif',
      'big_big.tif',
      'bands_band_big.tif',
      'scale_offset.tif',
      'crs_own.tif',
      'matrix_point.tif',
      'zstd.tif',
      'mask.tif',
      ...['lerc.tif', 'packbits.tif', 'float16.tif'].map((name) => `../../field/${name}`),
    ].map((name) => readFile(made(name))),
  );
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    byte: fc.nat(255),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (file, changes, inHead) => {
        const bytes = Buffer.from(file);
        // Half of the runs aim at the directory, which GDAL writes at the head.
        const reach = inHead ? Math.min(600, bytes.length) : bytes.length;
        for (const { at, byte } of changes) bytes[Math.floor(at * reach)] = byte;
        const values = await readOrRefuse(bytes);
        if (values !== null) expect(values.length).toBeLessThan(50_000_000);
      },
    ),
    { numRuns: 600 },
  );
});

test.each<[string, Partial<TiffPlan>, UserError['code'], RegExp]>([
  ['a chain of directories in a circle', { nextIsItself: true }, 'unsupported-file', /without an end/],
  ['a width of zero', { fields: { 256: [4, [0]] } }, 'unsupported-file', /0 x 7/],
  [
    'more strips than are listed',
    { fields: { 257: [4, [4_000_000]] } },
    'truncated-file',
    /lists 3 of its 1333334/,
  ],
  ['a size beyond all sense', { fields: { 256: [4, [2 ** 31]] } }, 'unsupported-file', /2147483648 x 7/],
  [
    'a strip too large to unpack',
    { deflate: true, fields: { 256: [4, [90_000_000]] } },
    'unsupported-file',
    /too large/,
  ],
  [
    'a strip beyond the end',
    { fields: { 273: [4, [8, 38, 70_000]] } },
    'truncated-file',
    /1 of its 3 strips/,
  ],
  ['strips with too few bytes', { fields: { 279: [4, [30, 30, 4]] } }, 'truncated-file', /1 of its 3 strips/],
  [
    'a strip of half a byte',
    { deflate: true, fields: { 279: [12, [0.5, 30, 30]] } },
    'truncated-file',
    /1 of its 3 strips/,
  ],
  ['a band and a half', { fields: { 277: [12, [1.5]] } }, 'unsupported-file', /1.5 bands/],
  ['a strip at byte 0', { fields: { 273: [4, [0, 38, 68]] } }, 'truncated-file', /1 of its 3 strips/],
  ['strips that were never written', { fields: { 279: [4, [0, 0, 0]] } }, 'not-a-dtm', /no elevations/],
  [
    'a planar configuration of 7',
    { fields: { 284: [3, [7]] } },
    'unsupported-file',
    /planar configuration 7/,
  ],
  ['an unknown compression', { fields: { 259: [3, [12345]] } }, 'unsupported-file', /method 12345/],
  [
    'packed bytes that are none',
    { fields: { 259: [3, [8]] } },
    'truncated-file',
    /strip \d cannot be unpacked/,
  ],
  [
    'codes of LZW that are none',
    { fields: { 259: [3, [5]] } },
    'truncated-file',
    /strip \d cannot be unpacked/,
  ],
  [
    'packed bytes of Zstandard that are none',
    { fields: { 259: [3, [50_000]] } },
    'truncated-file',
    /strip \d (?:cannot be unpacked|holds too few values)/,
  ],
  [
    'a LERC blob that is none',
    { fields: { 259: [3, [34_887]] } },
    'truncated-file',
    /strip \d cannot be unpacked/,
  ],
  [
    'runs of PackBits that are too few',
    { fields: { 259: [3, [32_773]] } },
    'truncated-file',
    /strip \d holds too few values/,
  ],
  [
    'LERC packed in a way that is not known',
    { fields: { 259: [3, [34_887]], 50674: [4, [4, 7]] } },
    'unsupported-file',
    /packs LERC in a way/,
  ],
  [
    'a floating-point predictor',
    { deflate: true, fields: { 317: [3, [3]] } },
    'unsupported-file',
    /predictor 3 on int16/,
  ],
  ['pixels of no size', { fields: { 33550: [12, [0, 10, 0]] } }, 'unsupported-file', /pixel size 0/],
  [
    'a place that is no number',
    { fields: { 33922: [12, [0, 0, 0, NaN, 0, 0]] } },
    'unsupported-file',
    /number/,
  ],
  ['an overview without its image', { fields: { 254: [4, [1]] } }, 'not-a-dtm', /without an image/],
])('%s is refused', async (_, changes, code, message) => {
  await expectUserError(read(tiffFile({ ...small, ...changes })), code, 'hostile.tif', message);
});

test('a decompression bomb is not unpacked beyond the size of its strip', async () => {
  const zeros = tiffFile({
    ...small,
    width: 4000,
    height: 2000,
    values: new Int16Array(8_000_000),
    deflate: true,
    rowsPerStrip: 2000,
  });
  await expectUserError(read(patchField(zeros, 256, 5)), 'truncated-file', /strip \d cannot be unpacked/);
});

/** Writes another value into a field of a little-endian classic TIFF. */
function patchField(file: Buffer, tag: number, value: number): Buffer {
  const directory = file.readUInt32LE(4);
  for (let i = 0; i < file.readUInt16LE(directory); i++) {
    const at = directory + 2 + 12 * i;
    if (file.readUInt16LE(at) === tag) file.writeUInt32LE(value, at + 8);
  }
  return file;
}

test('a file that is not a DTM is refused, and so is a missing one', async () => {
  const path = join(folder, 'photo.jpg');
  await writeFile(path, Buffer.from('ffd8ffe000104a46', 'hex'));
  await expectUserError(openDtm(path), 'not-a-dtm', 'photo.jpg', /GeoTIFF \(\.tif, \.tiff\), .*SRTM \(\.hgt/);
  await expectUserError(openDtm(join(folder, 'gone.tif')), 'not-found', 'gone.tif');
  await expectUserError(openDtm(folder), 'bad-input', 'not a file');
});
