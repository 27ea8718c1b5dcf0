import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  region,
  regionAreaM2,
  regionContains,
  regionOfRings,
  ringOfBox,
} from '../../../src/shared/geo/region';

const box = { westDeg: 9.5, southDeg: 47, eastDeg: 9.6, northDeg: 47.1 };

test('rings that fill their box make a box; others an outline in it', () => {
  expect(regionOfRings([ringOfBox(box)])).toEqual(box);
  const triangle = [9.5, 47, 9.6, 47, 9.55, 47.1];
  expect(regionOfRings([triangle])).toEqual({ ...box, outline: [triangle] });
  // As files have a box across the antimeridian (RFC 7946, section 3.1.9).
  const halves = [
    [179.5, -17, 180, -17, 180, -16, 179.5, -16],
    [-180, -17, -179.5, -17, -179.5, -16, -180, -16],
  ];
  expect(regionOfRings(halves)).toEqual({ westDeg: 179.5, southDeg: -17, eastDeg: 180.5, northDeg: -16 });
});

test('an area equals that of pyproj (Geod.polygon_area_perimeter)', () => {
  // pyproj 3: 9,280,942.36 m² with a hole, as in areas.test.ts.
  const hole = { westDeg: 9.55, southDeg: 47.11, eastDeg: 9.56, northDeg: 47.12 };
  const outer = { westDeg: 9.54, southDeg: 47.1, eastDeg: 9.58, northDeg: 47.13 };
  const holed = regionOfRings([ringOfBox(outer), ringOfBox(hole)]);
  expect(holed.outline).toHaveLength(2);
  expect(regionAreaM2(holed)).toBeCloseTo(9_280_942.36, 1);
  expect(regionContains(holed, 9.555, 47.115)).toBe(false);
  expect(regionContains(holed, 9.545, 47.115)).toBe(true);
});

/** Three corners around a middle that may lie at the antimeridian, counterclockwise, none so near to a line that they make none. */
const triangles = fc
  .tuple(
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.double({ min: -80, max: 80, noNaN: true }),
    fc.tuple(
      ...[0, 1, 2].map((third) => fc.double({ min: third * 120, max: third * 120 + 60, noNaN: true })),
    ),
    fc.double({ min: 0.01, max: 3, noNaN: true }),
  )
  .map(([lon, lat, turns, reach]) =>
    turns.flatMap((turn) => {
      const angle = (turn * Math.PI) / 180;
      return [lon + reach * Math.cos(angle), lat + reach * Math.sin(angle)];
    }),
  );

/** A share of an edge, beyond both of its ends too, and not on a line of the triangle. */
const shares = fc.double({ min: -1, max: 2, noNaN: true }).filter((share) => Math.abs(share) > 1e-6);

test('a place lies in a region where it lies in its triangle, whichever way its longitude is counted', () => {
  fc.assert(
    fc.property(triangles, shares, shares, (ring, u, v) => {
      fc.pre(Math.abs(u + v - 1) > 1e-6);
      const made = regionOfRings([ring]);
      expect(region.safeParse(made).success).toBe(true);
      const [aLon = 0, aLat = 0, bLon = 0, bLat = 0, cLon = 0, cLat = 0] = ring;
      const lon = aLon + u * (bLon - aLon) + v * (cLon - aLon);
      const lat = aLat + u * (bLat - aLat) + v * (cLat - aLat);
      const inside = u > 0 && v > 0 && u + v < 1;
      for (const turn of [0, 360, -360]) expect(regionContains(made, lon + turn, lat)).toBe(inside);
    }),
  );
});
