import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LZW } from '../../../../../src/main/terrain/dtm/geotiff/codecs/methods';
import { unpackByKernel } from './unpackByKernel';

/**
 * TIFF's LZW as TIFF 6.0 (section 13) specifies it, code by code with strings of bytes; null for codes out of
 * order.
 */
function plainDecode(input: Uint8Array, mostBytes: number): Uint8Array | null {
  const out: number[] = [];
  let table: (readonly number[])[] = [];
  let width = 9;
  let before: readonly number[] | null = null;
  const clear = (): void => {
    table = Array.from({ length: 258 }, (_, code) => [code]);
    width = 9;
    before = null;
  };
  clear();
  for (let at = 0; at + width <= input.length * 8 && out.length < mostBytes;) {
    let code = 0;
    for (let bit = 0; bit < width; bit++, at++)
      code = code * 2 + (((input[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    if (code === 257) break;
    if (code === 256) {
      clear();
      continue;
    }
    let string: readonly number[] | undefined = table[code];
    if (before !== null && table.length < 4096) {
      string ??= code === table.length ? [...before, before[0] ?? 0] : undefined;
      if (string !== undefined) table.push([...before, string[0] ?? 0]);
    }
    if (string === undefined) return null;
    before = string;
    out.push(...string);
    // Codes grow one early: as soon as the one that the next code completes would fill the width.
    while (width < 12 && Math.min(4096, table.length + 1) >= 1 << width) width++;
  }
  return Uint8Array.from(out.slice(0, mostBytes));
}

/** Codes of nine to twelve bits, as written by an encoder that finds every repetition. */
function encode(bytes: Uint8Array): Buffer {
  const bits: number[] = [];
  const put = (code: number): void => {
    for (let bit = width - 1; bit >= 0; bit--) bits.push((code >> bit) & 1);
  };
  let width = 9;
  let table = new Map<string, number>();
  const clear = (): void => {
    put(256);
    width = 9;
    table = new Map();
  };
  const codeOf = (string: readonly number[]): number | undefined =>
    string.length === 1 ? string[0] : table.get(string.join());
  clear();
  let string: number[] = [];
  for (const byte of bytes) {
    const longer = [...string, byte];
    if (codeOf(longer) !== undefined) {
      string = longer;
      continue;
    }
    put(codeOf(string) ?? 0);
    table.set(longer.join(), 258 + table.size);
    string = [byte];
    if (258 + table.size >= 1 << width) width++;
    if (258 + table.size >= 4094) clear();
  }
  if (string.length > 0) put(codeOf(string) ?? 0);
  put(257);
  return Buffer.from(
    Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
      Array.from({ length: 8 }, (_, bit) => bits[8 * i + bit] ?? 0).reduce((byte, bit) => byte * 2 + bit, 0),
    ),
  );
}

const decodeLzw = unpackByKernel(LZW);

const decoded = (input: Uint8Array, mostBytes: number): Uint8Array | null => {
  try {
    return Uint8Array.from(decodeLzw(input, mostBytes));
  } catch {
    return null;
  }
};

/** Bytes that repeat themselves, so that codes stand for many. */
const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 300 })), {
    maxLength: 12,
  })
  .map((runs) =>
    Uint8Array.from(
      runs.flatMap(([run, times]) =>
        Array<number[]>(times)
          .fill([...run])
          .flat(),
      ),
    ),
  );

describe('LZW', () => {
  it('restores what was packed', () => {
    fc.assert(
      fc.property(fc.oneof(repetitive, fc.uint8Array({ maxLength: 3000 })), (bytes) => {
        expect(Buffer.compare(decodeLzw(encode(bytes), bytes.length), bytes)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('reads codes of all widths, and a full table', () => {
    const bytes = Uint8Array.from({ length: 40_000 }, (_, i) => (i * i * 7 + (i >> 5)) & 0xff);
    expect(Buffer.compare(decodeLzw(encode(bytes), bytes.length), bytes)).toBe(0);
  });

  it('accepts and refuses the same as a plain implementation, for any bytes and buffer size', () => {
    const mutated = fc
      .tuple(repetitive, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }))
      .map(([bytes, changes]) => {
        const packed = encode(bytes);
        for (const [at, value] of changes) packed[at % packed.length] = value;
        return packed;
      });
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 400 }), mutated),
        fc.integer({ min: 0, max: 3000 }),
        (packed, mostBytes) => {
          expect(decoded(packed, mostBytes)).toEqual(plainDecode(packed, mostBytes));
        },
      ),
      { numRuns: 400 },
    );
  });
});
