import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../engine/folder';
import { readTiff, small } from './smallTiff';
import { tiffFile, type TiffPlan } from './tiffFile';

const folder = temporaryFolder();
const read = (bytes: Uint8Array): Promise<Float32Array> => readTiff(folder, bytes);

const plans: fc.Arbitrary<TiffPlan> = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    bigEndian: fc.boolean(),
    bigTiff: fc.boolean(),
    deflate: fc.boolean(),
    predictor: fc.boolean(),
    blocks: fc.oneof(
      fc.constantFrom(16, 32).map((tile) => ({ tile })),
      fc.integer({ min: 1, max: 50 }).map((rowsPerStrip) => ({ rowsPerStrip })),
    ),
    seed: fc.integer(),
  })
  .map(({ blocks, seed, ...plan }) => ({
    ...plan,
    predictor: plan.predictor && plan.deflate,
    ...blocks,
    // From -32766 on: the two lowest mean no-data in files that name none.
    values: Int16Array.from({ length: plan.width * plan.height }, (_, i) => {
      const value = (Math.imul(i + 1, 2654435761 ^ seed) >> 16) % 32767;
      return value === -9999 ? 0 : value;
    }),
  }));

test('any small GeoTIFF reads back what was written', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      expect(await read(tiffFile(plan))).toEqual(Float32Array.from(plan.values));
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['one strip', 1300, 1300],
  ['two strips', 1000, 900],
])('large strips without compression are read in pieces: %s', async (_, height, rowsPerStrip) => {
  const width = 700;
  const values = Int16Array.from({ length: width * height }, (__, i) => (i * 7919) % 30_011);
  expect(await read(tiffFile({ ...small, width, height, values, rowsPerStrip }))).toEqual(
    Float32Array.from(values),
  );
});

test('bits stored lowest first are reversed as in libtiff, also without compression', async () => {
  const reversed = (byte: number): number =>
    [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, bit) => sum + (((byte >> bit) & 1) << (7 - bit)), 0);
  for (const deflate of [false, true]) {
    const bytes = tiffFile({ ...small, deflate, fields: { 266: [3, [2]] } });
    for (let at = 8; at < bytes.readUInt32LE(4); at++) bytes[at] = reversed(bytes[at] ?? 0);
    expect(await read(bytes)).toEqual(Float32Array.from(small.values));
  }
});
