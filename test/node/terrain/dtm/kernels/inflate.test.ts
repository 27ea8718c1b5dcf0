import { constants, deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFLATE } from '../../../../../src/main/terrain/dtm/geotiff/codecs/methods';
import { unpackByKernel } from './unpackByKernel';

const inflate = unpackByKernel(DEFLATE);

/** Bytes of all kinds: repeated near and far, of few values, of any. */
const bytes = fc
  .array(
    fc.tuple(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 0, max: 255 }),
    ),
    { maxLength: 30 },
  )
  .map((runs) =>
    Buffer.concat(
      runs.flatMap(([run, times, step]) =>
        Array.from({ length: times }, (_, i) => run.map((b) => b + i * step)),
      ),
    ),
  );

const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FIXED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FILTERED,
  ),
});

describe('DEFLATE', () => {
  it('gives back what zlib packed, whatever its settings', () => {
    fc.assert(
      fc.property(bytes, options, (given, how) => {
        expect(Buffer.compare(inflate(deflateSync(given, how), given.length), given)).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it('gives back long codes, of values whose numbers fall like Fibonacci numbers', () => {
    // 22 values, the rarest of which get the longest codes.
    const given: number[] = [];
    for (let [value, count, next] = [0, 1, 1]; value < 22; value++, [count, next] = [next, count + next])
      for (let i = 0; i < count; i++) given.push((value * 41) & 255);
    const shuffled = Buffer.from(given.map((_, i) => given[(i * 7919) % given.length] ?? 0));
    const packed = deflateSync(shuffled, { strategy: constants.Z_HUFFMAN_ONLY, memLevel: 9 });
    expect(Buffer.compare(inflate(packed, shuffled.length), shuffled)).toBe(0);
  });

  it('accepts and refuses the same as zlib when bits are turned or the end is missing', () => {
    const damaged = fc.tuple(bytes, options, fc.nat(), fc.nat(), fc.boolean());
    fc.assert(
      fc.property(damaged, ([given, how, at, bit, isCut]) => {
        const packed = Buffer.from(deflateSync(given, how));
        const place = at % packed.length;
        packed[place] = (packed[place] ?? 0) ^ (1 << (bit & 7));
        const input = isCut ? packed.subarray(0, place) : packed;
        const outcome = (unpack: () => Buffer): string => {
          try {
            return unpack().toString('base64');
          } catch {
            return 'refused';
          }
        };
        expect(outcome(() => inflate(input, given.length))).toBe(
          outcome(() => inflateSync(input, { maxOutputLength: Math.max(1, given.length) })),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('refuses more bytes than the block may have', () => {
    const given = Buffer.alloc(5000, 7);
    expect(inflate(deflateSync(given), 5000).length).toBe(5000);
    for (const level of [0, 9])
      expect(() => inflate(deflateSync(given, { level }), 4999)).toThrow('DEFLATE data are damaged');
  });
});
