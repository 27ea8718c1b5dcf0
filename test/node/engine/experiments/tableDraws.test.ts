import { describe, expect, test } from 'vitest';
import { drawAsGiven } from '../../../../src/main/engine/experiments/table/drawAsGiven';
import { drawFromLabels } from '../../../../src/main/engine/experiments/table/drawFromLabels';
import type { Draws, Sample } from '../../../../src/main/engine/experiments/table/draws';
import { Random } from '../../../../src/shared/statistics/random';
import { Terrain } from '../../../../src/main/terrain/terrain';
import { degrees, memoryDtm } from '../../terrain/memoryDtm';

/** 0.3 x 0.3 degrees of 1 arc-second pixels at 47 N. */
const size = 1080;
const placement = {
  crs: degrees,
  width: size,
  height: size,
  originX: 9,
  originY: 47.3,
  pixelWidth: 1 / 3600,
  pixelHeight: -1 / 3600,
};
const terrainOf = (value: (column: number, row: number) => number): Promise<Terrain> =>
  Terrain.of(
    [
      memoryDtm(
        placement,
        Float32Array.from({ length: size * size }, (_, i) => value(i % size, Math.floor(i / size))),
      ),
    ],
    'no-such-folder',
  );

const trainBox = { westDeg: 9, southDeg: 47, eastDeg: 9.3, northDeg: 47.3 };
const testBox = { westDeg: 9.16, southDeg: 47, eastDeg: 9.3, northDeg: 47.3 };

/** Positives everywhere, so many that some lie at every edge. */
const random = new Random(5);
const positives = Float64Array.from({ length: 8000 }, (_, i) =>
  i % 2 === 0 ? 9 + 0.3 * random.nextFloat() : 47 + 0.3 * random.nextFloat(),
);
const nowhere = new Float64Array(0);

const lonsOf = ({ locations }: Draws, { places }: Sample): number[] =>
  [...places].map((place) => locations[2 * place] ?? NaN);

describe('drawn from labels', () => {
  test.each([240, 480, 960])('no pixel is in a training and a test patch of %i m', async (radiusM) => {
    // Halfway through the margin, the terrain steps from 0 to 1: a patch that reads both sides is neither 0 nor 1
    // all over.
    const marginDeg = (2.5 * radiusM) / 76_100;
    const step = Math.round((0.16 - marginDeg / 2) * 3600);
    const terrain = await terrainOf((column) => Number(column >= step));
    const drawn = await drawFromLabels(
      terrain,
      { positives, negatives: positives },
      { className: 'Peak', radiusM, trainBox, testBox, trainSize: 4000, testSize: 4000, seeds: 1 },
      new AbortController().signal,
    );
    const [seed] = drawn.seeds;
    const values = ({ places }: Sample): Set<number> =>
      new Set([...places].flatMap((place) => [...drawn.patches.subarray(place * 289, (place + 1) * 289)]));
    if (seed === undefined) throw new Error('There is no seed.');
    expect(values(seed.train)).toEqual(new Set([0]));
    expect(values(seed.test)).toEqual(new Set([1]));
    // And the margin is no wider than it must be: some location trains close to it.
    expect(Math.max(...lonsOf(drawn, seed.train))).toBeGreaterThan(0.16 + 9 - marginDeg - 0.004);
  });

  test('stops when cancelled', async () => {
    const terrain = await terrainOf((column) => column);
    const drawing = {
      className: 'Peak',
      radiusM: 240,
      trainBox,
      testBox,
      trainSize: 8,
      testSize: 4,
      seeds: 500,
    };
    const drawn = drawFromLabels(terrain, { positives, negatives: positives }, drawing, AbortSignal.abort());
    await expect(drawn).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('reports a shortage of labels and uses all there are', async () => {
    const terrain = await terrainOf((column, row) => column + row);
    const few = Float64Array.of(9.05, 47.1, 9.06, 47.2, 9.07, 47.15, 9.2, 47.1, 9.21, 47.2, 9.9, 47.1);
    const drawn = await drawFromLabels(
      terrain,
      { positives: few, negatives: nowhere },
      { className: 'Peak', radiusM: 240, trainBox, testBox, trainSize: 1000, testSize: 4, seeds: 2 },
      new AbortController().signal,
    );
    expect(drawn.note).toBe(
      'Only 3 of 500 positives to train on lie outside the margin with whole patches; as many negatives are taken.',
    );
    const [first, second] = drawn.seeds;
    expect(first?.train.labels).toEqual(Uint8Array.of(1, 1, 1, 0, 0, 0));
    expect(first?.test.labels).toEqual(Uint8Array.of(1, 1, 0, 0));
    expect(drawn.patches).toHaveLength((drawn.locations.length / 2) * 289);
    // Negatives are drawn again, and keep their distance: 480 m are 0.0063 degrees of longitude here.
    if (first === undefined || second === undefined) throw new Error('There are no two seeds.');
    expect(lonsOf(drawn, first.train).slice(3)).not.toEqual(lonsOf(drawn, second.train).slice(3));
  });
});

describe('as given', () => {
  const locations = {
    trainPositive: [
      [9.05, 47.1],
      [9.06, 47.1],
    ] as [number, number][],
    trainNegative: [
      [9.07, 47.1],
      [9.05, 47.2],
    ] as [number, number][],
    testPositive: [[9.2, 47.1]] as [number, number][],
    testNegative: [
      [9.21, 47.1],
      [9.2999, 47.1],
    ] as [number, number][],
  };
  const seed = { trainPositive: [1, 0], trainNegative: [0, 1], testPositive: [0], testNegative: [1, 0] };

  test('uses exactly the locations a seed lists, in order, and counts those without a patch', async () => {
    const terrain = await terrainOf((column, row) => column + row);
    const drawn = await drawAsGiven(terrain, 'Peak', { locations, seeds: [seed] }, 240, 1);
    const placesOf = ({ places }: Sample): number[][] =>
      [...places].map((place) => [...drawn.locations.subarray(2 * place, 2 * place + 2)]);
    const [only] = drawn.seeds;
    if (only === undefined) throw new Error('There is no seed.');
    expect(placesOf(only.train)).toEqual([
      [9.06, 47.1],
      [9.05, 47.1],
      [9.07, 47.1],
      [9.05, 47.2],
    ]);
    expect([...only.train.labels]).toEqual([1, 1, 0, 0]);
    expect(placesOf(only.test)).toEqual([
      [9.2, 47.1],
      [9.21, 47.1],
    ]);
    expect([...only.test.labels]).toEqual([1, 0]);
    expect(drawn.note).toBe('1 of 7 given locations have no whole patch and are left out.');
  });

  test.each([
    [{ ...seed, trainPositive: [0, 2] }, 1, /location 2 of trainPositive, which has 2/],
    [seed, 3, /locations for 1 seeds, but 3/],
    [{ ...seed, testNegative: [1] }, 1, /no positives or no negatives/],
  ])('says what is wrong with it', async (wrong, seeds, message) => {
    const terrain = await terrainOf((column, row) => column + row);
    await expect(drawAsGiven(terrain, 'Peak', { locations, seeds: [wrong] }, 240, seeds)).rejects.toThrow(
      message,
    );
  });
});
