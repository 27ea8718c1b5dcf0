import { expect, test } from 'vitest';
import { elevationRange } from '../../../src/main/engine/tiles/elevationRange';
import { openTerrain, Terrain } from '../../../src/main/terrain/terrain';
import { reliefOf } from '../../../src/main/terrain/tile/relief';
import { ELEVATION_TILE_SIZE as SIZE, TILE_GUTTER } from '../../../src/shared/terrain/tile';
import { fixture } from './fixtures';
import { degrees, memoryDtm } from './memoryDtm';

/** Pixels of zoom 10 in the first row of tiles north of the equator, where degrees are 111,319.5 and 110,574.3 m (Snyder). */
const ZOOM = 10;
const EQUATOR = 511;
const eastM = (360 / 2 ** ZOOM / 256) * 111_319.49;
const northM = (360 / 2 ** ZOOM / 256) * 110_574.3;

/** A tile of elevations by column and row from the north-west corner of its gutter. */
const tileOf = (elevation: (column: number, row: number) => number): Float32Array =>
  Float32Array.from({ length: SIZE * SIZE }, (_, index) => elevation(index % SIZE, Math.floor(index / SIZE)));

const pixel = (relief: Float32Array, column: number, row: number): number[] => [
  ...relief.subarray(4 * (row * SIZE + column), 4 * (row * SIZE + column) + 4),
];

test('a plane has the same slope everywhere, into the gutter, in metres', () => {
  const relief = reliefOf(
    tileOf((column, row) => 1000 + 5 * column - 3 * row),
    ZOOM,
    EQUATOR,
  );
  for (const [column, row] of [
    [128, 250],
    [0, SIZE - 1],
    [SIZE - 1, 128],
  ] as const) {
    const [elevation = NaN, east = NaN, north = NaN, known] = pixel(relief, column, row);
    expect(elevation).toBe(1000 + 5 * column - 3 * row);
    expect(east).toBeCloseTo(5 / eastM, 5);
    // Rows count to the south.
    expect(north).toBeCloseTo(3 / northM, 5);
    expect(known).toBe(1);
  }
});

test("the gradient is Horn's: central differences have double weight", () => {
  // 1 in the north-east corner and 10 in the east of a pixel: (1 + 2 * 10) / 8 to the east, 1 / 8 to the north.
  const relief = reliefOf(
    tileOf((column, row) => (column === 129 && row === 249 ? 1 : column === 129 && row === 250 ? 10 : 0)),
    ZOOM,
    EQUATOR,
  );
  const [, east = NaN, north = NaN] = pixel(relief, 128, 250);
  expect(east * eastM).toBeCloseTo(21 / 8, 3);
  expect(north * northM).toBeCloseTo(1 / 8, 3);
});

test('at 60 degrees north pixels cover about half the distance, so slopes are twice as steep', () => {
  // Row 296.6 of 1024 lies at 60 N: asinh(tan 60°) / pi = 0.4192, (1 - 0.4192) * 512 = 297.4.
  const relief = reliefOf(
    tileOf((column) => 5 * column),
    ZOOM,
    297,
  );
  const [, east = NaN] = pixel(relief, 128, 97);
  // A degree of longitude is 55,800 m there (Snyder, eq. 4-21).
  expect(east).toBeCloseTo(5 / ((360 / 2 ** ZOOM / 256) * 55_800), 4);
});

test('slopes are the same on both sides of the edge between two tiles', async () => {
  const terrain = await openTerrain({
    dtms: [{ path: fixture('dtm/liechtenstein_srtm1.tif') }],
    cacheDir: fixture('no-such-folder'),
  });
  const [west, east] = await Promise.all([terrain.tile(12, 2156, 1437), terrain.tile(12, 2157, 1437)]);
  await terrain.close();
  if (west === null || east === null) throw new Error('The fixture has both tiles.');
  const [fromWest, fromEast] = [reliefOf(west, 12, 1437), reliefOf(east, 12, 1437)];
  let steepest = 0;
  for (let row = TILE_GUTTER; row < TILE_GUTTER + 256; row++) {
    // The pixels on both sides of the edge, each seen from either tile.
    for (const step of [-1, 0]) {
      const [, seenEast = NaN, seenNorth = NaN] = pixel(fromWest, TILE_GUTTER + 256 + step, row);
      const [, itsEast = NaN, itsNorth = NaN] = pixel(fromEast, TILE_GUTTER + step, row);
      expect(seenEast).toBeCloseTo(itsEast, 3);
      expect(seenNorth).toBeCloseTo(itsNorth, 3);
      steepest = Math.max(steepest, Math.abs(itsEast));
    }
  }
  expect(steepest).toBeGreaterThan(0.3);
});

test('a void has no value, is not filled from afar, and leaves the pixels around it without a gradient', () => {
  const relief = reliefOf(
    tileOf((column, row) => (column >= 100 && row >= 100 ? NaN : 700)),
    ZOOM,
    EQUATOR,
  );
  expect(pixel(relief, 150, 150)).toEqual([0, 0, 0, 0]);
  // Beside it the graphics card interpolates towards the existing elevation, not towards 0.
  expect(pixel(relief, 100, 150)).toEqual([700, 0, 0, 0]);
  expect(pixel(relief, 99, 150)).toEqual([700, 0, 0, 0.5]);
  expect(pixel(relief, 98, 150)).toEqual([700, 0, 0, 1]);
});

test('the elevation range of a box, full and between percentiles', async () => {
  // Columns of 0.001 degrees rise by 1 m each.
  const values = Float32Array.from({ length: 200 * 200 }, (_, index) => index % 200);
  const placement = { crs: degrees, originX: 9, originY: 47.2, pixelWidth: 0.001, pixelHeight: -0.001 };
  const terrain = await Terrain.of(
    [memoryDtm({ ...placement, width: 200, height: 200 }, values)],
    fixture('no-such-folder'),
  );
  const whole = await elevationRange(terrain, terrain.box, 0);
  expect(whole?.minM).toBeCloseTo(0, 0);
  expect(whole?.maxM).toBeCloseTo(199, 0);
  const box = { westDeg: 9.05, southDeg: 47.05, eastDeg: 9.15, northDeg: 47.15 };
  const part = await elevationRange(terrain, box, 0.1);
  // Elevations 50 … 150, of which a tenth is left out at either end.
  expect(part?.minM).toBeGreaterThan(58);
  expect(part?.minM).toBeLessThan(62);
  expect(part?.maxM).toBeGreaterThan(138);
  expect(part?.maxM).toBeLessThan(142);
  const everything = { westDeg: -180, southDeg: -90, eastDeg: 180, northDeg: 90 };
  expect(await elevationRange(terrain, everything, 0)).toEqual(whole);
  expect(await elevationRange(terrain, { ...box, westDeg: 10, eastDeg: 11 }, 0)).toBeNull();
  await terrain.close();
});
