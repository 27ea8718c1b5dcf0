import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

afterAll(close);

test('without terrain there is nothing at a place, and no profile', async () => {
  await engine.create(join(folder, 'empty.topo2vec'));
  expect(await handlers.terrain.at({ lonDeg: 9.55, latDeg: 47.1 }, never())).toEqual({
    elevationM: null,
    inCrs: null,
  });
  expect(await handlers.terrain.fromCrs({ x: 2760265, y: 1218711 }, never())).toBeNull();
  await expect(async () =>
    handlers.terrain.profile({ line: [vaduz, { lonDeg: 9.6, latDeg: 47.15 }], count: 3 }, never()),
  ).rejects.toThrow(/Import a DTM first/);
});

const vaduz = { lonDeg: 9.55, latDeg: 47.1 };

describe('a plane in Swiss coordinates', () => {
  const [west, south, columns, rows, cellM] = [2_759_000, 1_217_000, 300, 300, 10] as const;
  const planeM = (x: number, y: number): number => 500 + 0.1 * (x - west) - 0.05 * (y - south);

  beforeAll(async () => {
    const lines = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, column) => {
        // A strip without data from 1,500 m to 1,600 m east.
        if (column >= 150 && column < 160) return '-9999';
        return planeM(west + (column + 0.5) * cellM, south + (rows - row - 0.5) * cellM).toFixed(3);
      }).join(' '),
    );
    const path = join(folder, 'plane.asc');
    const head = `ncols ${columns}\nnrows ${rows}\nxllcorner ${west}\nyllcorner ${south}\ncellsize ${cellM}\nNODATA_value -9999\n`;
    writeFileSync(path, `${head}${lines.join('\n')}\n`);
    await engine.create(join(folder, 'plane.topo2vec'));
    await run({ kind: 'import-dtms', paths: [path], crs: 'EPSG:2056' });
  });

  // pyproj.Transformer.from_crs(4326, 2056, always_xy=True).transform(9.55, 47.1) of pyproj 3.7.2 with PROJ 9.
  const [x, y] = [2760264.966417496, 1218711.4943199605];

  test('places have the coordinates that PROJ gives, and their elevation', async () => {
    const { elevationM, inCrs } = await handlers.terrain.at(vaduz, never());
    // The datum shift of three parameters lies within a metre of PROJ's.
    expect(Math.abs((inCrs?.x ?? NaN) - x)).toBeLessThan(1);
    expect(Math.abs((inCrs?.y ?? NaN) - y)).toBeLessThan(1);
    expect(elevationM).toBeCloseTo(planeM(inCrs?.x ?? NaN, inCrs?.y ?? NaN), 2);
    const back = await handlers.terrain.fromCrs({ x, y }, never());
    expect(back?.lonDeg).toBeCloseTo(vaduz.lonDeg, 5);
    expect(back?.latDeg).toBeCloseTo(vaduz.latDeg, 5);
    expect((await handlers.terrain.describe(undefined, never()))?.crs).toEqual({
      code: 'EPSG:2056',
      name: 'CH1903+ / LV95',
      unit: 'm',
      writable: true,
    });
  });

  test('coordinates far outside the CRS have no place', async () => {
    expect(await handlers.terrain.fromCrs({ x: 1e12, y: 1e12 }, never())).toBeNull();
  });

  test('a profile follows the plane, with a gap where there is no data', async () => {
    const from = await handlers.terrain.fromCrs({ x: west + 200, y: south + 300 }, never());
    const to = await handlers.terrain.fromCrs({ x: west + 2800, y: south + 2500 }, never());
    if (from === null || to === null) throw new Error('No place.');
    const profile = await handlers.terrain.profile({ line: [from, to], count: 201 }, never());
    // The grid's scale is within 1e-4 of one here.
    expect((profile.distanceM.at(-1) ?? NaN) / Math.hypot(2600, 2200)).toBeCloseTo(1, 3);
    for (const [index, elevationM] of profile.elevationM.entries()) {
      const share = index / 200;
      const eastM = 200 + 2600 * share;
      expect((profile.distanceM[index] ?? NaN) / (profile.distanceM.at(-1) ?? NaN)).toBeCloseTo(share, 9);
      if (eastM > 1490 && eastM < 1610) {
        if (eastM > 1500 && eastM < 1600) expect(elevationM).toBeNaN();
      } else {
        expect(elevationM).toBeCloseTo(planeM(west + eastM, south + 300 + 2200 * share), 1);
      }
    }
  });
});

describe('SRTM', () => {
  beforeAll(async () => {
    await engine.create(join(folder, 'srtm.topo2vec'));
    await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  });

  const line = [
    { lonDeg: 9.5, latDeg: 47.1 },
    { lonDeg: 9.6, latDeg: 47.15 },
  ];
  // Distance, longitude and latitude by pyproj's Geod, elevation by bilinear interpolation of rasterio's values in NumPy.
  const expected = [
    [0, 9.5, 47.1, 468],
    [940.6067, 9.50999157, 47.10500395, 469.016],
    [1881.2133, 9.51998501, 47.11000702, 464.818],
    [2821.82, 9.52998033, 47.11500921, 572.898],
    [3762.4267, 9.53997751, 47.12001053, 846.915],
    [4703.0334, 9.54997658, 47.12501097, 1186.647],
    [5643.64, 9.55997751, 47.13001053, 1581.902],
    [6584.2467, 9.56998032, 47.13500921, 1219.629],
    [7524.8534, 9.57998501, 47.14000702, 1186.123],
    [8465.46, 9.58999156, 47.14500395, 1177.866],
    [9406.0667, 9.6, 47.15, 1833],
  ] as const;

  test('agrees with rasterio', async () => {
    const { distanceM, lonLat, elevationM } = await handlers.terrain.profile({ line, count: 11 }, never());
    expect(distanceM).toHaveLength(11);
    for (const [index, [metres, lonDeg, latDeg, heightM]] of expected.entries()) {
      expect(distanceM[index]).toBeCloseTo(metres, 3);
      expect(lonLat[2 * index]).toBeCloseTo(lonDeg, 7);
      expect(lonLat[2 * index + 1]).toBeCloseTo(latDeg, 7);
      expect(Math.abs((elevationM[index] ?? NaN) - heightM)).toBeLessThan(0.01);
    }
  });

  test('is written as CSV, with empty cells where there is no data', async () => {
    const path = join(folder, 'profile.csv');
    const beyond = [...line, { lonDeg: 9.7, latDeg: 47.15 }];
    const source = { kind: 'profile', line: beyond, count: 21 } as const;
    expect(await handlers.exports.points({ source, path }, never())).toBe(21);
    const [names, first, ...others] = readFileSync(path, 'utf8').trimEnd().split('\r\n');
    expect(names).toBe('lon_deg,lat_deg,distance_m,elevation_m');
    expect(first).toBe('9.500000,47.100000,0,468');
    expect(others.at(-1)).toMatch(/^9\.700000,47\.150000,\d+\.?\d*,$/);
    expect(readFileSync(`${path}-metadata.json`, 'utf8')).toContain('liechtenstein_srtm1.tif');
  });
});
