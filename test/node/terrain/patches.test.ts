import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTerrain, type Terrain } from '../../../src/main/terrain/terrain';
import { fixture, jsonFixture } from './fixtures';

const { patches } = jsonFixture(
  'reference/patches.json',
  z.object({
    patches: z.array(
      z.object({
        dtm: z.string(),
        lonDeg: z.number(),
        latDeg: z.number(),
        radiusM: z.number(),
        method: z.enum(['bilinear', 'area mean']),
        values: z.array(z.number()).length(289),
      }),
    ),
  }),
);

const files: Record<string, string> = {
  'davos_srtm1.tif': 'terrain/davos_srtm1_parts.tif',
  'liechtenstein_srtm1.tif': 'dtm/liechtenstein_srtm1.tif',
  'N46E008.tif': 'terrain/N46E008_parts.tif',
  'N47E009.hgt': 'terrain/N47E009_parts.tif',
};

const open = (...names: string[]): Promise<Terrain> =>
  openTerrain({ dtms: names.map((name) => ({ path: fixture(name) })), cacheDir: fixture('no-such-folder') });

/** Largest and mean difference between a patch and its reference, metres. */
function differences(
  values: ArrayLike<number>,
  reference: readonly number[],
): { most: number; mean: number } {
  const each = reference.map((value, i) => Math.abs(value - (values[i] ?? NaN)));
  return { most: Math.max(...each), mean: each.reduce((sum, value) => sum + value, 0) / each.length };
}

describe('patches computed by GDAL, PROJ and SciPy', () => {
  it.each(Object.entries(files))('are met on %s', async (dtm, file) => {
    const terrain = await open(file);
    const wanted = patches.filter((patch) => patch.dtm === dtm);
    expect(wanted.length).toBeGreaterThanOrEqual(6);
    for (const { lonDeg, latDeg, radiusM, method, values: reference } of wanted) {
      const { values, valid } = await terrain.samplePatches(Float64Array.of(lonDeg, latDeg), radiusM);
      expect([...valid]).toEqual([1]);
      const { most, mean } = differences(values, reference);
      if (method === 'bilinear') {
        expect(most).toBeLessThan(0.011);
      } else {
        const range = Math.max(...reference) - Math.min(...reference);
        expect(most).toBeLessThan(0.04 * range);
        expect(mean).toBeLessThan(0.003 * range);
      }
    }
    await terrain.close();
  });
});

describe('one place in five coordinate systems', () => {
  const clips = ['3857', 'laea', 'lv95', 'utm32n'];
  const lonDeg = 9.86;
  const latDeg = 46.795;
  const grid = Float64Array.from({ length: 50 }, (_, i) =>
    i % 2 === 0 ? lonDeg + 0.01 * (((i >> 1) % 5) - 2) : latDeg + 0.008 * (Math.floor((i >> 1) / 5) - 2),
  );

  async function sample(name: string, shiftM = 0): Promise<Float32Array> {
    const terrain = await open(`dtm/clip_${name}.tif`);
    const shifted = grid.map((degrees, i) => (i % 2 === 0 ? degrees : degrees + shiftM / 111_200));
    const { values, valid } = await terrain.samplePatches(shifted, 480);
    expect(valid.every((flag) => flag === 1)).toBe(true);
    await terrain.close();
    return values;
  }

  it.each(clips)('gives the same patches from clip_%s', async (name) => {
    const reference = [...(await sample('wgs84'))];
    const here = differences(await sample(name), reference);
    const aside = differences(await sample(name, 10), reference);
    expect(here.mean).toBeLessThan(1.5);
    expect(aside.mean).toBeGreaterThan(2 * here.mean);
  });
});

describe('voids', () => {
  let terrain: Terrain;
  beforeAll(async () => {
    terrain = await open('terrain/N46E008_parts.tif');
  });
  afterAll(() => terrain.close());

  // The pixel at this place has data; the nearest void is ten pixels (930 m) south and twelve (766 m) east of it.
  const [lonDeg, latDeg] = [8.0325, 46.6091667];

  it('exclude a patch that touches one, and no other', async () => {
    const at = Float64Array.of(lonDeg, latDeg);
    expect([...(await terrain.samplePatches(at, 640)).valid]).toEqual([1]);
    const touching = await terrain.samplePatches(at, 960);
    expect([...touching.valid]).toEqual([0]);
    expect(touching.values.every(Number.isNaN)).toBe(true);
  });
});

describe('targets', () => {
  it('cover the area of their patch at four times its resolution', async () => {
    const terrain = await open('dtm/liechtenstein_srtm1.tif');
    const at = Float64Array.of(9.53, 47.16);
    const { values: coarse } = await terrain.samplePatches(at, 960);
    const { values: fine, valid } = await terrain.sampleTargets(at, 960, 4);
    expect([...valid]).toEqual([1]);
    expect(fine.length).toBe(64 * 64);
    // A patch's inner sample (i, j) lies on the corner of target cells (4 i, 4 j): their square of 4 x 4 is its own.
    for (const [i, j] of [
      [4, 4],
      [8, 8],
      [11, 3],
    ] as const) {
      let sum = 0;
      for (let y = 4 * i - 2; y < 4 * i + 2; y++) {
        for (let x = 4 * j - 2; x < 4 * j + 2; x++) sum += fine[y * 64 + x] ?? NaN;
      }
      expect(Math.abs(sum / 16 - (coarse[i * 17 + j] ?? NaN))).toBeLessThan(12);
    }
    await terrain.close();
  });

  it('are refused where the DTM lacks the detail, naming a radius that works', async () => {
    const terrain = await open('dtm/liechtenstein_srtm1.tif');
    await expect(terrain.sampleTargets(Float64Array.of(9.53, 47.16), 480, 4)).rejects.toThrow(
      /480 m at factor 4 needs detail of 15\.0 m.*30\.9 m.*at least 890 m/,
    );
    await terrain.close();
  });
});

describe('several DTMs', () => {
  it('read as one where they overlap', async () => {
    const names = ['dtm/liechtenstein_srtm1.tif', 'terrain/davos_srtm1_parts.tif'];
    const [liechtenstein, davos, both] = [
      await open(names[0] ?? ''),
      await open(names[1] ?? ''),
      await open(...names),
    ];
    // West of davos' edge, east of liechtenstein's, and in both.
    const locations = Float64Array.of(9.599, 47.06, 9.673, 47.06, 9.64, 47.06);
    const [west, east, one] = await Promise.all(
      [liechtenstein, davos, both].map((terrain) => terrain.samplePatches(locations, 480)),
    );
    expect([...(west?.valid ?? [])]).toEqual([1, 0, 1]);
    expect([...(east?.valid ?? [])]).toEqual([0, 1, 1]);
    expect([...(one?.valid ?? [])]).toEqual([1, 1, 1]);
    const patch = (of: typeof one, i: number): Float32Array | undefined =>
      of?.values.subarray(i * 289, (i + 1) * 289);
    for (const [of, i] of [
      [west, 0],
      [east, 1],
      [east, 2],
    ] as const) {
      const { most } = differences(patch(one, i) ?? [], [...(patch(of, i) ?? [])]);
      expect(most).toBeLessThan(0.01);
    }
    await Promise.all([liechtenstein, davos, both].map((terrain) => terrain.close()));
  });
});
