import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { LonLat } from '../../../src/shared/geo/lonLat';
import {
  geodesicBetween,
  geodesicFrom,
  lengthM,
  placesAlong,
  polygonAreaM2,
  segmentLengthsM,
} from '../../../src/shared/geo/geodesic';
import { jsonFixture } from '../terrain/fixtures';

const place = ([lonDeg, latDeg]: readonly [number, number]): LonLat => ({ lonDeg, latDeg });
const anyPlace = fc.record({
  lonDeg: fc.double({ min: -180, max: 180, noNaN: true }),
  latDeg: fc.double({ min: -89, max: 89, noNaN: true }),
});

const geodesics = jsonFixture(
  'terrain/geodesics.json',
  z.array(
    z.object({
      crs: z.string(),
      lonDeg: z.number(),
      latDeg: z.number(),
      points: z.array(z.object({ eastM: z.number(), northM: z.number(), x: z.number(), y: z.number() })),
    }),
  ),
).filter(({ crs }) => crs === 'EPSG:4326');

describe("ends of geodesics by GeographicLib, as PROJ's Geod has it", () => {
  const ends = geodesics.flatMap(({ points, ...from }) => points.map((point) => ({ from, point })));
  test.each(ends)('$point.eastM m east, $point.northM m north of $from.latDeg', ({ from, point }) => {
    const wantedM = Math.hypot(point.eastM, point.northM);
    const end = { lonDeg: point.x, latDeg: point.y };
    const found = geodesicBetween(from, end);
    expect(found.lengthM).toBeCloseTo(wantedM, 4);
    if (wantedM === 0) return;
    const azimuthDeg = (Math.atan2(point.eastM, point.northM) * 180) / Math.PI;
    expect(found.azimuthDeg).toBeCloseTo((azimuthDeg + 360) % 360, 6);
    const there = geodesicFrom(from, azimuthDeg, wantedM);
    expect(there.lonDeg).toBeCloseTo(point.x, 9);
    expect(there.latDeg).toBeCloseTo(point.y, 9);
  });
});

// pyproj.Geod(ellps="WGS84").inv of pyproj 3.7.2: metres, degrees.
test.each([
  [[9.4, 47.0], [9.6, 47.2], 26923.81267434483, 34.25387312421215],
  [[0, 0], [90, 0], 10018754.171394622, 90],
  [[-5.7, 50.0], [-3.07, 58.64], 976633.3044123317, 9.029645258834309],
  [[179.5, 10], [-179.5, 10.5], 122722.09596005364, 63.126374377744824],
  [[10, -40], [120, 60], 14822564.597624999, 40.40272164469398],
] as const)('from %j to %j', (from, to, wantedM, azimuthDeg) => {
  const found = geodesicBetween(place(from), place(to));
  expect(Math.abs(found.lengthM - wantedM)).toBeLessThan(0.0002);
  expect(found.azimuthDeg).toBeCloseTo(azimuthDeg, 6);
});

// Nearly antipodal places from GeographicLib's own tests: GeodSolve6, 9, 11 and 33.
test.each([
  [[0, 88.202499451857], [179.98102203299285, -88.202499451857], 20_003_898.214],
  [[0, 56.320923501171], [179.6647476717729, -56.320923501171], 19_993_558.287],
  [[0, 52.784459512564], [179.6344074649438, -52.78445951256399], 19_991_596.095],
  [[0, 0], [179.5, 0], 19_980_862],
  [[0, 0], [180, 0], 20_003_931.459],
  [[0, 0], [180, 1], 19_893_357],
] as const)('nearly half the Earth around, from %j to %j', (from, to, wantedM) => {
  const found = geodesicBetween(place(from), place(to));
  expect(Math.abs(found.lengthM - wantedM)).toBeLessThan(0.5);
  expect(found.azimuthDeg).toBeGreaterThanOrEqual(0);
  expect(found.azimuthDeg).toBeLessThan(360);
});

// GeographicLib's test Planimeter0, metres and square metres.
test('a polygon around a pole has the area around the pole', () => {
  const ring = [0, 90, 180, 270].map((lonDeg) => place([lonDeg, 89]));
  expect(polygonAreaM2(ring)).toBeCloseTo(24_952_305_678.0, 0);
  expect(polygonAreaM2([...ring].reverse())).toBeCloseTo(24_952_305_678.0, 0);
  expect(lengthM([...ring, place([0, 89])])).toBeCloseTo(631_819.8745, 3);
});

test('fewer than three corners have no area', () => {
  expect(polygonAreaM2([])).toBe(0);
  expect(polygonAreaM2([place([9, 47]), place([10, 48])])).toBe(0);
});

test('the geodesic ends at the stated point', () => {
  fc.assert(
    fc.property(
      anyPlace,
      fc.double({ min: 0, max: 360, noNaN: true, maxExcluded: true }),
      fc.double({ min: 1, max: 5_000_000, noNaN: true }),
      (from, azimuthDeg, wantedM) => {
        const end = geodesicFrom(from, azimuthDeg, wantedM);
        expect(Math.abs(geodesicBetween(from, end).lengthM - wantedM)).toBeLessThan(0.001);
        expect(Math.abs(geodesicBetween(end, from).lengthM - wantedM)).toBeLessThan(0.001);
      },
    ),
  );
});

// pyproj.Geod(ellps="WGS84").polygon_area_perimeter of pyproj 3.7.2: square metres, metres.
test.each([
  [
    [
      [9.4, 47.0],
      [9.6, 47.02],
      [9.55, 47.2],
      [9.42, 47.15],
    ],
    234277374.9114132,
    63797.277212248606,
  ],
  [
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ],
    1227877191609.6267,
    4421256.128970485,
  ],
  [
    [
      [-70, -33.5],
      [-69.5, -33.6],
      [-69.9, -33.1],
    ],
    1081608654.5007935,
    159866.7545312664,
  ],
  [
    [
      [179.9, 10],
      [-179.8, 10.1],
      [-179.9, 10.4],
    ],
    606230045.4754772,
    119014.97234643265,
  ],
  [
    [
      [25, 69],
      [25.001, 69],
      [25.001, 69.001],
    ],
    2231.5532307624817,
    270.0665516143938,
  ],
] as const)('area and length around %j', (ring, areaM2, aroundM) => {
  const corners = ring.map(place);
  expect(Math.abs(polygonAreaM2(corners) / areaM2 - 1)).toBeLessThan(1e-8);
  expect(Math.abs(polygonAreaM2([...corners].reverse()) / areaM2 - 1)).toBeLessThan(1e-8);
  expect(lengthM([...corners, ...corners.slice(0, 1)])).toBeCloseTo(aroundM, 3);
});

test('places along a line are equally spaced on it', () => {
  const line = [place([9.4, 47.0]), place([9.6, 47.02]), place([9.55, 47.2])];
  const [firstM = 0, secondM = 0] = segmentLengthsM(line);
  const { lonLat, distanceM } = placesAlong(line, 101);
  expect(distanceM[100]).toBeCloseTo(firstM + secondM, 6);
  expect(distanceM[50]).toBeCloseTo((firstM + secondM) / 2, 6);
  for (let index = 0; index <= 100; index++) {
    const at = place([lonLat[2 * index] ?? NaN, lonLat[2 * index + 1] ?? NaN]);
    const alongM = distanceM[index] ?? NaN;
    const [corner, restM] = alongM <= firstM ? [line[0], alongM] : [line[1], alongM - firstM];
    if (corner === undefined) throw new Error('The line has corners.');
    expect(geodesicBetween(corner, at).lengthM).toBeCloseTo(restM, 4);
  }
  expect(lonLat[200]).toBeCloseTo(9.55, 9);
  expect(lonLat[201]).toBeCloseTo(47.2, 9);
});
