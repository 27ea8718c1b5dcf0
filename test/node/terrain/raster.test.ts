import { describe, expect, it } from 'vitest';
import type { Dtm } from '../../../src/main/terrain/dtm/dtm';
import { PyramidBlockCache } from '../../../src/main/terrain/pyramid/pyramidBlockCache';
import { BLOCK_SIZE } from '../../../src/main/terrain/pyramid/levels';
import { Raster } from '../../../src/main/terrain/pyramid/raster';
import { degrees, memoryDtm } from './memoryDtm';

/** Wide enough that a read of one row of blocks is a large one. */
const WIDTH = 5000;
const HEIGHT = 600;

/** A DTM in strips, as most software writes them, that notes what is read of it. */
function stripedDtm(): { dtm: Dtm; reads: string[]; mostAtOnce: () => number } {
  const place = { crs: degrees, width: WIDTH, height: HEIGHT, originX: 9, originY: 47 };
  const inner = memoryDtm(
    { ...place, pixelWidth: 1e-4, pixelHeight: -1e-4 },
    Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => i),
  );
  const reads: string[] = [];
  let atOnce = 0;
  let most = 0;
  const dtm: Dtm = {
    ...inner,
    blockWidth: WIDTH,
    blockHeight: 1,
    read: async (column, row, width, height) => {
      reads.push(`${column},${row} ${width}x${height}`);
      most = Math.max(most, ++atOnce);
      const values = await inner.read(column, row, width, height);
      atOnce--;
      return values;
    },
  };
  return { dtm, reads, mostAtOnce: () => most };
}

describe('a raster in strips', () => {
  it('is read once for all blocks of a row, also when they are requested at once', async () => {
    const { dtm, reads } = stripedDtm();
    // A cache that keeps nothing: concurrent requests must not depend on it.
    const raster = new Raster(dtm, new PyramidBlockCache(1));
    const columns = Array.from({ length: Math.ceil(WIDTH / BLOCK_SIZE) }, (_, column) => column);
    const blocks = await Promise.all(columns.map((column) => raster.block(0, column, 1)));
    expect(reads).toEqual([`0,${BLOCK_SIZE} ${WIDTH}x${BLOCK_SIZE}`]);
    for (const [column, { whole }] of blocks.entries()) {
      expect(whole[0]).toBe(BLOCK_SIZE * WIDTH + column * BLOCK_SIZE);
      const isLast = (column + 1) * BLOCK_SIZE > WIDTH;
      expect(Number.isNaN(whole[BLOCK_SIZE - 1])).toBe(isLast);
    }
  });

  it('is held in memory one row of blocks at a time', async () => {
    const { dtm, reads, mostAtOnce } = stripedDtm();
    const raster = new Raster(dtm, new PyramidBlockCache());
    await Promise.all([0, 1, 2].map((row) => raster.block(0, 3, row)));
    expect(reads).toHaveLength(3);
    expect(mostAtOnce()).toBe(1);
  });

  it('can be read again after a read that failed', async () => {
    const { dtm } = stripedDtm();
    let broken = true;
    const read: Dtm['read'] = (...window) =>
      broken ? Promise.reject(new Error('The disk is away.')) : dtm.read(...window);
    const raster = new Raster({ ...dtm, read }, new PyramidBlockCache());
    const asked = [raster.block(0, 0, 0), raster.block(0, 1, 0), raster.block(0, 0, 1)];
    const failures = (await Promise.allSettled(asked)).map(({ status }) => status);
    expect(failures).toEqual(['rejected', 'rejected', 'rejected']);
    broken = false;
    expect((await raster.block(0, 1, 0)).whole[0]).toBe(BLOCK_SIZE);
  });
});
