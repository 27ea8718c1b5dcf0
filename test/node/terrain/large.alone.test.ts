import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dtm } from '../../../src/main/terrain/dtm/dtm';
import { openDtm } from '../../../src/main/terrain/dtm/openDtm';
import { openTerrain, Terrain } from '../../../src/main/terrain/terrain';
import { ELEVATION_TILE_SIZE } from '../../../src/shared/terrain/tile';
import { LARGE_SIZE, largeElevation, writeLargeTiff } from './largeTiff';

const BILLION = 1e9;

describe('a GeoTIFF of 20,000 x 20,000 float32', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'large-'));
    await writeLargeTiff(join(folder, 'large.tif'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is first drawn from a fiftieth of its pixels', async () => {
    const dtm = await openDtm(join(folder, 'large.tif'));
    let pixels = 0;
    const counted: Dtm = {
      metadata: dtm.metadata,
      blockWidth: dtm.blockWidth,
      blockHeight: dtm.blockHeight,
      read: (column, row, width, height) => {
        pixels += Math.ceil(width / 256) * Math.ceil(height / 256) * 256 * 256;
        return dtm.read(column, row, width, height);
      },
      close: () => dtm.close(),
    };
    const terrain = await Terrain.of([counted], join(folder, 'cache'));
    expect(await terrain.tile(6, 33, 22)).not.toBeNull();
    expect(pixels).toBeLessThan(0.02 * LARGE_SIZE * LARGE_SIZE);
    await terrain.close();
  });

  it('opens, and is drawn before its pyramid is complete, in less than a gigabyte', async () => {
    const cacheDir = join(folder, 'cache');
    const terrain = await openTerrain({ dtms: [{ path: join(folder, 'large.tif') }], cacheDir });
    const controller = new AbortController();
    const building = terrain.buildPyramids(controller.signal);
    const next = async () => {
      const step = await building.next();
      if (step.done === true) throw new Error('The pyramid was complete too soon.');
      return step.value;
    };
    expect(await next()).toMatchObject({ done: 0, total: LARGE_SIZE, unit: 'rows' });
    const { done } = await next();
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(512);

    // Tile 6/33/22 spans 5.6..11.25 E and 45.1..48.9 N: the whole DTM.
    const wide = await terrain.tile(6, 33, 22);
    const known = wide?.filter((value) => !Number.isNaN(value)) ?? new Float32Array(0);
    expect(known.length).toBeGreaterThan(5000);
    // Elevations rise from 0 in the north to 780 m in the south.
    const columnOfMiddle = Math.round(((9 - 5.625) / 5.625) * 256);
    const southwards = Array.from(
      { length: ELEVATION_TILE_SIZE },
      (_, row) => wide?.[row * ELEVATION_TILE_SIZE + columnOfMiddle] ?? NaN,
    ).filter((value) => !Number.isNaN(value));
    expect(southwards.length).toBeGreaterThan(100);
    expect(southwards).toEqual([...southwards].sort((a, b) => a - b));
    expect((southwards[0] ?? NaN) < 100).toBe(true);
    expect((southwards.at(-1) ?? NaN) > 680).toBe(true);

    // A near tile is exact.
    const near = await terrain.tile(15, 17203, 11512);
    expect(near?.every((value) => value >= 0 && value < 790)).toBe(true);
    expect((await next()).done).toBeGreaterThan(done);
    expect(process.memoryUsage().rss).toBeLessThan(BILLION);

    controller.abort();
    await expect(building.next()).rejects.toThrow('Cancelled.');
    expect(await readdir(cacheDir)).toEqual([]);
    await terrain.close();
  });

  it('gives the elevation of any pixel without its pyramid', async () => {
    const terrain = await openTerrain({ dtms: [{ path: join(folder, 'large.tif') }], cacheDir: folder });
    // 9 E is the central meridian: easting 500,000, column 10,000. Northing of 47.1 N by PROJ: 5,216,276.84.
    const row = (5_300_000 - 5_216_276.84) / 10 - 0.5;
    const rowsAround = [Math.floor(row), Math.floor(row) + 1].map((pixel) => largeElevation(10_000, pixel));
    const elevation = await terrain.elevationAt(9, 47.1);
    expect(elevation).toBeGreaterThan(Math.min(...rowsAround) - 0.1);
    expect(elevation).toBeLessThan(Math.max(...rowsAround) + 0.1);
    await terrain.close();
  });
});
