import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkedRings } from '../../../src/shared/geo/checkedRings';
import { ringsAreaM2, ringsContain } from '../../../src/shared/geo/rings';

const outline = [9.5, 47, 9.6, 47.02, 9.58, 47.1, 9.52, 47.08];
const hole = [9.54, 47.03, 9.56, 47.03, 9.56, 47.05, 9.54, 47.05];
const box = (west: number, south: number, east: number, north: number): number[] => [
  ...[west, south, east, south, east, north, west, north],
];
/** A box with a hole and an island in the hole. */
const island = [box(9.5, 47, 9.6, 47.1), box(9.52, 47.02, 9.58, 47.08), box(9.54, 47.04, 9.56, 47.06)];
/** Across the antimeridian, as files have it: 179.5 E to 179.5 W. */
const across = [179.5, -16, -179.5, -16.2, -179.7, -15.5];

describe('what lies in an area', () => {
  // By shapely 2 (GEOS).
  test.each([
    [9.55, 47.035, false, false],
    [9.53, 47.03, true, false],
    [9.51, 47.09, false, true],
    [9.59, 47.05, true, true],
    [9.55, 47.055, true, true],
    [9.49, 47.05, false, false],
  ])('%f %f', (lonDeg, latDeg, inHoled, onIsland) => {
    expect(ringsContain(checkedRings([outline, hole]), lonDeg, latDeg)).toBe(inHoled);
    expect(ringsContain(checkedRings(island), lonDeg, latDeg)).toBe(onIsland);
  });

  test('across the antimeridian, with longitudes counted either way', () => {
    const rings = checkedRings([across]);
    expect([180, -180, 179.9, -179.9].map((lonDeg) => ringsContain(rings, lonDeg, -16))).toEqual([
      ...[true, true, true, true],
    ]);
    expect([0, 179.4, -179.4].map((lonDeg) => ringsContain(rings, lonDeg, -16))).toEqual([
      false,
      false,
      false,
    ]);
  });
});

// pyproj 3 (GeographicLib), edges cut into pieces of 0.001 and 0.01 degrees, since ours are straight in degrees.
test.each([
  ['with a hole', [outline, hole], 50_686_852.81],
  ['with an island in its hole', island, 57_442_258.55],
  ['across the antimeridian', [across], 3_910_503_152.44],
  ['of ten degrees', [[0, 40, 10, 40, 10, 50, 0, 52]], 953_742_344_452.64],
])('the area %s is that on the ellipsoid', (_, rings, areaM2) => {
  expect(ringsAreaM2(checkedRings(rings)) / areaM2).toBeCloseTo(1, 5);
});

describe('stored rings', () => {
  test('repeat no corner, and have continuous longitudes', () => {
    const closed = [...across.slice(0, 2), ...across, ...across.slice(0, 2)];
    expect(checkedRings([closed]).map((ring) => [...ring])).toEqual([
      [179.5, -16, 180.5, -16.2, 180.3, -15.5],
    ]);
  });

  test.each([
    ['a bow tie', [[9, 47, 9.1, 47.1, 9.1, 47, 9, 47.1]], 'crosses itself'],
    ['rings that cross', [box(9, 47, 9.2, 47.2), box(9.1, 47.1, 9.3, 47.3)], 'crosses itself'],
    ['two corners', [[9, 47, 9.1, 47.1]], 'three corners'],
    ['no ring', [], 'three corners'],
    ['one place three times', [[9, 47, 9, 47, 9, 47]], 'three corners'],
    ['a line there and back', [[9, 47, 9.1, 47.1, 9.2, 47.2]], 'square metre'],
    ['a way around a pole', [[0, 80, 120, 80, -120, 80]], 'around a pole'],
    ['half of the Earth', [[-170, 10, -60, 10, 60, 10, 60, 20, -60, 20, -170, 20]], 'more than 180 degrees'],
    ['metres', [[2_600_000, 1_200_000, 2_600_100, 1_200_000, 2_600_100, 1_200_100]], 'in degrees'],
    ['what is no number', [[9, 47, NaN, 47, 9.1, 47.1]], 'in degrees'],
    ['too many corners', [Array.from({ length: 20_002 }, (_, i) => i / 1000)], 'Simplify'],
  ])('are not made of %s', (_, rings, reason) => {
    expect(() => checkedRings(rings)).toThrow(reason);
  });

  test('are stored unchanged when stored again', () => {
    const corner = fc.tuple(
      fc.double({ min: -200, max: 200, noNaN: true }),
      fc.double({ min: -80, max: 80, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(corner, { minLength: 3, maxLength: 8 }), (corners) => {
        let kept;
        try {
          kept = checkedRings([corners.flat()]);
        } catch {
          return;
        }
        expect(checkedRings(kept)).toEqual(kept);
      }),
    );
  });
});
