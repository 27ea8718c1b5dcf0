import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FLAT } from '../../../src/main/layers/maps/asked';
import { keepStrongest } from '../../../src/main/terrain/geo/nearness';
import { strongestPlaces } from '../../../src/main/layers/maps/strongestPlaces';
import { distanceM } from '../../../src/main/terrain/geo/distance';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../src/shared/geo/ellipsoid';
import { cellMapper } from '../../../src/main/terrain/geo/lattice';

/** Where the lattices of these tests lie. */
const zone = { crsCode: 'EPSG:32632', originE: 500_010, originN: 5_200_020 };

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
      const lattice = { ...zone, stepM, columns, rows };
      const places = strongestPlaces(map, lattice, threshold, reach * stepM).map(
        ({ lonDeg, latDeg, score }) => {
          const [x = NaN, y = NaN] = cellMapper(lattice)(lonDeg, latDeg).map(Math.round);
          return { x, y, p: score };
        },
      );
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
          // Suppressed only by a detection nearby that is at least as strong.
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
  const lattice = { ...zone, stepM: 30, columns: 9, rows: 9 };
  const cells = (values: Float32Array): number[][] =>
    strongestPlaces(values, lattice, 0.5, 60).map(({ lonDeg, latDeg }) =>
      cellMapper(lattice)(lonDeg, latDeg).map(Math.round),
    );
  expect(cells(map)).toEqual([[4, 4]]);
  // There is none beside terrain that is too flat to classify.
  map[3 * 9 + 3] = FLAT;
  expect(cells(map)).toEqual([]);
});

test('of places closer than a distance the likelier one stays, anywhere on Earth', () => {
  const place = fc.record({
    east: fc.double({ min: -900, max: 900, noNaN: true }),
    north: fc.double({ min: -900, max: 900, noNaN: true }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(place, { maxLength: 30 }), fc.constantFrom(0.001, 46.8, -80), (drawn, latDeg) => {
      const places = drawn.map(({ east, north, score }) => ({
        lonDeg: 9 + east / metresPerDegreeLon(latDeg),
        latDeg: latDeg + north / metresPerDegreeLat(latDeg),
        score,
      }));
      const gap = (a: (typeof places)[number], b: (typeof places)[number]): number =>
        distanceM(a.lonDeg, a.latDeg, b.lonDeg, b.latDeg);
      const kept = keepStrongest(places, 240);
      for (const one of places) {
        const nearKept = kept.filter((other) => other !== one && gap(one, other) < 240);
        if (kept.includes(one)) expect(nearKept).toEqual([]);
        else expect(nearKept.some(({ score }) => score >= one.score)).toBe(true);
      }
    }),
  );
});
