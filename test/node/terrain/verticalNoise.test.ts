import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Random } from '../../../src/shared/statistics/random';
import { openDtm } from '../../../src/main/terrain/dtm/openDtm';
import { verticalNoiseM } from '../../../src/main/terrain/dtm/verticalNoise';
import { degrees, memoryDtm } from './memoryDtm';

const SIDE = 600;

/** Normal deviates by Box and Muller. */
function* normal(seed: number): Generator<number, never> {
  const random = new Random(seed);
  for (;;) {
    const length = Math.sqrt(-2 * Math.log(1 - random.nextFloat()));
    const angle = 2 * Math.PI * random.nextFloat();
    yield length * Math.cos(angle);
    yield length * Math.sin(angle);
  }
}

const plane = (x: number, y: number): number => 500 + 0.05 * x + 0.03 * y;
/** Hills of 100 m, 90 and 100 pixels apart. */
const rolling = (x: number, y: number): number =>
  500 + 100 * Math.sin((2 * Math.PI * x) / 100) * Math.sin((2 * Math.PI * y) / 90);

type Surface = (x: number, y: number) => number;

/** The estimate for a surface with noise of a standard deviation. */
function estimate(surface: Surface, noiseM: number, rounded: Surface = (z) => z): Promise<number | null> {
  const deviates = normal(1);
  const values = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const z = surface(i % SIDE, Math.floor(i / SIDE)) + noiseM * deviates.next().value;
    return rounded(z, 0);
  });
  return verticalNoiseM(dtmOf(values));
}

const dtmOf = (values: Float32Array): ReturnType<typeof memoryDtm> =>
  memoryDtm(
    {
      crs: degrees,
      width: SIDE,
      height: SIDE,
      originX: 9,
      originY: 47,
      pixelWidth: 1e-4,
      pixelHeight: -1e-4,
    },
    values,
  );

test.each([
  [0.5, plane],
  [2, plane],
  [5, plane],
  [0.5, rolling],
  [2, rolling],
  [5, rolling],
])('Gaussian noise of %d m is found on a plane and on rolling ground', async (noiseM, surface) => {
  const found = (await estimate(surface, noiseM)) ?? NaN;
  expect(Math.abs(found / noiseM - 1)).toBeLessThan(0.06);
});

test('rounding counts as noise: alone by its step, with noise by the sum of variances', async () => {
  // A plane too level for its steps to show within a square, and one whose steps do.
  expect(await estimate((x) => 500 + x / 5000, 0, Math.round)).toBeCloseTo(1 / Math.sqrt(12), 6);
  expect(
    await estimate(
      (x) => 500 + x / 5000,
      0,
      (z) => Math.round(z * 10) / 10,
    ),
  ).toBeCloseTo(0.1 / Math.sqrt(12), 6);
  expect(
    await estimate(
      (x) => 500 + x / 5000,
      0,
      (z) => Math.round(z / 0.3048) * 0.3048,
    ),
  ).toBeCloseTo(0.3048 / Math.sqrt(12), 6);
  const both = (await estimate(plane, 2, Math.round)) ?? NaN;
  expect(Math.abs(both / Math.sqrt(4 + 1 / 12) - 1)).toBeLessThan(0.06);
});

test('flattened lakes do not hide the noise of the terrain', async () => {
  // Level except for a shore of a few pixels, over four fifths of the area.
  const noisy = normal(2);
  const lakes = (x: number, y: number): number =>
    y < 480 && (x + y) % 40 !== 0 ? 395 : plane(x, y) + 2 * noisy.next().value;
  for (const round of [(z: number) => z, Math.round]) {
    const found = (await estimate(lakes, 0, round)) ?? NaN;
    expect(Math.abs(found / 2 - 1)).toBeLessThan(0.1);
  }
});

test('water alone has the noise of its rounding, and no-data alone has unknown noise', async () => {
  expect(await verticalNoiseM(dtmOf(new Float32Array(SIDE * SIDE).fill(395)))).toBeCloseTo(0.2887, 4);
  expect(await verticalNoiseM(dtmOf(new Float32Array(SIDE * SIDE).fill(NaN)))).toBeNull();
});

test('SRTM in the Rhine valley has noise of about a metre', async () => {
  const dtm = await openDtm(resolve('resources', 'sample', 'liechtenstein_srtm1.tif'), {});
  try {
    // NumPy's least squares on squares of 9 x 9 pixels from the file's corner on, the flattest 0.5 % of them: 0.903 m.
    expect(await verticalNoiseM(dtm)).toBeCloseTo(0.903, 1);
  } finally {
    await dtm.close();
  }
});
