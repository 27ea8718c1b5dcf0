import { describe, expect, it } from 'vitest';
import { crsByCode } from '../../../src/main/terrain/geo/crs';
import { rasterBox } from '../../../src/main/terrain/geo/rasterBox';
import { Terrain } from '../../../src/main/terrain/terrain';
import { lonLatBox } from '../../../src/shared/geo/lonLat';
import { ELEVATION_TILE_SIZE, TILE_GUTTER } from '../../../src/shared/terrain/tile';
import { fixture } from './fixtures';
import { degrees, memoryDtm, type Placement } from './memoryDtm';

const noCache = fixture('no-such-folder');

const inDegrees = (originX: number, originY: number, width: number, height: number): Placement => ({
  crs: degrees,
  originX,
  originY,
  width,
  height,
  pixelWidth: 0.5,
  pixelHeight: -0.5,
});

/** 1,000 km around the pole, 1 km pixels. */
const arctic: Placement = {
  crs: crsByCode('EPSG:3413'),
  originX: -500_000,
  originY: 500_000,
  width: 1000,
  height: 1000,
  pixelWidth: 1000,
  pixelHeight: -1000,
};

describe('the box of a raster', () => {
  it.each([
    ['within a hemisphere', inDegrees(9, 47, 10, 20), [9, 37, 14, 47]],
    ['of the globe', inDegrees(-180, 90, 720, 360), [-180, -90, 180, 90]],
    [
      'of the globe whose pixels stand on the poles',
      inDegrees(-180.25, 90.25, 721, 361),
      [-180, -90, 180, 90],
    ],
    ['of the globe, counted from 0 to 360', inDegrees(0, 90, 720, 360), [-180, -90, 180, 90]],
    ['in the west, counted from 0 to 360', inDegrees(190, 10, 80, 20), [-170, 0, -130, 10]],
    ['across the antimeridian', inDegrees(170, 5, 40, 20), [170, -5, 190, 5]],
    ['across the antimeridian from the west', inDegrees(-190, 5, 40, 20), [170, -5, 190, 5]],
  ] as const)('%s', (_, raster, [westDeg, southDeg, eastDeg, northDeg]) => {
    expect(rasterBox(raster)).toEqual({ westDeg, southDeg, eastDeg, northDeg });
  });

  it('includes the pole and all longitudes', () => {
    const box = rasterBox(arctic);
    expect(box).toMatchObject({ westDeg: -180, eastDeg: 180, northDeg: 90 });
    // The corners by PROJ.
    expect(box.southDeg).toBeCloseTo(83.479261, 5);
  });

  it('crosses the antimeridian where a UTM raster does', () => {
    // By PROJ, 179.95 E and 179.95 W at 17.9 N are at eastings 176,813 and 187,417 of zone 1.
    const crossing = { ...arctic, crs: crsByCode('EPSG:32601'), originX: 160_000, originY: 2_000_000 };
    const box = rasterBox({ ...crossing, width: 40, height: 40 });
    // The south-west and the north-west, the south-east and the north-east corners by PROJ.
    expect(box.westDeg).toBeCloseTo(179.788534, 5);
    expect(box.eastDeg).toBeCloseTo(360 - 179.82828, 5);
    expect(lonLatBox.safeParse(box).success).toBe(true);
  });
});

describe('a DTM around a pole', () => {
  const columns = Float32Array.from({ length: 1_000_000 }, (_, i) => i % 1000);

  it('has patches along PROJ’s geodesics, and none on the pole itself, which has no north', async () => {
    const terrain = await Terrain.of([memoryDtm(arctic, columns)], noCache);
    const { values, valid } = await terrain.samplePatches(Float64Array.of(120, 88, 0, 90), 10_000);
    expect([...valid]).toEqual([1, 0]);
    // Eastings 10 km to the east and to the north of 120 E 88 N, and there.
    for (const [sample, easting] of [
      [8 * 17 + 16, 46_708.8106],
      [8, 53_568.9029],
      [8 * 17 + 8, 56_079.8117],
    ] as const) {
      expect(values[sample]).toBeCloseTo((easting + 500_000) / 1000 - 0.5, 2);
    }
    expect(await terrain.elevationAt(0, 90)).toBeCloseTo(499.5, 3);
    await terrain.close();
  });

  it('has pixels of their true size', async () => {
    const [dtm] = (await Terrain.of([memoryDtm(arctic, columns)], noCache)).dtms;
    // The scale at the pole is 0.9698 (true at 70 N).
    expect(dtm?.pixelWidthM).toBeCloseTo(1031, 0);
    expect(dtm?.pixelHeightM).toBeCloseTo(1031, 0);
  });
});

describe('a DTM of the globe, counted from 0 to 360', () => {
  const raster = inDegrees(0, 90, 720, 360);
  const longitudes = Float32Array.from({ length: 720 * 360 }, (_, i) => {
    const lonDeg = (i % 720) / 2 + 0.25;
    return lonDeg > 180 ? lonDeg - 360 : lonDeg;
  });

  it.each([
    [0, 0, 0],
    [1, 0, 0],
    [3, 3, 3],
    [3, 4, 3],
  ])('shows each longitude in its place on tile %i/%i/%i', async (zoom, x, y) => {
    const terrain = await Terrain.of([memoryDtm(raster, longitudes)], noCache);
    const tile = await terrain.tile(zoom, x, y);
    let worst = 0;
    for (let row = 0; row < 256; row++) {
      for (let column = 0; column < 256; column++) {
        const lonDeg = ((x + (column + 0.5) / 256) / 2 ** zoom) * 360 - 180;
        if (Math.abs(lonDeg) > 178) continue;
        const at = (row + TILE_GUTTER) * ELEVATION_TILE_SIZE + column + TILE_GUTTER;
        worst = Math.max(worst, Math.abs((tile?.[at] ?? Infinity) - lonDeg));
      }
    }
    // Half a pixel: nothing is interpolated across the raster's own edge.
    expect(worst).toBeLessThan(0.251);
    await terrain.close();
  });

  it('has elevations in both hemispheres', async () => {
    const terrain = await Terrain.of([memoryDtm(raster, longitudes)], noCache);
    expect(await terrain.elevationAt(-70, 10)).toBeCloseTo(-70, 3);
    expect(await terrain.elevationAt(70, 10)).toBeCloseTo(70, 3);
    await terrain.close();
  });
});

it('shows a DTM across the antimeridian at both edges of the map only', async () => {
  const raster = inDegrees(170, 5, 40, 20);
  const terrain = await Terrain.of([memoryDtm(raster, new Float32Array(800).fill(7))], noCache);
  const tile = await terrain.tile(0, 0, 0);
  const columns = new Set<number>();
  tile?.forEach((value, i) => {
    if (!Number.isNaN(value)) columns.add((i % ELEVATION_TILE_SIZE) - TILE_GUTTER);
  });
  // 10 degrees are 7.1 pixels; the gutter at either edge shows the terrain at the other one.
  expect([...columns].sort((a, b) => a - b)).toEqual([
    -2, -1, 0, 1, 2, 3, 4, 5, 6, 249, 250, 251, 252, 253, 254, 255, 256, 257,
  ]);
  await terrain.close();
});
