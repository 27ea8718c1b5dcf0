import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sampleLabelled } from '../../../src/main/compute/training/labelledSet';
import { resultOf } from '../../../src/main/compute/training/objective';
import {
  allotPlaces,
  openTrainingTerrains,
  type TrainingTerrain,
} from '../../../src/main/compute/training/trainingTerrains';
import { polygonContains } from '../../../src/shared/geo/lonLat';
import { regionOfRings } from '../../../src/shared/geo/region';
import { fixture, temporaryFolder } from '../engine/folder';

const cacheDir = join(temporaryFolder(), 'cache');
/** A triangle on the fixture, whose hypotenuse halves its box. */
const corners = [
  { lonDeg: 9.5, latDeg: 47.06 },
  { lonDeg: 9.62, latDeg: 47.06 },
  { lonDeg: 9.5, latDeg: 47.22 },
];
const triangle = regionOfRings([corners.flatMap(({ lonDeg, latDeg }) => [lonDeg, latDeg])]);
const isInside = ([lonDeg = NaN, latDeg = NaN]: Float64Array): boolean =>
  polygonContains(corners, lonDeg, latDeg);
const opened: TrainingTerrain[] = [];

afterAll(() => Promise.all(opened.map(({ terrain }) => terrain.close())));

const terrainsIn = async (region: typeof triangle): Promise<TrainingTerrain[]> => {
  const terrains = await openTrainingTerrains(
    { dtms: [{ path: fixture('dtm', 'liechtenstein_srtm1.tif') }], cacheDir },
    { region, radiiM: [240, 480], given: true, smallestM: () => 240 },
  );
  opened.push(...terrains);
  return terrains;
};

test('all places of a training lie within the outline of its region, held-out ones too', async () => {
  const { training, heldOut } = await allotPlaces(await terrainsIn(triangle), {
    ...{ images: 400, reach: 1, heldOutImages: 40, heldOutRadii: 'first', seed: 3 },
    validationBox: null,
  });
  for (const [places, least] of [
    [training, 400],
    [heldOut, 40],
  ] as const) {
    const all = places.flatMap(({ locations }) =>
      Array.from({ length: locations.length / 2 }, (_, i) => locations.subarray(2 * i, 2 * i + 2)),
    );
    expect(all.length).toBeGreaterThanOrEqual(least);
    expect(all.filter((place) => !isInside(place))).toEqual([]);
  }
});

test('labels outside the region are not learned', async () => {
  // Two inside for each class, and one of the first in the other half of the box.
  const places = [9.52, 47.1, 9.54, 47.12, 9.52, 47.14, 9.51, 47.12, 9.6, 47.18];
  const { training, heldOut } = await resultOf(
    sampleLabelled(
      await terrainsIn(triangle),
      {
        labels: {
          classIds: ['peak', 'saddle'],
          locations: Float64Array.from(places),
          classes: Uint8Array.of(0, 0, 1, 1, 0),
        },
        ...{ images: 100, seed: 3, validationBox: null },
      },
      new AbortController().signal,
    ),
  );
  const counts = [0, 1].map(
    (of) => [...training.classes, ...heldOut.classes].filter((known) => known === of).length,
  );
  // Each at two radii.
  expect(counts).toEqual([4, 4]);
});

test('a region beside the terrain is refused', async () => {
  const beside = { westDeg: 20, southDeg: 47, eastDeg: 21, northDeg: 48 };
  await expect(terrainsIn(beside)).rejects.toThrow(
    expect.objectContaining({
      code: 'outside-terrain',
      message: 'The region to train in lies outside the terrain. Take one that overlaps it.',
    }),
  );
});
