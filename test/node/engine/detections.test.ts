import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findDetections } from '../../../src/main/engine/detections/suppress';

/** Small maps with ties and holes. */
const maps = fc.record({
  columns: fc.integer({ min: 1, max: 12 }),
  rows: fc.integer({ min: 1, max: 12 }),
  seed: fc.array(fc.oneof(fc.constant(NaN), fc.constantFrom(0, 0.25, 0.5, 0.75, 1)), {
    minLength: 144,
    maxLength: 144,
  }),
  threshold: fc.constantFrom(0.1, 0.5, 0.8),
  reach: fc.double({ min: 0.5, max: 6, noNaN: true }),
});

test('detections are local maxima above the threshold, apart, and no more could be added', () => {
  fc.assert(
    fc.property(maps, ({ columns, rows, seed, threshold, reach }) => {
      const stepM = 60;
      const map = Float32Array.from(seed.slice(0, columns * rows));
      const at = (x: number, y: number): number => map[y * columns + x] ?? NaN;
      const isMaximum = (x: number, y: number): boolean => {
        if (!(at(x, y) >= threshold)) return false;
        for (let v = y - 1; v <= y + 1; v++) {
          for (let u = x - 1; u <= x + 1; u++) {
            if (u >= 0 && v >= 0 && u < columns && v < rows && at(u, v) > at(x, y)) return false;
          }
        }
        return true;
      };
      const found = findDetections(map, { columns, rows, stepM }, threshold, reach * stepM);
      const places = Array.from(found.columns, (x, i) => ({
        x,
        y: found.rows[i] ?? 0,
        p: found.probabilities[i] ?? 0,
      }));
      for (const [i, { x, y, p }] of places.entries()) {
        expect(isMaximum(x, y)).toBe(true);
        expect(p).toBe(at(x, y));
        if (i > 0) expect(p).toBeLessThanOrEqual(places[i - 1]?.p ?? 0);
        for (const other of places.slice(0, i))
          expect(Math.hypot(other.x - x, other.y - y)).toBeGreaterThanOrEqual(reach);
      }
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) {
          if (!isMaximum(x, y)) continue;
          // Left out only for a detection nearby that is at least as strong.
          expect(
            places.some((place) => Math.hypot(place.x - x, place.y - y) < reach && place.p >= at(x, y)) ||
              places.some((place) => place.x === x && place.y === y),
          ).toBe(true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('one peak on a slope is one detection', () => {
  const map = Float32Array.from(
    { length: 81 },
    (_, i) => 0.9 - 0.1 * Math.hypot((i % 9) - 4, Math.floor(i / 9) - 4),
  );
  const found = findDetections(map, { columns: 9, rows: 9, stepM: 30 }, 0.5, 60);
  expect([[...found.columns], [...found.rows]]).toEqual([[4], [4]]);
});
