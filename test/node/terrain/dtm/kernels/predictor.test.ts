import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockKernelFor } from '../../../../../src/main/terrain/dtm/geotiff/blockKernel';
import { undoPredictor } from '../../../../../src/main/terrain/dtm/geotiff/predictor';

const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 4 }),
  width: fc.integer({ min: 1, max: 70 }),
  bands: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
});

/** Bytes that follow from a seed. */
function bytesOf(length: number, seed: number): Uint8Array {
  let state = seed | 1;
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    return state >>> 24;
  });
}

/** Undoes a predictor of whole rows in place. */
function undo(predictor: 2 | 3, bytes: Uint8Array, form: Parameters<typeof undoPredictor>[2]): void {
  const kernel = blockKernelFor(bytes.length);
  const [at = 0, spare = 0] = kernel.place(bytes.length, bytes.length);
  kernel.bytes(at, bytes.length).set(bytes);
  const rows = bytes.length / (form.rowLength * form.valueBytes);
  bytes.set(kernel.bytes(undoPredictor(kernel, predictor, form, rows, at, spare), bytes.length));
}

describe('predictor 2', () => {
  it.each([1, 2, 4, 8])('sums differences of %i bytes along their row and band', (valueBytes) => {
    fc.assert(
      fc.property(shapes, ({ rows, width, bands, seed }) => {
        const rowLength = width * bands;
        const given = bytesOf(rows * rowLength * valueBytes, seed);
        const valueAt = (bytes: Uint8Array, i: number): bigint =>
          Array.from(bytes.subarray(i * valueBytes, (i + 1) * valueBytes)).reduceRight(
            (value, byte) => value * 256n + BigInt(byte),
            0n,
          );
        const bytes = given.slice();
        undo(2, bytes, { rowLength, bands, valueBytes });
        for (let i = 0; i < rows * rowLength; i++) {
          const isFirst = i % rowLength < bands;
          const sum = valueAt(given, i) + (isFirst ? 0n : valueAt(bytes, i - bands));
          expect(valueAt(bytes, i)).toBe(BigInt.asUintN(8 * valueBytes, sum));
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('predictor 3', () => {
  it.each([2, 3, 4, 8])('reassembles floats of %i bytes', (valueBytes) => {
    fc.assert(
      fc.property(shapes, ({ rows, width, bands, seed }) => {
        const rowLength = width * bands;
        const values = bytesOf(rows * rowLength * valueBytes, seed);
        const packed = new Uint8Array(values.length);
        // As TIFF Technical Note 3 packs a row: planes of bytes, the highest first, each less the one a pixel before.
        for (let row = 0; row < rows; row++) {
          const from = row * rowLength * valueBytes;
          const planes = Array.from({ length: valueBytes }, (_, plane) =>
            Array.from(
              { length: rowLength },
              (_, i) => values[from + i * valueBytes + (valueBytes - 1 - plane)] ?? 0,
            ),
          ).flat();
          packed.set(
            planes.map((byte, i) => byte - (i < bands ? 0 : (planes[i - bands] ?? 0))),
            from,
          );
        }
        undo(3, packed, { rowLength, bands, valueBytes });
        expect(packed).toEqual(values);
      }),
      { numRuns: 25 },
    );
  });
});
