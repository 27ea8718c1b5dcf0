import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boxAroundBoxes,
  boxContains,
  boxOfEdges,
  lonLatBox,
  lonNear,
  overlap,
  wrappedLonDeg,
  type LonLatBox,
} from '../../../src/shared/geo/lonLat';

const lats = { southDeg: -17, northDeg: -16 };
const box = (westDeg: number, eastDeg: number): LonLatBox => ({ ...lats, westDeg, eastDeg });

const anyBox = fc
  .record({
    westDeg: fc.integer({ min: -180, max: 179 }),
    widthDeg: fc.integer({ min: 1, max: 60 }),
    southDeg: fc.integer({ min: -90, max: 80 }),
    heightDeg: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ westDeg, widthDeg, southDeg, heightDeg }) => ({
    westDeg,
    southDeg,
    eastDeg: westDeg + widthDeg,
    northDeg: southDeg + heightDeg,
  }));

describe('boxes across the antimeridian', () => {
  test('the edges of a box are read as people write them', () => {
    expect(boxOfEdges(179.5, -17, -179.5, -16)).toEqual(box(179.5, 180.5));
    expect(boxOfEdges(179.5, -17, 180.5, -16)).toEqual(box(179.5, 180.5));
    expect(boxOfEdges(9, 47, 10, 48)).toEqual({ westDeg: 9, southDeg: 47, eastDeg: 10, northDeg: 48 });
    // West and east mixed up.
    expect(boxOfEdges(9.55, 47, 9.44, 48)).toBeNull();
    expect(boxOfEdges(9, 48, 10, 47)).toBeNull();
    expect(boxOfEdges(9, 47, 9, 48)).toBeNull();
    expect(boxOfEdges(undefined, 47, 9, 48)).toBeNull();
  });

  test('the box around several boxes is the narrowest', () => {
    expect(boxAroundBoxes([box(179.975, 180), box(-180, -179.975)])).toEqual(box(179.975, 180.025));
    expect(boxAroundBoxes([box(-180, -179), box(179, 180)])).toEqual(box(179, 181));
    expect(boxAroundBoxes([box(9, 10), box(8, 9)])).toEqual(box(8, 10));
    expect(boxAroundBoxes([box(170, 190), box(-175, -100)])).toEqual(box(170, 260));
    // As wide either way round: it stays on this side.
    expect(boxAroundBoxes([box(-100, -80), box(80, 100)])).toEqual(box(-100, 100));
    expect(boxAroundBoxes([box(-180, 180), box(3, 4)])).toEqual(box(-180, 180));
  });

  test('the intersection of two lies in both, anywhere', () => {
    expect(overlap(box(179, 181), box(-179.5, -178))).toEqual(box(-179.5, -179));
    expect(overlap(box(179, 181), box(178, 180.5))).toEqual(box(179, 180.5));
    expect(overlap(box(179, 180), box(-180, -179))).toBeNull();
  });

  test('any boxes: their hull holds them, and intersections lie in both', () => {
    const inside = ({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): [number, number][] =>
      [0, 0.25, 0.5, 0.75, 1].map((share) => [
        wrappedLonDeg(westDeg + share * (eastDeg - westDeg)),
        southDeg + share * (northDeg - southDeg),
      ]);
    fc.assert(
      fc.property(fc.array(anyBox, { minLength: 1, maxLength: 5 }), (boxes) => {
        const around = boxAroundBoxes(boxes);
        expect(lonLatBox.safeParse(around).success).toBe(true);
        for (const each of boxes)
          for (const [lon, lat] of inside(each)) expect(boxContains(around, lon, lat)).toBe(true);
        const [one, other = one] = boxes;
        if (one === undefined || other === undefined) return;
        const both = overlap(one, other);
        if (both === null) return;
        for (const [lon, lat] of inside(both))
          expect([boxContains(one, lon, lat), boxContains(other, lon, lat)]).toEqual([true, true]);
      }),
    );
  });

  test('longitudes are unwrapped to the nearest of another', () => {
    expect(lonNear(180.01, -179.99)).toBeCloseTo(180.01, 12);
    expect(lonNear(-179.9, 179.9)).toBeCloseTo(-180.1, 12);
    expect(lonNear(9, 10)).toBe(10);
    expect(wrappedLonDeg(180.5)).toBe(-179.5);
    expect(wrappedLonDeg(-180.5)).toBe(179.5);
  });
});
