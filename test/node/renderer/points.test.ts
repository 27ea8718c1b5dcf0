import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byTurns } from '../../../src/renderer/map/points/byTurns';
import { carried, MARGIN_PX, type MapView } from '../../../src/renderer/map/points/carry';
import { packCrowd } from '../../../src/renderer/map/points/crowd';
import {
  coverPx,
  declutter,
  stepResolution,
  uncovered,
  type Crowd,
} from '../../../src/renderer/map/points/declutter';
import { GLYPH_VALUES, packCounts, shortCount } from '../../../src/renderer/map/points/glyphs';
import { classMarks, packPoints, POINT_BYTES } from '../../../src/renderer/map/points/packPoints';

const all = (): boolean => true;
const metres = fc.double({ min: -2e7, max: 2e7, noNaN: true });
const anyPoints = fc.array(fc.tuple(metres, metres, fc.nat(3), fc.nat(2)), { maxLength: 200 });

/** Points of a kind; radii are so many times 240 map units, 0 for none. */
const crowdOf = (
  points: readonly (readonly [x: number, y: number, kind: number, radius?: number])[],
): Crowd => ({
  x: Float64Array.from(points, ([x]) => x),
  y: Float64Array.from(points, ([, y]) => y),
  kind: Uint16Array.from(points, ([, , kind]) => kind),
  reach: Float64Array.from(points, ([, , , radius = 0]) => 240 * radius),
  radius: Uint16Array.from(points, ([, , , radius = 0]) => radius),
});

describe('thinning out', () => {
  test('in a cell the strongest of a kind represents the others', () => {
    // Cells are 64 pixels wide: the first three share one at 1 map unit a pixel, the fourth is of another kind.
    const crowd = crowdOf([
      [10, 10, 0],
      [12, 30, 0],
      [63, 63, 0],
      [11, 11, 1],
      [65, 10, 0],
    ]);
    const { indices, counts } = declutter(crowd, all, 1);
    expect([...indices]).toEqual([0, 3, 4]);
    expect([...counts]).toEqual([3, 1, 1]);
    const without = declutter(crowd, (index) => index !== 0, 1);
    expect([...without.indices]).toEqual([1, 3, 4]);
    expect([...without.counts]).toEqual([2, 1, 1]);
    expect([...declutter(crowd, all, 0.01).counts]).toEqual([1, 1, 1, 1, 1]);
  });

  test('points of different radii all appear once their circles are distinguishable', () => {
    const stacked = crowdOf([
      [10, 10, 0, 1],
      [10, 10, 0, 2],
      [10, 10, 0, 3],
    ]);
    // Radii of 240, 480 and 720: 24, 48 and 72 pixels at 10 map units a pixel; from 32 on they are distinguishable.
    expect([...declutter(stacked, all, 10).counts]).toEqual([1, 1, 1]);
    expect([...declutter(stacked, all, 20).counts]).toEqual([2, 1]);
    expect([...declutter(stacked, all, 30).counts]).toEqual([3]);
  });

  test('no point is lost or counted twice', () => {
    fc.assert(
      fc.property(anyPoints, fc.double({ min: 1, max: 1e5, noNaN: true }), (points, resolution) => {
        const { indices, counts } = declutter(crowdOf(points), all, resolution);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(points.length);
        expect(new Set(indices).size).toBe(indices.length);
      }),
    );
  });

  test('points not drawn lie near a drawn point of higher rank, and drawn points keep their distance', () => {
    // In so small an area that most cover each other.
    const near = fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(3)), { maxLength: 200 });
    fc.assert(
      fc.property(near, fc.double({ min: 1, max: 200, noNaN: true }), (points, distance) => {
        const crowd = crowdOf(points);
        const order = byTurns(crowd.kind);
        const rankOf = new Map([...order].map((index, rank) => [index, rank]));
        const drawn = [...uncovered(crowd, order, distance)];
        expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
        for (const [index, [x, y]] of points.entries()) {
          const stronger = drawn.filter((other) => (rankOf.get(other) ?? NaN) < (rankOf.get(index) ?? NaN));
          const isNear = (other: number): boolean =>
            Math.hypot((crowd.x[other] ?? NaN) - x, (crowd.y[other] ?? NaN) - y) < distance;
          expect(stronger.some(isNear)).toBe(!drawn.includes(index));
        }
      }),
    );
  });

  test('points that are far apart are all drawn, anywhere on Earth', () => {
    const points = crowdOf([
      [-2e7, -2e7, 0],
      [-2e7 + 10, -2e7, 0],
      [2e7, -2e7, 0],
      [2e7, 2e7, 0],
    ]);
    const order = Uint32Array.of(3, 1, 2, 0);
    expect([...uncovered(points, order, 10)]).toEqual([0, 1, 2, 3]);
    expect([...uncovered(points, order, 10.1)]).toEqual([1, 2, 3]);
    expect([...uncovered(crowdOf([]), new Uint32Array(), 1)]).toEqual([]);
  });

  test('few points are thinned where they would hide each other, many where they touch', () => {
    expect([0, 5000, 20_000, 31_250, 1e6].map(coverPx)).toEqual([4, 4, 8, 10, 10]);
  });

  test('kinds alternate, the last of each first', () => {
    expect([...byTurns([7, 7, 7, 2, 2, 5])]).toEqual([5, 4, 2, 3, 1, 0]);
    expect([...byTurns([])]).toEqual([]);
  });

  test('a zoom step is within a fourth root of two of its resolutions', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1e5, noNaN: true }), (resolution) => {
        const share = stepResolution(resolution) / resolution;
        expect(Math.abs(Math.log2(share))).toBeLessThan(0.2501);
      }),
    );
    expect(stepResolution(4)).toBe(4);
  });
});

describe('a picture that is moved with the map', () => {
  const painted: MapView = { centre: [1000, 2000], resolution: 10, size: [600, 400], pixelRatio: 1 };

  test('lies at its points', () => {
    const offset = fc.integer({ min: -90, max: 90 });
    fc.assert(
      fc.property(
        ...[offset, offset, fc.double({ min: 0.8, max: 1.4, noNaN: true })],
        ...[fc.integer({ min: -3000, max: 3000 }), fc.integer({ min: -2000, max: 2000 })],
        (eastPx, northPx, times, x, y) => {
          const resolution = 10 / times;
          const centre = [1000 + eastPx * 10, 2000 + northPx * 10] as const;
          const laid = carried(painted, { ...painted, centre, resolution });
          fc.pre(laid !== null);
          const { left, top, scale } = laid;
          // A place x, y from the picture's middle, on the picture and on the map that it is laid onto.
          expect(left + scale * (300 + MARGIN_PX + x / 10)).toBeCloseTo(
            300 + (1000 + x - centre[0]) / resolution,
            6,
          );
          expect(top + scale * (200 + MARGIN_PX - y / 10)).toBeCloseTo(
            200 - (2000 + y - centre[1]) / resolution,
            6,
          );
        },
      ),
    );
    expect(carried(painted, painted)).toEqual({ left: -MARGIN_PX, top: -MARGIN_PX, scale: 1 });
  });

  test('is redrawn where it would look distorted or leave part of the view empty', () => {
    expect(carried(painted, { ...painted, resolution: 5 })).toBeNull();
    expect(carried(painted, { ...painted, resolution: 20 })).toBeNull();
    expect(carried(painted, { ...painted, centre: [1000 + 10 * MARGIN_PX, 2000] })).not.toBeNull();
    expect(carried(painted, { ...painted, centre: [1000 + 20 * MARGIN_PX, 2000] })).toBeNull();
    expect(carried(painted, { ...painted, centre: [1000, 2000 - 20 * MARGIN_PX] })).toBeNull();
    expect(carried(painted, { ...painted, size: [600, 401] })).toBeNull();
    expect(carried(painted, { ...painted, pixelRatio: 2 })).toBeNull();
  });
});

const shapes = ['triangle', 'diamond', 'pentagon', 'disc', 'triangle'] as const;
const classes = ['#ff0000', '#00ff00', '#0000ff', '#102030', '#405060'].map((colour, index) => ({
  id: `class-${index}`,
  name: 'Class',
  colour,
  letter: 'C',
  shape: shapes[index] ?? 'disc',
  filter: null,
  geometry: 'point' as const,
  orientationMatters: false,
  exclusive: false,
  radiusM: null,
  positives: 0,
  negatives: 0,
}));

test('points in the layout of the graphics card', () => {
  const marks = classMarks(classes);
  expect(marks.map(({ corners }) => corners)).toEqual([3, 4, 5, 0, 3]);
  const points = {
    x: Float64Array.of(1000, 1010),
    y: Float64Array.of(2000, 2000),
    reach: Float64Array.of(240, 0),
  };
  const packed = packPoints(points, Uint32Array.of(1, 0), (index) => ({
    mark: marks[index === 0 ? 3 : 1],
    hollow: index === 1,
    radiusPx: 5,
  }));
  expect(packed.mostReach).toBe(240);
  expect(packed.points).toHaveLength(2 * POINT_BYTES);
  const view = new DataView(packed.points.buffer);
  // The first lies in the south-west: its place is the origin. A disc's radius is what was asked for.
  expect([0, 4, 8].map((at) => view.getFloat32(at, true))).toEqual([0, 0, 240]);
  expect([...packed.points.subarray(12, 19)]).toEqual([0x10, 0x20, 0x30, 255, 0, 0, 40]);
  // A square looks as large as a disc when its corners lie 1.2 times as far out.
  expect([20, 24, 28].map((at) => view.getFloat32(at, true))).toEqual([10, 0, 0]);
  expect([...packed.points.subarray(32, 39)]).toEqual([0, 255, 0, 255, 4, 1, 48]);
});

test('numbers beside points', () => {
  expect([1, 42, 999, 1000, 1234, 9949, 9950, 34_567].map(shortCount)).toEqual([
    ...['1', '42', '999', '1.0k', '1.2k', '9.9k', '10k', '35k'],
  ]);
  const packed = packCounts([{ x: 110, y: 220, count: 42 }], 100, 200, 6);
  expect([...packed]).toEqual([...[10, 20, 6, 0, 4], ...[10, 20, 12.5, 0, 2]]);
  expect(packed).toHaveLength(2 * GLYPH_VALUES);
});

test('a crowd is drawn weakest first, with numbers beside points that represent others', () => {
  const crowd = crowdOf([
    [10, 10, 0],
    [20, 20, 0],
    [30, 30, 1],
  ]);
  const { points, counts } = packCrowd(crowd, all, () => undefined, 1);
  expect(points).toHaveLength(2 * POINT_BYTES);
  expect(counts).toHaveLength(GLYPH_VALUES);
  // The number 2 beside the point at 10, 10, which is the origin.
  expect([...counts.subarray(0, 2)]).toEqual([0, 0]);
  expect(counts[4]).toBe(2);
});
