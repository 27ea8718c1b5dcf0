import { afterAll, describe, expect, it } from 'vitest';
import { distanceM } from '../../../src/main/terrain/geo/distance';
import { CriticalTiles } from '../../../src/main/terrain/landforms/criticalTiles';
import { surroundingsOf } from '../../../src/main/terrain/landforms/surroundings';
import { Terrain } from '../../../src/main/terrain/terrain';
import { Random } from '../../../src/shared/statistics/random';
import { criticalKinds, SURROUNDING_VALUES } from '../../../src/shared/terrain/surroundings';
import { degrees, memoryDtm } from './memoryDtm';
import { at, PIXEL_M, terrainOf } from './utmTerrain';

/** Cells of critical points are 40 m wide: every third is the centre of a fourth pixel. */
const RADIUS_M = 320;

/** A pyramid on its corner. */
const pyramid = (heightM: number, halfWidthM: number, eastM: number, northM: number): number =>
  Math.max(0, heightM * (1 - (Math.abs(eastM) + Math.abs(northM)) / halfWidthM));

/**
 * On a plain: a summit of 100 m at the centre and one of 70 m 1200 m east of it. Between them, 720 m east, both
 * slopes are at
 * 30 m. 1560 m west is a pit of 25 m.
 */
const hills = await terrainOf(
  161,
  (east, north) =>
    Math.max(pyramid(100, (720 * 100) / 70, east, north), pyramid(70, (480 * 70) / 40, east - 1200, north)) -
    pyramid(25, 480, east + 1560, north),
);
afterAll(() => hills.close());

const tiles = new CriticalTiles();

async function around(eastM: number, northM: number, terrain = hills) {
  const { values, anchors } = await surroundingsOf(terrain, at(eastM, northM), RADIUS_M, tiles);
  const names = [
    ...['r/2', 'r', '2 r', '4 r'].map((radius) => `relief ${radius}`),
    ...['r/2', 'r'].flatMap((radius) => criticalKinds.map((kind) => `${kind} ${radius}`)),
  ];
  expect(values).toHaveLength(SURROUNDING_VALUES);
  const [lonDeg = NaN, latDeg = NaN] = at(eastM, northM);
  const awayM = criticalKinds.map((_, kind) =>
    distanceM(lonDeg, latDeg, anchors[2 * kind] ?? NaN, anchors[2 * kind + 1] ?? NaN),
  );
  return { of: Object.fromEntries(names.map((name, i) => [name, values[i] ?? NaN])), awayM };
}

describe('the surroundings of a place', () => {
  it('give reliefs, and the summit with its prominence and position', async () => {
    const { of, awayM } = await around(0, 0);
    // To the corner of each patch, at 70 m in 720.
    expect(of['relief r/2']).toBeCloseTo(Math.log((320 * 70) / 720), 2);
    expect(of['relief r']).toBeCloseTo(Math.log((640 * 70) / 720), 2);
    // Samples are 80 m apart, and the mean of four 20 m to each side.
    expect(of['relief 2 r']).toBeCloseTo(Math.log(100 - (40 * 70) / 720), 3);
    // These are 160 m apart: less of the summit is left, and the pit's rim is in the patch.
    expect(of['relief 4 r']).toBeGreaterThan(Math.log(95));
    expect(of['relief 4 r']).toBeLessThan(Math.log(111));
    expect(of['summit r/2']).toBeCloseTo(Math.log(101), 4);
    expect(of['summit r']).toBeCloseTo(Math.log(101), 4);
    for (const name of ['pass r/2', 'pass r', 'pit r/2', 'pit r']) expect(of[name]).toBe(0);
    expect(awayM[0]).toBeLessThan(0.5);
    expect(awayM.slice(1)).toEqual([NaN, NaN]);
  });

  it('give a pass with the prominence of the lower summit', async () => {
    const pass = await around(720, 0);
    expect(pass.of['pass r/2']).toBeCloseTo(Math.log(41), 4);
    expect(pass.awayM[1]).toBeLessThan(0.5);
    expect((await around(1200, 0)).of['summit r/2']).toBeCloseTo(Math.log(41), 4);
    const away = await around(720 + 200, 0);
    expect(away.of['pass r/2']).toBe(0);
    expect(away.of['pass r']).toBeCloseTo(Math.log(41), 4);
    expect(away.of['summit r']).toBeCloseTo(Math.log(41), 4);
    expect(away.awayM.every(Number.isNaN)).toBe(true);
  });

  it('give a pit with its depth', async () => {
    const { of, awayM } = await around(-1560, 70);
    expect(of['pit r/2']).toBeCloseTo(Math.log(26), 4);
    expect(awayM[2]).toBeGreaterThan(69.5);
    expect(awayM[2]).toBeLessThan(70.5);
  });

  it('use the narrower relief times the square root of two where a wider patch leaves the terrain', async () => {
    const { of } = await around(1200, 1350);
    expect(of['relief r']).toBeCloseTo(Math.log(1), 5);
    const near = await around(1920, 0);
    expect(near.of['relief r']).toBeGreaterThan(0);
    expect(near.of['relief 2 r']).toBeCloseTo((near.of['relief r'] ?? NaN) + Math.log(Math.SQRT2), 5);
    expect(near.of['relief 4 r']).toBeCloseTo((near.of['relief r'] ?? NaN) + Math.log(2), 5);
  });

  it('have no relief without a complete patch, and no values outside the terrain', async () => {
    const edge = await around(2390, 0);
    expect(edge.of['relief r/2']).toBeNaN();
    expect(edge.of['relief 4 r']).toBeNaN();
    expect(edge.of['summit r']).toBe(0);
    const outside = await around(9000, 0);
    expect(outside.of['relief r']).toBeNaN();
    expect(outside.of['pit r']).toBe(0);
    expect(outside.awayM.every(Number.isNaN)).toBe(true);
  });

  it('treat voids as both higher and lower than everything', async () => {
    // A gap on the slope at 65 m and beyond cuts the lower summit off at its rim.
    const holed = await terrainOf(161, (east, north) =>
      Math.abs(east - 1200) === 60 && Math.abs(north) < 15 ? NaN : pyramid(70, 840, east - 1200, north),
    );
    const { of } = await around(1200, 0, holed);
    expect(of['summit r']).toBeGreaterThan(0);
    expect(of['summit r']).toBeLessThan(Math.log(41));
    await holed.close();
  });

  it('have summits where the terrain is highest, even if cells are wider than pixels', async () => {
    const steep = await terrainOf(301, (east, north) => 900 - Math.hypot(east - 90, north + 150) / 3);
    const { anchors } = await surroundingsOf(steep, at(0, 0), 1440, new CriticalTiles());
    const [lonDeg = NaN, latDeg = NaN] = at(90, -150);
    expect(distanceM(lonDeg, latDeg, anchors[0] ?? NaN, anchors[1] ?? NaN)).toBeLessThan(PIXEL_M);
    await steep.close();
  });
});

/** Bumps of any height, 300 m apart, so that hardly any prominence depends on distant terrain. */
const bumps = ((): Promise<Terrain> => {
  const random = new Random(5);
  const across = 13;
  const heights = Array.from({ length: (2 * across + 1) ** 2 }, () => 20 + 60 * random.nextFloat());
  return terrainOf(241, (east, north) => {
    const [x, y] = [Math.round(east / 300), Math.round(north / 300)];
    const height = heights[(y + across) * (2 * across + 1) + x + across] ?? 0;
    const wave = Math.cos((Math.PI * east) / 300) * Math.cos((Math.PI * north) / 300);
    return height * wave ** 2 - Math.hypot(east, north) / 500;
  });
})();

/** Two pixels: a flood sees 32 cells beyond its tile. */
const FINE_RADIUS_M = 60;

const middleOf = (tilesOfHills: CriticalTiles, radiusM: number) => {
  const tile = tilesOfHills.tileAt(hills, radiusM, 9, 46.9);
  if (tile === null) throw new Error('9 E 46.9 N lies on the hills.');
  return tilesOfHills.pointsOfTile(hills, radiusM, tile);
};

describe('tiles', () => {
  it('give the same values for any tile size, where prominence is local', async () => {
    const terrain = await bumps;
    const places = Float64Array.from(
      Array.from({ length: 400 }, (_, i) => [
        ...at(((i % 20) - 9.5) * 330, (Math.floor(i / 20) - 9.5) * 330),
      ]).flat(),
    );
    const whole = await surroundingsOf(terrain, places, FINE_RADIUS_M, new CriticalTiles());
    const cut = await surroundingsOf(terrain, places, FINE_RADIUS_M, new CriticalTiles(85));
    const differ = whole.values.filter((value, i) => Math.abs(value - (cut.values[i] ?? NaN)) > 1e-5);
    expect(cut.values.every((value, i) => value <= (whole.values[i] ?? NaN) + 1e-5)).toBe(true);
    expect(differ.length).toBeLessThan(0.01 * whole.values.length);
    expect(whole.values.filter((value) => value > 3).length).toBeGreaterThan(500);
    await terrain.close();
  });

  it('are flooded once and cover the terrain without gaps', async () => {
    const small = new CriticalTiles(50);
    const names = new Set<string>();
    for (let north = -2300; north <= 2300; north += 460)
      for (let east = -2300; east <= 2300; east += 460) {
        const [lonDeg = NaN, latDeg = NaN] = at(east, north);
        const tile = small.tileAt(hills, RADIUS_M, lonDeg, latDeg);
        expect(tile).not.toBeNull();
        if (tile === null) continue;
        names.add(tile.name);
        expect(lonDeg).toBeGreaterThanOrEqual(tile.box.westDeg);
        expect(lonDeg).toBeLessThanOrEqual(tile.box.eastDeg);
        expect(latDeg).toBeGreaterThanOrEqual(tile.box.southDeg);
        expect(latDeg).toBeLessThanOrEqual(tile.box.northDeg);
      }
    // 4.8 km in tiles of 2 km.
    expect(names.size).toBe(9);
    const ground = await middleOf(small, RADIUS_M);
    expect(await middleOf(small, 2 * RADIUS_M)).not.toBe(ground);
    expect(await middleOf(small, RADIUS_M)).toBe(ground);
  });

  it('are evicted when others replace them', async () => {
    const forgetful = new CriticalTiles(50, 1);
    const ground = await middleOf(forgetful, RADIUS_M);
    expect(await middleOf(forgetful, RADIUS_M)).toBe(ground);
    await middleOf(forgetful, 2 * RADIUS_M);
    expect(await middleOf(forgetful, RADIUS_M)).not.toBe(ground);
  });

  it('are flooded in a worker as in this thread, once for all who ask, unless those who began it gave up', async () => {
    // 263,169 pixels: enough for a worker.
    const wide = await terrainOf(
      513,
      (east, north) => 100 * Math.cos(east / 190) * Math.cos(north / 230) - Math.hypot(east, north) / 50,
    );
    const pointsBy = (tilesOfWide: CriticalTiles, signal?: AbortSignal) => {
      const [lonDeg = NaN, latDeg = NaN] = at(0, 0);
      const tile = tilesOfWide.tileAt(wide, FINE_RADIUS_M, lonDeg, latDeg);
      if (tile === null) throw new Error('The middle lies on the terrain.');
      return tilesOfWide.pointsOfTile(wide, FINE_RADIUS_M, tile, signal);
    };
    const here = await pointsBy(new CriticalTiles(undefined, undefined, 1));
    expect(here.lattice.columns * here.lattice.rows).toBeGreaterThan(2 ** 18);
    expect(here.summit.cells.length).toBeGreaterThan(50);

    const aside = new CriticalTiles(undefined, undefined, 2);
    const [one, other] = await Promise.all([pointsBy(aside), pointsBy(aside)]);
    expect(one).toEqual(here);
    expect(other).toBe(one);

    const interrupted = new CriticalTiles(undefined, undefined, 2);
    const control = new AbortController();
    const given = pointsBy(interrupted, control.signal);
    const waiting = pointsBy(interrupted);
    control.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    expect(await waiting).toEqual(here);
    await wide.close();
  });

  it('fit a metric grid, even for a wide terrain and radius', async () => {
    const placement = { crs: degrees, width: 500, height: 80, originX: -20, originY: 66 };
    const values = new Float32Array(500 * 80);
    values[40 * 500 + 250] = 900;
    const continent = await Terrain.of(
      [memoryDtm({ ...placement, pixelWidth: 0.1, pixelHeight: -0.1 }, values)],
      '/nowhere',
    );
    const summit = Float64Array.of(5.05, 61.95);
    const found = await surroundingsOf(continent, summit, 62_000, new CriticalTiles());
    expect(found.values[4]).toBeGreaterThan(Math.log(100));
    await continent.close();
  });

  it('stop when cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(
      surroundingsOf(hills, at(0, 0), RADIUS_M, new CriticalTiles(), signal),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});
