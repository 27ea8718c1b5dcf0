import fc from 'fast-check';
import { expect, test } from 'vitest';
import { storedForm } from '../../../src/main/compute/layerForm/storedForm';
import { decodeRows } from '../../../src/main/layers/decodeRows';
import type { Rotation } from '../../../src/shared/contract/layerForm';

const SIZE = 35;

/** Float32 values of any magnitude that embeddings have. */
const float = (largest: number) =>
  fc.float({ min: -largest, max: largest, noNaN: true, noDefaultInfinity: true });
const vector = (largest: number) => fc.array(float(largest), { minLength: SIZE, maxLength: SIZE });

/** Orthonormal rows by Gram-Schmidt, twice, of random ones with a diagonal that keeps them apart. */
function orthonormal(rows: readonly (readonly number[])[]): Float32Array {
  const axes: number[][] = [];
  for (const [index, row] of rows.entries()) {
    let axis = row.map((value, i) => value + (i === index ? 100 : 0));
    for (const other of [...axes, ...axes]) {
      const along = axis.reduce((sum, value, i) => sum + value * (other[i] ?? NaN), 0);
      axis = axis.map((value, i) => value - along * (other[i] ?? NaN));
    }
    const length = Math.hypot(...axis);
    axes.push(axis.map((value) => value / length));
  }
  return Float32Array.from(axes.flat());
}

const rotations: fc.Arbitrary<Rotation> = fc
  .record({
    mean: vector(10),
    rows: fc.constantFrom(16, 32).chain((kept) => fc.array(vector(10), { minLength: kept, maxLength: kept })),
  })
  .map(({ mean, rows }) => ({ mean: Float32Array.from(mean), axes: orthonormal(rows) }));

/** Embeddings of very different lengths. */
const embeddings = fc
  .array(fc.tuple(vector(1), fc.constantFrom(0, 1e-30, 1e-3, 1, 1e4)), { minLength: 1, maxLength: 6 })
  .map((rows) => Float32Array.from(rows.flatMap(([row, length]) => row.map((value) => value * length))));

const distance = (a: Float32Array, b: Float32Array): number =>
  Math.hypot(...Array.from(a, (value, i) => value - (b[i] ?? NaN)));

test('a stored embedding is within its stated error of the original', () => {
  fc.assert(
    fc.property(rotations, embeddings, (rotation, rows) => {
      const count = rows.length / SIZE;
      const stored = storedForm(rotation)(rows, new Uint8Array(count).fill(1));
      const decoded = decodeRows(rotation, stored, [...Array(count).keys()]);
      for (let row = 0; row < count; row++) {
        const [from, to] = [row * SIZE, (row + 1) * SIZE];
        const apart = distance(decoded.subarray(from, to), rows.subarray(from, to));
        expect(apart).toBeLessThanOrEqual(stored.error[row] ?? NaN);
      }
    }),
  );
});

test('the error bounds truncation and rounding closely', () => {
  fc.assert(
    fc.property(rotations, embeddings, (rotation, rows) => {
      const count = rows.length / SIZE;
      const kept = rotation.axes.length / SIZE;
      const { scale, error } = storedForm(rotation)(rows, new Uint8Array(count).fill(1));
      for (let row = 0; row < count; row++) {
        const centred = Array.from(rotation.mean, (mean, i) => (rows[row * SIZE + i] ?? NaN) - mean);
        let outside = centred;
        for (let axis = 0; axis < kept; axis++) {
          const along = rotation.axes.subarray(axis * SIZE, (axis + 1) * SIZE);
          const length = centred.reduce((sum, value, i) => sum + value * (along[i] ?? NaN), 0);
          outside = outside.map((value, i) => value - length * (along[i] ?? NaN));
        }
        const rounding = ((scale[row] ?? NaN) / 2) * Math.sqrt(kept);
        const most = Math.hypot(...outside, rounding) + 1e-3 * Math.hypot(...centred);
        // A bfloat16 has 8 bits.
        expect(error[row]).toBeLessThanOrEqual(most * (1 + 2 ** -7) + 1e-5);
      }
    }),
  );
});

test('nothing is stored where there is no patch', () => {
  const rotation = {
    mean: new Float32Array(SIZE),
    axes: orthonormal(Array<number[]>(32).fill(Array<number>(SIZE).fill(1))),
  };
  const rows = new Float32Array(3 * SIZE).fill(1);
  const stored = storedForm(rotation)(rows, Uint8Array.of(1, 0, 1));
  expect([...stored.scale].map(Number.isNaN)).toEqual([false, true, false]);
  expect([...stored.error].map(Number.isNaN)).toEqual([false, true, false]);
  expect(stored.near.subarray(16, 32)).toEqual(new Int8Array(16));
  const decoded = decodeRows(rotation, stored, [1, 2]);
  expect(decoded.subarray(0, SIZE).every(Number.isNaN)).toBe(true);
  expect(decoded.subarray(SIZE).some(Number.isNaN)).toBe(false);
});

test('a hand-worked embedding: 3 along the first axis, 4 along the second, and a residual of 0.5', () => {
  const axes = new Float32Array(16 * SIZE);
  for (let axis = 0; axis < 16; axis++) axes[axis * SIZE + axis] = 1;
  const row = new Float32Array(SIZE).fill(1);
  row[0] = 4;
  row[1] = 5;
  row[20] = 1.5;
  const { near, far, scale, error } = storedForm({ mean: new Float32Array(SIZE).fill(1), axes })(
    row,
    Uint8Array.of(1),
  );
  // 4 / 127 is a step: 3 is 95.25 of them, so a quarter of a step is lost.
  expect([...near]).toEqual([95, 127, ...Array<number>(14).fill(0)]);
  expect(far).toHaveLength(0);
  expect(scale[0]).toBe(Math.fround(4 / 127));
  // sqrt(0.5^2 + (4 / 127 / 4)^2) = 0.50006, rounded up to a bfloat16, which are 1/256 apart here.
  expect(error[0]).toBe(0.50390625);
});
