import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contoursOf, type Contours } from '../../../src/main/terrain/tile/contours';
import { openTerrain } from '../../../src/main/terrain/terrain';
import { ELEVATION_TILE_SIZE as SIZE, TILE_GUTTER } from '../../../src/shared/terrain/tile';
import { fixture } from './fixtures';

/** A tile of elevations; x and y are counted in widths of the tile, as lines are. */
const tileOf = (elevation: (x: number, y: number) => number): Float32Array =>
  Float32Array.from({ length: SIZE * SIZE }, (_, index) =>
    elevation(
      ((index % SIZE) - TILE_GUTTER + 0.5) / 256,
      (Math.floor(index / SIZE) - TILE_GUTTER + 0.5) / 256,
    ),
  );

interface Line {
  readonly levelM: number;
  readonly points: [number, number][];
}

const linesOf = ({ points, ends, levelsM }: Contours): Line[] =>
  Array.from(ends, (end, line) => ({
    levelM: levelsM[line] ?? NaN,
    points: Array.from({ length: end - (ends[line - 1] ?? 0) }, (_, index) => {
      const at = 2 * ((ends[line - 1] ?? 0) + index);
      return [points[at] ?? NaN, points[at + 1] ?? NaN];
    }),
  }));

test('a plane has straight lines at their elevations', () => {
  // 1000 m in the west to 1256 m in the east.
  const lines = linesOf(
    contoursOf(
      tileOf((x) => 1000 + 256 * x),
      50,
    ),
  );
  expect(lines.map(({ levelM }) => levelM).sort()).toEqual([1000, 1050, 1100, 1150, 1200, 1250]);
  for (const { levelM, points } of lines) {
    for (const [x] of points) expect(x).toBeCloseTo((levelM - 1000) / 256, 5);
    // From half a pixel beyond the north edge to half a pixel beyond the south edge, or back.
    const ends = [points[0]?.[1] ?? NaN, points.at(-1)?.[1] ?? NaN].sort((a, b) => a - b);
    expect(ends[0]).toBeCloseTo(-0.5 / 256, 5);
    expect(ends[1]).toBeCloseTo(1 + 0.5 / 256, 5);
    // Higher terrain, in the east, lies to the left: the line runs to the south.
    expect(points.at(-1)?.[1]).toBeGreaterThan(points[0]?.[1] ?? NaN);
  }
});

test('a cone has one closed circle for each elevation, counter-clockwise on the map', () => {
  const cone = tileOf((x, y) => 2000 - 2000 * Math.hypot(x - 0.5, y - 0.5));
  const lines = linesOf(contoursOf(cone, 100)).filter(({ levelM }) => levelM > 1000);
  expect(lines.map(({ levelM }) => levelM).sort()).toEqual([
    1100, 1200, 1300, 1400, 1500, 1600, 1700, 1800, 1900,
  ]);
  for (const { levelM, points } of lines) {
    expect(points.at(-1)).toEqual(points[0]);
    for (const [x, y] of points) expect(Math.hypot(x - 0.5, y - 0.5)).toBeCloseTo((2000 - levelM) / 2000, 3);
    // The shoelace formula; y counts to the south, so that counter-clockwise areas are negative.
    const area = points.reduce((sum, [x, y], index) => {
      const [nextX, nextY] = points[index + 1] ?? points[0] ?? [NaN, NaN];
      return sum + (x * nextY - nextX * y) / 2;
    }, 0);
    expect(area).toBeCloseTo(-Math.PI * ((2000 - levelM) / 2000) ** 2, 2);
  }
});

test('two lines cross a saddle without touching', () => {
  const lines = linesOf(
    contoursOf(
      tileOf((x, y) => 1000 * (x - 0.502) * (y - 0.498)),
      10,
    ),
  ).filter(({ levelM }) => levelM === 0);
  expect(lines).toHaveLength(2);
  for (const { points } of lines)
    for (const [x, y] of points)
      expect(Math.min(Math.abs(x - 0.502), Math.abs(y - 0.498))).toBeLessThan(0.005);
});

test('a void has no lines, and none follow its edge', () => {
  const lines = linesOf(
    contoursOf(
      tileOf((x, y) => (y > 0.5 ? NaN : 1000 + 256 * x)),
      50,
    ),
  );
  expect(lines).toHaveLength(6);
  for (const { levelM, points } of lines)
    for (const [x, y] of points) {
      expect(y).toBeLessThanOrEqual(0.5);
      expect(x).toBeCloseTo((levelM - 1000) / 256, 5);
    }
  expect(
    contoursOf(
      tileOf(() => NaN),
      10,
    ).ends,
  ).toHaveLength(0);
  // Level terrain exactly at the elevation of a line is not a line.
  expect(
    contoursOf(
      tileOf(() => 500),
      50,
    ).ends,
  ).toHaveLength(0);
});

test('every point of a line lies at its elevation between two pixels, on any terrain', () => {
  const ground = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 36, maxLength: 36 });
  fc.assert(
    fc.property(ground, fc.constantFrom(3, 10, 25), (heights, intervalM) => {
      const tile = new Float32Array(SIZE * SIZE).fill(NaN);
      for (const [index, height] of heights.entries())
        tile[(50 + Math.floor(index / 6)) * SIZE + 50 + (index % 6)] = height;
      for (const { levelM, points } of linesOf(contoursOf(tile, intervalM))) {
        expect(Math.abs(levelM % intervalM)).toBe(0);
        for (const [x, y] of points) {
          // Points lie on edges between pixels: one coordinate is whole, and near a corner both are.
          const [column, row] = [x * 256 + TILE_GUTTER - 0.5, y * 256 + TILE_GUTTER - 0.5];
          const heightOn = (along: number, across: number, stride: number, crossStride: number): number => {
            const start = Math.min(Math.floor(along + 1e-3), SIZE - 2);
            const pixel = start * stride + Math.round(across) * crossStride;
            const [a = NaN, b = NaN] = [tile[pixel], tile[pixel + stride]];
            const share = along - start;
            return Math.abs(share) < 1e-3 ? a : a + share * (b - a);
          };
          const isOnRow = Math.abs(row - Math.round(row)) < 1e-3;
          const isOnColumn = Math.abs(column - Math.round(column)) < 1e-3;
          const offBy = [
            isOnRow ? Math.abs(heightOn(column, row, 1, SIZE) - levelM) : NaN,
            isOnColumn ? Math.abs(heightOn(row, column, SIZE, 1) - levelM) : NaN,
          ].filter((value) => !Number.isNaN(value));
          expect(Math.min(...offBy)).toBeLessThan(0.5);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('lines of neighbouring tiles join', async () => {
  const terrain = await openTerrain({
    dtms: [{ path: fixture('dtm/liechtenstein_srtm1.tif') }],
    cacheDir: fixture('no-such-folder'),
  });
  const [west, east] = await Promise.all([terrain.tile(12, 2156, 1437), terrain.tile(12, 2157, 1437)]);
  if (west === null || east === null) throw new Error('The fixture has both tiles.');
  /**
   * Elevations and places where contours cross the border between the tiles, half-way between two columns of
   * pixels.
   */
  const crossings = (tile: Float32Array, edge: number): string[] =>
    linesOf(contoursOf(tile, 50))
      .flatMap(({ levelM, points }) =>
        points.flatMap(([x, y], index) => {
          const [nextX, nextY] = points[index + 1] ?? [NaN, NaN];
          if (x < edge === nextX < edge || Number.isNaN(nextX)) return [];
          return [`${levelM} ${(y + ((edge - x) / (nextX - x)) * (nextY - y)).toFixed(3)}`];
        }),
      )
      .sort();
  const ofWest = crossings(west, 1);
  expect(ofWest.length).toBeGreaterThan(10);
  expect(crossings(east, 0)).toEqual(ofWest);
  await terrain.close();
});
