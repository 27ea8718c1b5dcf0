import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coarsePlace } from '../../../src/shared/geo/coarsePlace';

/** Metres of a degree on the sphere of the Earth's mean radius. */
const M_PER_DEG = 111_195.08;

const place = fc.record({
  lonDeg: fc.double({ min: -180, max: 180, noNaN: true }),
  latDeg: fc.double({ min: -89, max: 89, noNaN: true }),
});

test('a cell by hand: of 111,195.08 m, rows are a degree high', () => {
  const centre = coarsePlace({ lonDeg: 9.7, latDeg: 0.2 }, M_PER_DEG);
  expect(centre.lonDeg).toBeCloseTo(9.5, 3);
  expect(centre.latDeg).toBeCloseTo(0.5, 5);
  // At 60.5 degrees cos is 0.4924: 177 columns of 2.0339 degrees; 9.7 lies in the 94th, from 9.1525 to 11.1864.
  expect(coarsePlace({ lonDeg: 9.7, latDeg: 60.1 }, M_PER_DEG).lonDeg).toBeCloseTo(10.1695, 3);
});

test('places of a cell become one place, half a cell away at most, and that place stays', () => {
  fc.assert(
    fc.property(place, fc.double({ min: 100, max: 100_000, noNaN: true }), (at, cellM) => {
      const centre = coarsePlace(at, cellM);
      expect(Math.abs(centre.latDeg - at.latDeg) * M_PER_DEG).toBeLessThanOrEqual(cellM * 0.501);
      const eastM =
        Math.abs(centre.lonDeg - at.lonDeg) * M_PER_DEG * Math.cos((centre.latDeg * Math.PI) / 180);
      // Columns are whole in number: near the poles there are few of them, each wider than asked for.
      expect(eastM).toBeLessThanOrEqual(cellM);
      const again = coarsePlace(centre, cellM);
      expect(again.latDeg).toBeCloseTo(centre.latDeg, 9);
      expect(again.lonDeg).toBeCloseTo(centre.lonDeg, 9);
    }),
  );
});
