import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crsByCode } from '../../../src/main/terrain/geo/crs';
import { openDtm } from '../../../src/main/terrain/dtm/openDtm';
import { openTerrain, Terrain } from '../../../src/main/terrain/terrain';
import { fixture } from './fixtures';
import { degrees, memoryDtm } from './memoryDtm';

const noCache = fixture('no-such-folder');
const liechtenstein = { dtms: [{ path: fixture('dtm/liechtenstein_srtm1.tif') }], cacheDir: noCache };

// UTM at its central meridian: scale 0.9996, no convergence. The middle is 9 E, 46.9535 N.
const size = 1000;
const place = {
  crs: crsByCode('EPSG:32632'),
  width: size,
  height: size,
  originX: 495_000,
  originY: 5_205_000,
  pixelWidth: 10,
  pixelHeight: -10,
};

describe('a tilted plane on a metric grid', () => {
  it('gives linear patches at any radius', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        fc.constantFrom(60, 80, 200, 640, 1500),
        async (east, north, radiusM) => {
          const values = Float32Array.from(
            { length: size * size },
            (_, i) => 1000 + east * 10 * (i % size) - north * 10 * Math.floor(i / size),
          );
          const terrain = await Terrain.of([memoryDtm(place, values)], noCache);
          const { values: patch, valid } = await terrain.samplePatches(Float64Array.of(9, 46.963), radiusM);
          expect([...valid]).toEqual([1]);
          const middle = patch[8 * 17 + 8] ?? NaN;
          for (let i = 0; i < 17; i++) {
            for (let j = 0; j < 17; j++) {
              const metres = ((j - 8) * east + (8 - i) * north) * (radiusM / 8) * 0.9996;
              const off = Math.abs((patch[i * 17 + j] ?? NaN) - middle - metres);
              expect(off).toBeLessThan(0.02 + (0.2 * radiusM * radiusM) / 6.4e6);
            }
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

it('never averages across a void', async () => {
  const values = new Float32Array(size * size).fill(1000);
  values[500 * size + 500] = NaN;
  const terrain = await Terrain.of([memoryDtm(place, values)], noCache);
  const northDeg = 1 / 111_200;
  // A sample of 640 m averages 8 x 8 pixels, the void is one. The third patch ends two samples short of it.
  for (const radiusM of [640, 1280, 1920]) {
    const locations = Float64Array.of(
      ...[9, 46.9535],
      ...[9, 46.9535 + (radiusM - 100) * northDeg],
      ...[9, 46.9535 + (radiusM + 2 * (radiusM / 8)) * northDeg],
    );
    expect([...(await terrain.samplePatches(locations, radiusM)).valid]).toEqual([0, 0, 1]);
  }
});

describe('DTMs that abut', () => {
  it('give the patches of the DTM they were cut from', async () => {
    const whole = await openDtm(fixture('dtm/liechtenstein_srtm1.tif'));
    const { width, height, pixelWidth, originX } = whole.metadata;
    const cut = 400;
    const piece = async (left: number, columns: number, name: string) => {
      const place = { ...whole.metadata, width: columns, originX: originX + left * pixelWidth };
      const { crs, originY, pixelHeight } = place;
      return memoryDtm(
        { crs, width: columns, height, originX: place.originX, originY, pixelWidth, pixelHeight },
        await whole.read(left, 0, columns, height),
        name,
      );
    };
    const seamDeg = originX + cut * pixelWidth;
    const locations = Float64Array.of(seamDeg, 47.15, seamDeg + 0.001, 47.2, seamDeg - 0.003, 47.1);
    const one = await Terrain.of([whole], noCache);
    const west = await piece(0, cut, 'west');
    const abutting = await Terrain.of([west, await piece(cut, width - cut, 'east')], noCache);
    const sharing = await Terrain.of(
      [west, await piece(cut - 1, width - cut + 1, 'overlapping east')],
      noCache,
    );
    const apart = await Terrain.of([west, await piece(cut + 15, width - cut - 15, 'farther east')], noCache);
    for (const radiusM of [240, 480, 1920]) {
      const expected = await one.samplePatches(locations, radiusM);
      expect([...expected.valid]).toEqual([1, 1, 1]);
      const shared = await sharing.samplePatches(locations, radiusM);
      const cutUp = await abutting.samplePatches(locations, radiusM);
      expect([...cutUp.valid]).toEqual([1, 1, 1]);
      expect([...(await apart.samplePatches(locations, radiusM)).valid]).toEqual([0, 0, 0]);
      const off = (other: Float32Array): number[] =>
        [...other].map((value, i) => Math.abs(value - (expected.values[i] ?? NaN)));
      // Tiles that share a column, as SRTM's do, are equal to one raster; others lack half a cell beside the seam.
      if (radiusM === 240) expect(Math.max(...off(shared.values))).toBeLessThan(0.001);
      const mean = off(cutUp.values).reduce((sum, value) => sum + value, 0) / cutUp.values.length;
      expect(mean).toBeLessThan(0.02 * (radiusM / 8));
    }
    await whole.close();
  });
});

describe('random locations', () => {
  it('are the same for the same seed, lie in the box and have complete patches', async () => {
    const terrain = await openTerrain(liechtenstein);
    const box = { westDeg: 9.5, southDeg: 47.1, eastDeg: 9.6, northDeg: 47.2 };
    const locations = await terrain.randomLocations(500, 480, 11, box);
    expect(await terrain.randomLocations(500, 480, 11, box)).toEqual(locations);
    expect(await terrain.randomLocations(500, 480, 12, box)).not.toEqual(locations);
    expect((await terrain.samplePatches(locations, 480)).valid.every((flag) => flag === 1)).toBe(true);
    for (let i = 0; i < locations.length; i += 2) {
      expect(locations[i]).toBeGreaterThanOrEqual(box.westDeg);
      expect(locations[i]).toBeLessThanOrEqual(box.eastDeg);
      expect(locations[i + 1]).toBeGreaterThanOrEqual(box.southDeg);
      expect(locations[i + 1]).toBeLessThanOrEqual(box.northDeg);
    }
    await terrain.close();
  });

  it('are uniform in area, not in latitude', async () => {
    const place = {
      crs: degrees,
      width: 40,
      height: 60,
      originX: 0,
      originY: 60,
      pixelWidth: 1,
      pixelHeight: -1,
    };
    const terrain = await Terrain.of([memoryDtm(place, new Float32Array(2400).fill(7))], noCache);
    const locations = await terrain.randomLocations(20_000, 8, 1);
    const lats = locations.filter((_, i) => i % 2 === 1);
    // Half of the ellipsoid's area between 0 and 60 N lies south of 25.728 N (Snyder, eq. 3-12).
    const south = lats.filter((latDeg) => latDeg < 25.728).length;
    expect(Math.abs(south / 20_000 - 0.5)).toBeLessThan(0.012);
  });

  it('are refused where no patch fits', async () => {
    const terrain = await openTerrain(liechtenstein);
    await expect(terrain.randomLocations(10, 30_000, 1)).rejects.toThrow(/Choose a smaller radius/);
    const elsewhere = { westDeg: 20, southDeg: 47, eastDeg: 21, northDeg: 48 };
    await expect(terrain.randomLocations(10, 240, 1, elsewhere)).rejects.toThrow(/outside the terrain/);
    await terrain.close();
  });
});

describe('a terrain', () => {
  it('describes its DTMs, finest first', async () => {
    const terrain = await openTerrain({
      dtms: [{ path: fixture('terrain/N47E009_parts.tif') }, ...liechtenstein.dtms],
      cacheDir: noCache,
    });
    const [fine, coarse] = terrain.dtms;
    expect(fine?.metadata.width).toBe(861);
    expect(fine?.pixelWidthM).toBeCloseTo(21.05, 1);
    expect(fine?.pixelHeightM).toBeCloseTo(30.88, 1);
    expect(fine?.statistics).toBeNull();
    expect(fine?.box.westDeg).toBeCloseTo(9.4332, 4);
    expect(fine?.box.northDeg).toBeCloseTo(47.3026, 4);
    expect(coarse?.metadata.width).toBe(1201);
    expect(terrain.box.eastDeg).toBeCloseTo(10.0004, 4);
    expect(terrain.box.southDeg).toBeCloseTo(46.9996, 4);
    const { minM, maxM } = terrain.radiusRangeM;
    expect(minM).toBeGreaterThan(8 * 21);
    expect(minM).toBeLessThan(8 * 30.9);
    // A degree of longitude is 75.4 km at 47.5 N.
    expect(maxM).toBeCloseTo(7540, -2);
    await terrain.close();
  });

  it('gives the elevation of a place, NaN where there is none', async () => {
    const terrain = await openTerrain(liechtenstein);
    // The middle sample of a reference patch: see reference/patches.json.
    expect(await terrain.elevationAt(9.51568, 47.15566)).toBeGreaterThan(413);
    expect(await terrain.elevationAt(9.3, 47.15)).toBeNaN();
    expect(await terrain.elevationAt(-170, 89)).toBeNaN();
    await terrain.close();
  });

  it('says which file cannot be opened', async () => {
    await expect(
      openTerrain({ dtms: [...liechtenstein.dtms, { path: fixture('terrain/make.py') }], cacheDir: noCache }),
    ).rejects.toThrow(/make\.py/);
  });

  it('gives 0 for locations outside the terrain', async () => {
    const terrain = await openTerrain(liechtenstein);
    const { valid } = await terrain.samplePatches(Float64Array.of(NaN, NaN, 0, 90, 9.53, 47.16), 240);
    expect([...valid]).toEqual([0, 0, 1]);
    await terrain.close();
  });
});
