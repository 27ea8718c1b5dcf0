import { expect, test } from 'vitest';
import { regionOfRings } from '../../../src/shared/geo/region';
import { regionMeets } from '../../../src/shared/geo/regionMeets';

const box = (westDeg: number, southDeg: number, eastDeg: number, northDeg: number) => ({
  westDeg,
  southDeg,
  eastDeg,
  northDeg,
});

/** An L: the south of 0..10 degrees, and the west of it. */
const corner = regionOfRings([[0, 0, 10, 0, 10, 2, 2, 2, 2, 10, 0, 10]]);

test.each([
  ['a box in it', box(0.5, 0.5, 1, 1), true],
  ['a box around all of it', box(-5, -5, 20, 20), true],
  ['a box in the part that it lacks', box(4, 4, 8, 8), false],
  ['a box across an edge, with no corner of either in the other', box(-1, 4, 3, 5), true],
  ['a box that touches it', box(2, 4, 3, 5), true],
  ['a box outside its own box', box(11, 0, 12, 1), false],
  ['the same with longitudes once around', box(360.5, 0.5, 361, 1), true],
  ['beside it, once around', box(364, 4, 368, 8), false],
])('%s', (_, other, meets) => {
  expect(regionMeets(corner, other)).toBe(meets);
});

test('a hole is no part of it, and a box is met like a box', () => {
  const ring = regionOfRings([
    [0, 0, 9, 0, 9, 9, 0, 9],
    [3, 3, 6, 3, 6, 6, 3, 6],
  ]);
  expect(regionMeets(ring, box(4, 4, 5, 5))).toBe(false);
  expect(regionMeets(ring, box(4, 4, 7, 5))).toBe(true);
  expect(regionMeets(box(0, 0, 9, 9), box(4, 4, 5, 5))).toBe(true);
});
