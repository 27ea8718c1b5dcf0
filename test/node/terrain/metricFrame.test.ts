import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { crsByCode } from '../../../src/main/terrain/geo/crs';
import { FRAME_VALUES, frameWriter, pixelSizeM } from '../../../src/main/terrain/geo/metricFrame';
import { jsonFixture } from './fixtures';

const cases = jsonFixture(
  'terrain/geodesics.json',
  z.array(
    z.object({
      crs: z.string(),
      lonDeg: z.number(),
      latDeg: z.number(),
      points: z.array(z.object({ eastM: z.number(), northM: z.number(), x: z.number(), y: z.number() })),
    }),
  ),
);

/** A raster whose columns and rows are the coordinates of its CRS. */
const coordinates = (code: string) => {
  const crs = crsByCode(code);
  return { crs, width: 1, height: 1, originX: 0, originY: 0, pixelWidth: 1, pixelHeight: -1 };
};

describe('the metric frame 10 km from a location', () => {
  it.each(cases)('is within half a metre of PROJ’s geodesics in $crs at $latDeg N', (geodesics) => {
    const { crs, lonDeg, latDeg, points } = geodesics;
    const frame = new Float64Array(FRAME_VALUES);
    frameWriter(coordinates(crs))(lonDeg, latDeg, frame, 0);
    const terms = (e: number, n: number, at: number): number =>
      [1, e, n, e * e, e * n, n * n].reduce((sum, factor, i) => sum + factor * (frame[at + i] ?? NaN), 0);
    for (const { eastM, northM, x, y } of points) {
      const unitM = crsByCode(crs).geographic ? 111_200 : 1;
      const eastOff = (terms(eastM, northM, 0) - x) * unitM;
      const northOff = (-terms(eastM, northM, 6) - y) * unitM;
      expect(Math.hypot(eastOff, northOff)).toBeLessThan(0.5);
    }
  });
});

it('measures pixels in metres', () => {
  const arcSecond = { ...coordinates('EPSG:4326'), pixelWidth: 1 / 3600, pixelHeight: -1 / 3600 };
  // Lengths of an arc-second at 47 N by PROJ: 21.12 m and 30.88 m.
  const degrees = pixelSizeM(frameWriter(arcSecond), 9.9, 47);
  expect(degrees.widthM).toBeCloseTo(21.13, 1);
  expect(degrees.heightM).toBeCloseTo(30.88, 1);
  // Web Mercator at 60 N is stretched to twice the true length.
  const mercator = { ...coordinates('EPSG:3857'), pixelWidth: 40, pixelHeight: -40 };
  const { widthM, heightM } = pixelSizeM(frameWriter(mercator), 9.9, 60);
  expect(widthM).toBeCloseTo(20.05, 1);
  expect(heightM).toBeCloseTo(19.98, 1);
});

it('gives NaN outside the CRS', () => {
  const frame = new Float64Array(FRAME_VALUES);
  frameWriter(coordinates('EPSG:3857'))(NaN, 47, frame, 0);
  expect(frame.every(Number.isNaN)).toBe(true);
});

it('works in a raster with longitudes from 0 to 360', () => {
  const raster = { ...coordinates('EPSG:4326'), originX: 280, originY: -30, width: 100, height: 100 };
  const frame = new Float64Array(FRAME_VALUES);
  frameWriter(raster)(-70, -33, frame, 0);
  expect(frame[0]).toBeCloseTo(10, 9);
  expect(frame[6]).toBeCloseTo(3, 9);
});
