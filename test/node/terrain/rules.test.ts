import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { geomorphonPasses, quadraticPasses } from '../../../src/main/terrain/landforms/patchScores';
import { rulePlaces } from '../../../src/main/terrain/landforms/rulePlaces';
import { answers, type Rule, rules } from '../../../src/main/terrain/landforms/rules';
import { windowMaxima } from '../../../src/main/terrain/landforms/windowMaxima';
import { Terrain } from '../../../src/main/terrain/terrain';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../src/shared/geo/ellipsoid';
import { jsonFixture } from './fixtures';
import { degrees, memoryDtm } from './memoryDtm';

const [MIDDLE_LON, MIDDLE_LAT] = [9.9, 46.8];
const RADIUS_M = 240;
const box = { westDeg: 9.87, southDeg: 46.78, eastDeg: 9.93, northDeg: 46.82 };

/** Metres east and north of the middle. */
const eastM = (lonDeg: number): number => (lonDeg - MIDDLE_LON) * metresPerDegreeLon(MIDDLE_LAT);
const northM = (latDeg: number): number => (latDeg - MIDDLE_LAT) * metresPerDegreeLat(MIDDLE_LAT);

/** Terrain at one arc-second, given in metres east and north of its centre. */
async function terrainOf(heightM: (eastM: number, northM: number) => number): Promise<Terrain> {
  const [width, height, pixel] = [320, 220, 1 / 3600];
  const originX = MIDDLE_LON - (width / 2) * pixel;
  const originY = MIDDLE_LAT + (height / 2) * pixel;
  const values = Float32Array.from({ length: width * height }, (_, i) =>
    heightM(
      eastM(originX + ((i % width) + 0.5) * pixel),
      northM(originY - (Math.floor(i / width) + 0.5) * pixel),
    ),
  );
  const placement = { crs: degrees, width, height, originX, originY, pixelWidth: pixel, pixelHeight: -pixel };
  return Terrain.of([memoryDtm(placement, values)], '/nowhere');
}

/** Two cones of 1:2, of 3000 m and 2800 m, 1 km west and east: the pass is 200 m east of the middle, at 2400 m. */
const cones = await terrainOf((east, north) =>
  Math.max(3000 - Math.hypot(east + 1000, north) / 2, 2800 - Math.hypot(east - 1000, north) / 2),
);
/** A V-shaped valley that falls to the south. */
const valley = await terrainOf((east, north) => 1000 + Math.abs(east) / 3 + north / 20);
afterAll(async () => {
  await cones.close();
  await valley.close();
});

interface Place {
  readonly eastM: number;
  readonly northM: number;
  readonly score: number;
}

async function placesOf(terrain: Terrain, rule: Rule, classId: string): Promise<Place[]> {
  const found = await rulePlaces(terrain, rule, classId, box, RADIUS_M);
  return Array.from(found?.score ?? [], (score, i) => ({
    eastM: eastM(found?.lonDeg[i] ?? NaN),
    northM: northM(found?.latDeg[i] ?? NaN),
    score,
  }));
}

const fromM = (place: Place | undefined, east: number): number =>
  place === undefined ? Infinity : Math.hypot(place.eastM - east, place.northM);

describe('the rules', () => {
  it.each<[Rule, number]>([
    ['tpi', 20],
    ['prominence', 20],
    ['geomorphons', 45],
    ['quadratic', 45],
  ])('find both summits by %s, and nothing else', async (rule, withinM) => {
    const places = await placesOf(cones, rule, 'peak');
    expect(places).toHaveLength(2);
    for (const east of [-1000, 1000])
      expect(Math.min(...places.map((place) => fromM(place, east)))).toBeLessThan(withinM);
  });

  it.each<[Rule, number]>([
    ['prominence', 20],
    ['geomorphons', 45],
    ['quadratic', 45],
  ])('find the pass by %s', async (rule, withinM) => {
    const [pass] = await placesOf(cones, rule, 'saddle');
    expect(fromM(pass, 200)).toBeLessThan(withinM);
  });

  it('rank summits and their key saddles by metres of prominence, strongest first', async () => {
    const [higher, lower] = await placesOf(cones, 'prominence', 'peak');
    const passes = await placesOf(cones, 'prominence', 'saddle');
    expect(fromM(lower, 1000)).toBeLessThan(20);
    // Pixels of 21 x 31 m cut up to 10 m off a cone.
    expect(Math.abs((lower?.score ?? NaN) - 400)).toBeLessThan(12);
    expect(higher?.score).toBeGreaterThan(lower?.score ?? NaN);
    expect(passes).toHaveLength(1);
    expect(passes[0]?.score).toBe(lower?.score);
  });

  it('follow a valley by its drainage area, and keep places a radius apart', async () => {
    const rivers = await placesOf(valley, 'drainage', 'river');
    const [first, second] = rivers;
    // The box is 4.4 km from south to north.
    expect(rivers.length).toBeGreaterThan(14);
    for (const { eastM: east } of rivers) expect(Math.abs(east)).toBeLessThan(30);
    expect(first?.northM).toBeLessThan(-2150);
    expect((second?.northM ?? NaN) - (first?.northM ?? NaN)).toBeGreaterThanOrEqual(RADIUS_M - 0.5);
    // The slope north of a place that drains to it, 6.8 km wide.
    const upstreamM2 = 6800 * (3400 - (first?.northM ?? NaN));
    expect((first?.score ?? NaN) / upstreamM2).toBeGreaterThan(0.85);
    expect((first?.score ?? NaN) / upstreamM2).toBeLessThan(1.05);
    expect(await placesOf(valley, 'geomorphons', 'river')).not.toHaveLength(0);
  });

  it('cover their own classes and nothing else', async () => {
    const answered = (classId: string): string[] =>
      Object.keys(rules).filter((rule) => answers(rule as Rule, classId));
    expect(answered('peak')).toEqual(['tpi', 'prominence', 'geomorphons', 'quadratic']);
    expect(answered('saddle')).toEqual(['prominence', 'geomorphons', 'quadratic']);
    expect(answered('river')).toEqual(['geomorphons', 'drainage']);
    expect(answered('alpine-hut')).toEqual([]);
    expect(await rulePlaces(cones, 'tpi', 'saddle', box, RADIUS_M)).toBeNull();
  });

  it('refuse a box that does not fit in memory, and stop when cancelled', async () => {
    const placement = { crs: degrees, width: 7200, height: 7200, originX: 8, originY: 48 };
    const pixels = { pixelWidth: 1 / 3600, pixelHeight: -1 / 3600 };
    const wide = await Terrain.of([memoryDtm({ ...placement, ...pixels }, new Float32Array(0))], '/nowhere');
    await expect(rulePlaces(wide, 'prominence', 'peak', wide.box, RADIUS_M)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/Choose a smaller box or a larger radius/) as string,
    });
    for (const rule of ['tpi', 'geomorphons'] as const)
      await expect(rulePlaces(cones, rule, 'peak', box, RADIUS_M, AbortSignal.abort())).rejects.toMatchObject(
        { code: 'cancelled' },
      );
  });
});

describe('local maxima', () => {
  it('and their height above the mean are those of SciPy', () => {
    const ground = jsonFixture(
      'terrain/geomorphons.json',
      z.object({
        spacingM: z.number(),
        columns: z.number(),
        rows: z.number(),
        elevationsM: z.array(z.number()),
      }),
    );
    const { spacingM: stepM, columns, rows } = ground;
    const lattice = { crsCode: 'EPSG:32632', originE: 0, originN: 0, stepM, columns, rows };
    const elevationsM = Float32Array.from(ground.elevationsM);
    const found = windowMaxima({ lattice, elevationsM }, 240);
    const cells = [...found.keys()].filter((cell) => !Number.isNaN(found[cell]));
    expect(cells).toEqual(maxima.map(([row, column]) => row * columns + column));
    for (const [i, cell] of cells.entries()) expect(found[cell]).toBeCloseTo(maxima[i]?.[2] ?? NaN, 3);
    // A gap removes the places whose patch it is in, and no others.
    elevationsM[12 * columns + 12] = NaN;
    const holed = windowMaxima({ lattice, elevationsM }, 240);
    const rest = maxima.filter(([row, column]) => Math.max(Math.abs(row - 12), Math.abs(column - 12)) > 8);
    expect([...holed.keys()].filter((cell) => !Number.isNaN(holed[cell]))).toEqual(
      rest.map(([row, column]) => row * columns + column),
    );
  });
});

/**
 * Row, column and metres of the cells of geomorphons.json with scipy.ndimage.maximum_filter(z, 9) == z, above
 * uniform_filter(z, 17), by SciPy 1.17, where the larger window is whole.
 */
const maxima: readonly (readonly [number, number, number])[] = [
  [12, 19, 6.7474],
  [12, 20, 6.8166],
  [13, 20, 7.0381],
  [15, 9, 5.09],
  [16, 9, 5.2491],
  [16, 10, 5.0796],
  [17, 9, 5.391],
  [17, 10, 5.2457],
  [17, 11, 5.09],
  [17, 29, 7.5156],
  [17, 30, 8.3668],
  [17, 31, 9.2422],
  [24, 31, 9.7924],
  [26, 16, 5.0588],
  [27, 16, 5.3806],
  [29, 22, 5.0069],
  [30, 22, 4.8616],
  [31, 8, 3.3564],
];

describe('passes of patches', () => {
  const patchOf = (heightM: (east: number, north: number) => number): Float32Array =>
    Float32Array.from({ length: 289 }, (_, i) => heightM((i % 17) - 8, 8 - Math.floor(i / 17)));

  it('are scored by the weakest of the four groups of lines', () => {
    // North and south rise 1:1 and east and west fall 1:2; the diagonals are level.
    const pass = patchOf((east, north) =>
      Math.abs(east) === Math.abs(north)
        ? 0
        : Math.abs(north) > Math.abs(east)
          ? Math.abs(north)
          : -Math.abs(east) / 2,
    );
    expect(geomorphonPasses(pass, 1)[0]).toBeCloseTo(2 * Math.atan(0.5), 5);
  });

  it('are neither summits, ridges, slopes nor level terrain, nor where a value is missing', () => {
    const none = [
      patchOf((east, north) => -Math.hypot(east, north)),
      patchOf((east) => -Math.abs(east)),
      patchOf((east) => east),
      patchOf(() => 7),
      patchOf((east, north) => (east === 3 && north === 0 ? NaN : east * north)),
    ];
    for (const score of [geomorphonPasses, quadraticPasses])
      expect([...score(Float32Array.from(none.flatMap((patch) => [...patch])), 1)].every(Number.isNaN)).toBe(
        true,
      );
  });

  it('are scored by the product of both curvatures', () => {
    // Second derivatives of 3 and -2.
    expect(
      quadraticPasses(
        patchOf((east, north) => 1.5 * east ** 2 - north ** 2),
        1,
      )[0],
    ).toBeCloseTo(6, 4);
  });
});
