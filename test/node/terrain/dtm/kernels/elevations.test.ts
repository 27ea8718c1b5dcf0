import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  toElevations,
  type ElevationRule,
  type StoredValues,
} from '../../../../../src/main/terrain/dtm/elevations';

const NEAR = 4 * 2 ** -23 * (1 - 1e-9);
const USUAL = [-32768, -32767, -9999, -99999];

/** The rule implemented plainly, value by value. */
function elevation(value: number, { noData, scale, offset, dataType }: ElevationRule): number {
  if (!(Math.abs(value) < 1e30)) return NaN;
  if (noData === null) {
    if (scale > 0.3 && offset === 0 && USUAL.includes(value)) return NaN;
  } else {
    const stored = dataType === 'float32' ? Math.fround(noData) : noData;
    const near = dataType.startsWith('float') ? NEAR * Math.abs(stored) : 0;
    if (value >= stored - near && value <= stored + near) return NaN;
  }
  return Math.fround(value * scale + offset);
}

/** Values at the limits of the rules, and their neighbours. */
const special = [
  ...USUAL.flatMap((value) => [value, value + 1, value * (1 + 2 ** -22), value * (1 + 2 ** -20)]),
  ...[
    0,
    -0,
    255,
    65_535,
    2 ** 31,
    1e30,
    1.0000000150474662e30,
    9.99e29,
    -3.4028234663852886e38,
    Infinity,
    NaN,
  ],
];
const value = fc.oneof(fc.constantFrom(...special), fc.integer({ min: -70_000, max: 70_000 }), fc.double());

const kinds: Readonly<
  Record<string, { from: (values: number[]) => StoredValues; type: ElevationRule['dataType'] }>
> = {
  int8: { from: (values) => Int8Array.from(values), type: 'int8' },
  uint8: { from: (values) => Uint8Array.from(values), type: 'uint8' },
  int16: { from: (values) => Int16Array.from(values), type: 'int16' },
  uint16: { from: (values) => Uint16Array.from(values), type: 'uint16' },
  int32: { from: (values) => Int32Array.from(values), type: 'int32' },
  uint32: { from: (values) => Uint32Array.from(values), type: 'uint32' },
  float32: { from: (values) => Float32Array.from(values), type: 'float32' },
  float64: { from: (values) => Float64Array.from(values), type: 'float64' },
};

describe('elevations', () => {
  it.each(Object.entries(kinds))('of %s values are those of the rule, bit by bit', (_, { from, type }) => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        fc.option(fc.constantFrom(...special, 1e40, -1e40, 0.1)),
        fc.constantFrom([1, 0], [0.3048, 0], [0.01, -100], [1, 5]),
        (values, step, noData, [scale = 1, offset = 0]) => {
          const stored = from(values);
          const rule = { noData, scale, offset, dataType: type };
          const out = new Float32Array(Math.ceil(values.length / step));
          toElevations(stored, 0, step, out, rule);
          const expected = Float32Array.from(out, (_, i) => elevation(stored[i * step] ?? NaN, rule));
          expect(Buffer.from(out.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of many values are converted in parts', () => {
    const stored = Int16Array.from({ length: 100_003 }, (_, i) => i % 9000);
    const out = new Float32Array(stored.length);
    toElevations(stored, 0, 1, out, { noData: 77, scale: 1, offset: 0, dataType: 'int16' });
    expect(out.every((value, i) => (i % 9000 === 77 ? Number.isNaN(value) : value === i % 9000))).toBe(true);
  });

  it('are missing where there are no values', () => {
    const out = new Float32Array(5);
    toElevations(Float32Array.of(1, 2, 3), 1, 1, out, {
      noData: null,
      scale: 1,
      offset: 0,
      dataType: 'float32',
    });
    expect([...out]).toEqual([2, 3, NaN, NaN, NaN]);
  });
});
