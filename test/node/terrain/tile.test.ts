import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTerrain, Terrain } from '../../../src/main/terrain/terrain';
import { ELEVATION_TILE_SIZE, TILE_GUTTER } from '../../../src/shared/terrain/tile';
import { fixture, jsonFixture } from './fixtures';
import { degrees, memoryDtm } from './memoryDtm';

const tiles = jsonFixture(
  'terrain/tiles.json',
  z.array(
    z.object({ zoom: z.number(), x: z.number(), y: z.number(), values: z.array(z.number()).length(256) }),
  ),
);

const noCache = fixture('no-such-folder');
const liechtenstein = { dtms: [{ path: fixture('dtm/liechtenstein_srtm1.tif') }], cacheDir: noCache };

/** Index of a pixel in a tile. */
const indexOf = (column: number, row: number): number =>
  (row + TILE_GUTTER) * ELEVATION_TILE_SIZE + column + TILE_GUTTER;

describe('a map tile', () => {
  it.each(tiles)('has the elevations that GDAL warps to $zoom/$x/$y', async ({ zoom, x, y, values }) => {
    const terrain = await openTerrain(liechtenstein);
    const tile = await terrain.tile(zoom, x, y);
    expect(tile?.length).toBe(ELEVATION_TILE_SIZE ** 2);
    const worst = values.map((value, i) => {
      const at = indexOf(8 + 16 * (i % 16), 8 + 16 * Math.floor(i / 16));
      return Math.abs(value - (tile?.[at] ?? NaN));
    });
    expect(Math.max(...worst)).toBeLessThan(0.05);
    await terrain.close();
  });

  it('is null where there is no terrain, and NaN beyond its edge', async () => {
    const terrain = await openTerrain(liechtenstein);
    expect(await terrain.tile(12, 0, 0)).toBeNull();
    expect(await terrain.tile(12, -1, 9999)).toBeNull();
    const wide = await terrain.tile(7, 67, 44);
    const known = wide?.filter((value) => !Number.isNaN(value)) ?? [];
    // 0.2392 degrees of longitude are 21.8 pixels at zoom 7, 0.2802 of latitude 37.6.
    expect(known.length).toBeGreaterThan(700);
    expect(known.length).toBeLessThan(900);
    expect(Math.min(...known)).toBeGreaterThan(413);
    expect(Math.max(...known)).toBeLessThan(2713);
    await terrain.close();
  });

  it('shows the finest DTM on top and the others around it', async () => {
    const place = { crs: degrees, originX: 9, originY: 47 };
    const coarse = memoryDtm(
      { ...place, width: 100, height: 100, pixelWidth: 0.01, pixelHeight: -0.01 },
      new Float32Array(10_000).fill(100),
      'coarse',
    );
    const fine = memoryDtm(
      { ...place, originX: 9.4, width: 100, height: 1000, pixelWidth: 0.001, pixelHeight: -0.001 },
      new Float32Array(100_000).fill(200),
      'fine',
    );
    const terrain = await Terrain.of([coarse, fine], noCache);
    // Tile 8/134/90 spans 8.44..9.84 E and 46.56..47.52 N.
    const tile = await terrain.tile(8, 134, 90);
    const at = (lonDeg: number): number | undefined =>
      tile?.[indexOf(Math.floor(((lonDeg - 8.4375) / 1.40625) * 256), 200)];
    expect([at(9.2), at(9.45), at(9.7)]).toEqual([100, 200, 100]);
    expect(at(8.9)).toBeNaN();
  });

  it('shows a void at its true size at any zoom', async () => {
    const values = new Float32Array(2048 * 2048).fill(500);
    for (let row = 1000; row < 1064; row++) values.fill(NaN, row * 2048 + 1000, row * 2048 + 1064);
    const dtm = memoryDtm(
      {
        crs: degrees,
        originX: 9,
        originY: 47,
        width: 2048,
        height: 2048,
        pixelWidth: 5e-4,
        pixelHeight: -5e-4,
      },
      values,
    );
    const folder = await mkdtemp(join(tmpdir(), 'tile-'));
    const terrain = await Terrain.of([dtm], folder);
    for await (const { done, total } of terrain.buildPyramids()) expect(done).toBeLessThanOrEqual(total);
    for (const [zoom, x, y] of [
      [8, 134, 90],
      [9, 269, 181],
    ] as const) {
      const tile = await terrain.tile(zoom, x, y);
      // Pixels of 360 / 2^zoom / 256 degrees; the hole is 0.032 degrees wide.
      const pixels = 0.032 / (360 / 2 ** zoom / 256);
      let holes = 0;
      for (let y = 1; y < 255; y++) {
        const row = tile?.subarray(indexOf(0, y), indexOf(256, y)) ?? new Float32Array(0);
        const first = row.findIndex((value) => !Number.isNaN(value));
        if (first >= 0) holes += row.subarray(first, first + 200).filter(Number.isNaN).length;
      }
      expect(holes / (pixels * pixels * 1.466)).toBeGreaterThan(0.7);
      expect(holes / (pixels * pixels * 1.466)).toBeLessThan(1.4);
    }
    await terrain.close();
    await rm(folder, { recursive: true });
  });
});
