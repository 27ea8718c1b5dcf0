import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dtm } from '../../../src/main/terrain/dtm/dtm';
import { PyramidBlockCache } from '../../../src/main/terrain/pyramid/pyramidBlockCache';
import { buildPyramid } from '../../../src/main/terrain/pyramid/buildPyramid';
import { BLOCK_SIZE, levelSize } from '../../../src/main/terrain/pyramid/levels';
import { PyramidFile, pyramidPath } from '../../../src/main/terrain/pyramid/pyramidFile';
import { Raster } from '../../../src/main/terrain/pyramid/raster';
import { Random } from '../../../src/shared/statistics/random';
import { degrees, memoryDtm } from './memoryDtm';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pyramid-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A DTM of random elevations with a share of voids. */
function randomDtm(
  width: number,
  height: number,
  voids: number,
  seed: number,
): { dtm: Dtm; values: Float32Array } {
  const random = new Random(seed);
  const values = Float32Array.from({ length: width * height }, () =>
    random.nextFloat() < voids ? NaN : Math.round(random.nextFloat() * 4000) - 400,
  );
  const placement = {
    crs: degrees,
    width,
    height,
    originX: 9,
    originY: 47,
    pixelWidth: 1e-4,
    pixelHeight: -1e-4,
  };
  return { dtm: memoryDtm(placement, values, `random-${width}-${height}-${voids}-${seed}`), values };
}

/** One level of a raster, assembled from its blocks. */
async function level(raster: Raster, number: number, plane: 'whole' | 'mean'): Promise<Float32Array> {
  const width = levelSize(raster.dtm.metadata.width, number);
  const height = levelSize(raster.dtm.metadata.height, number);
  const out = new Float32Array(width * height);
  for (let top = 0; top < height; top += BLOCK_SIZE) {
    for (let left = 0; left < width; left += BLOCK_SIZE) {
      const block = await raster.block(number, left / BLOCK_SIZE, top / BLOCK_SIZE);
      for (let y = top; y < Math.min(height, top + BLOCK_SIZE); y++) {
        const from = (y - top) * BLOCK_SIZE;
        out.set(block[plane].subarray(from, from + Math.min(BLOCK_SIZE, width - left)), y * width + left);
      }
    }
  }
  return out;
}

async function build(dtm: Dtm, path: string): Promise<void> {
  const done: number[] = [];
  for await (const rows of buildPyramid(dtm, path)) done.push(rows);
  expect(done.at(-1)).toBe(dtm.metadata.height);
}

describe('the levels of a pyramid', () => {
  const voids = fc.constantFrom(0, 0.001, 0.3);
  const edge = fc.integer({ min: 1, max: 700 });

  it('average the pixels under each cell; complete cells are those without a void', async () => {
    await fc.assert(
      fc.asyncProperty(edge, edge, voids, fc.nat(), async (width, height, share, seed) => {
        const { dtm, values } = randomDtm(width, height, share, seed);
        const raster = new Raster(dtm, new PyramidBlockCache());
        expect(levelSize(Math.max(width, height), raster.levels - 1)).toBe(1);
        for (let number = 1; number < raster.levels; number++) {
          const size = 2 ** number;
          const across = levelSize(width, number);
          const whole = await level(raster, number, 'whole');
          const mean = await level(raster, number, 'mean');
          for (let cell = 0; cell < whole.length; cell += 7) {
            const left = (cell % across) * size;
            const top = Math.floor(cell / across) * size;
            const pixels: number[] = [];
            for (let y = top; y < Math.min(height, top + size); y++) {
              for (let x = left; x < Math.min(width, left + size); x++)
                pixels.push(values[y * width + x] ?? NaN);
            }
            const known = pixels.filter((value) => !Number.isNaN(value));
            expect(Number.isNaN(whole[cell])).toBe(known.length < pixels.length);
            expect(Number.isNaN(mean[cell])).toBe(known.length === 0);
            if (known.length === size * size) {
              const expected = known.reduce((sum, value) => sum + value, 0) / known.length;
              expect(whole[cell]).toBeCloseTo(expected, 2);
              expect(mean[cell]).toBe(whole[cell]);
            }
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it('are the same on disk as averaged on demand: means of partly void cells to 1/1024 m', async () => {
    for (const [width, height] of [
      [1300, 700],
      [513, 1025],
      [300, 257],
    ] as const) {
      const { dtm } = randomDtm(width, height, 0.002, 5);
      const path = pyramidPath(join(folder, 'same'), dtm.metadata);
      await build(dtm, path);
      const fresh = new Raster(dtm, new PyramidBlockCache());
      const stored = new Raster(dtm, new PyramidBlockCache());
      stored.stored = await PyramidFile.open(path, dtm.metadata);
      expect(stored.stored).not.toBeNull();
      for (let number = 1; number < fresh.levels; number++) {
        for (const plane of ['whole', 'mean'] as const) {
          const [onDisk, averaged] = [await level(stored, number, plane), await level(fresh, number, plane)];
          expect(onDisk.length).toBeGreaterThan(0);
          const isSame = (value: number, other: number): boolean =>
            plane === 'whole' || Number.isNaN(value)
              ? Object.is(value, other)
              : Math.abs(value - other) <= 1 / 2048 + 1e-4;
          expect(onDisk.findIndex((value, i) => !isSame(value, averaged[i] ?? NaN))).toBe(-1);
        }
      }
      await stored.close();
    }
  });
});

describe('a stored pyramid', () => {
  it('knows the exact range of elevations and the share of no-data', async () => {
    const { dtm, values } = randomDtm(601, 433, 0.1, 3);
    const path = pyramidPath(join(folder, 'statistics'), dtm.metadata);
    await build(dtm, path);
    const known = values.filter((value) => !Number.isNaN(value));
    const file = await PyramidFile.open(path, dtm.metadata);
    expect(file?.statistics).toEqual({
      minM: known.reduce((a, b) => Math.min(a, b)),
      maxM: known.reduce((a, b) => Math.max(a, b)),
      noDataShare: expect.closeTo(1 - known.length / values.length, 12) as number,
    });
    await file?.close();
  });

  it('has no range without data', async () => {
    const { dtm } = randomDtm(40, 40, 2, 3);
    const path = pyramidPath(join(folder, 'empty'), dtm.metadata);
    await build(dtm, path);
    const file = await PyramidFile.open(path, dtm.metadata);
    expect(file?.statistics).toEqual({ minM: null, maxM: null, noDataShare: 1 });
    await file?.close();
  });

  it('is not used when truncated, or of another DTM', async () => {
    const { dtm } = randomDtm(600, 600, 0, 4);
    const path = pyramidPath(join(folder, 'damaged'), dtm.metadata);
    await build(dtm, path);
    expect(await PyramidFile.open(path, { ...dtm.metadata, fingerprint: 'another' })).toBeNull();
    await truncate(path, (await stat(path)).size - 1);
    expect(await PyramidFile.open(path, dtm.metadata)).toBeNull();
    expect(await PyramidFile.open(join(folder, 'damaged', 'none'), dtm.metadata)).toBeNull();
  });
});

describe('a build that stops', () => {
  it('leaves no file when it is cancelled, or when its reader stops', async () => {
    const { dtm } = randomDtm(256, 3000, 0, 6);
    const cache = join(folder, 'stopped');
    const path = pyramidPath(cache, dtm.metadata);
    const controller = new AbortController();
    const steps = buildPyramid(dtm, path, controller.signal);
    expect((await steps.next()).value).toBe(256);
    expect(await readdir(cache)).not.toContain(basename(path));
    controller.abort();
    await expect(steps.next()).rejects.toThrow('Cancelled.');
    expect(await readdir(cache)).toEqual([]);
    for await (const rows of buildPyramid(dtm, path)) if (rows > 0) break;
    expect(await readdir(cache)).toEqual([]);
  });

  it('says so when the cache cannot be written', async () => {
    const { dtm } = randomDtm(300, 300, 0, 6);
    const file = join(folder, 'stopped', 'file');
    await build(dtm, file);
    await expect(build(dtm, join(file, 'below'))).rejects.toThrow(/could not be written/);
  });
});

it('yields to other work', async () => {
  const { dtm } = randomDtm(2000, 1200, 0, 9);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await build(dtm, pyramidPath(join(folder, 'turns'), dtm.metadata));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
});

describe('the block cache', () => {
  const block = () => {
    const values = new Float32Array(100);
    return { whole: values, mean: values };
  };

  it('reads a block once for any number of concurrent requests', async () => {
    const cache = new PyramidBlockCache();
    let reads = 0;
    const load = () => {
      reads++;
      return Promise.resolve(block());
    };
    const [a, b] = await Promise.all([cache.get('a', load), cache.get('a', load)]);
    expect(a).toBe(b);
    expect(await cache.get('a', load)).toBe(a);
    expect(reads).toBe(1);
  });

  it('retries after a failure', async () => {
    const cache = new PyramidBlockCache();
    await expect(cache.get('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await cache.get('a', () => Promise.resolve(block()))).toBeDefined();
  });

  it('keeps to its limit and evicts the least recently used', () => {
    const cache = new PyramidBlockCache(1200);
    cache.put('a', block());
    cache.put('b', block());
    cache.put('c', block());
    expect(cache.peek('a')).toBeDefined();
    cache.put('d', block());
    expect(cache.bytes).toBe(1200);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.peek(key) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
