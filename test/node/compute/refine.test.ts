import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { embedLocations } from '../../../src/main/compute/locations/embedLocations';
import { buildEncoder } from '../../../src/main/compute/encoders/encoder';
import { writeDescriptor } from '../../../src/main/compute/encoders/encoderFile';
import { predictHead } from '../../../src/main/compute/heads/predictHead';
import { refine, type Search } from '../../../src/main/compute/heads/refine';
import { layerRotation } from '../../../src/main/compute/layerForm/layerRotation';
import { Terrain } from '../../../src/main/terrain/terrain';
import { distanceM } from '../../../src/main/terrain/geo/distance';
import type { HeadModel } from '../../../src/shared/contract/compute';
import type { Rotation } from '../../../src/shared/contract/layerForm';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../src/shared/geo/ellipsoid';
import { degrees, memoryDtm } from '../terrain/memoryDtm';
import { card } from './cards';

beforeAll(loadTensorflow);

const [MIDDLE_LON, MIDDLE_LAT] = [9.9, 46.8];
const RADIUS_M = 240;
const STEP_M = 120;

/** The location that many metres east and north of the centre. */
const at = (eastM: number, northM: number): [number, number] => [
  MIDDLE_LON + eastM / metresPerDegreeLon(MIDDLE_LAT),
  MIDDLE_LAT + northM / metresPerDegreeLat(MIDDLE_LAT),
];

/** A round hill, with its top at the centre of 3 km of terrain at one arc-second. */
const [width, height, pixel] = [141, 97, 1 / 3600];
const originX = MIDDLE_LON - (width / 2) * pixel;
const originY = MIDDLE_LAT + (height / 2) * pixel;
const elevations = Float32Array.from({ length: width * height }, (_, i) => {
  const eastM = (originX + ((i % width) + 0.5) * pixel - MIDDLE_LON) * metresPerDegreeLon(MIDDLE_LAT);
  const northM =
    (originY - (Math.floor(i / width) + 0.5) * pixel - MIDDLE_LAT) * metresPerDegreeLat(MIDDLE_LAT);
  return 1500 - Math.hypot(eastM, northM, 40) / 3;
});
const hill = await Terrain.of(
  [
    memoryDtm(
      { crs: degrees, width, height, originX, originY, pixelWidth: pixel, pixelHeight: -pixel },
      elevations,
    ),
  ],
  '/nowhere',
);
afterAll(() => hill.close());

/** A head whose decision grows with the similarity of a patch to the hill's own. */
async function likeTheTop(descriptor: 'id' | 'polar', copies: 1 | 8): Promise<HeadModel> {
  const encoder = buildEncoder({
    key: descriptor,
    card: card({ size: 289 }),
    weights: writeDescriptor(descriptor),
  });
  const { embeddings } = await embedLocations(hill, encoder, Float64Array.of(...at(0, 0)), RADIUS_M, 1);
  return {
    kind: 'svm',
    gamma: 0.02,
    rho: 0.25,
    vectors: embeddings,
    coefficients: Float32Array.of(1),
    size: 289,
    copies,
    plattA: -1,
    plattB: 0,
  };
}

/** Places to move by a head. */
const search = (head: HeadModel, locations: number[], rotation: Rotation | null = null): Search => ({
  ...{ head, locations: Float64Array.from(locations), rotation },
  ...{ radiusM: RADIUS_M, stepM: STEP_M },
});

test.each([
  ['polar', 1, true],
  ['polar', 1, false],
  ['id', 1, false],
  ['id', 8, true],
] as const)(
  'a place moves to where a head on %s, of %i copies, decides for it most; along axes: %s',
  async (descriptor, copies, hasAxes) => {
    const encoder = buildEncoder({
      key: descriptor,
      card: card({ size: 289 }),
      weights: writeDescriptor(descriptor),
    });
    const head = await likeTheTop(descriptor, copies);
    const starts = [at(55, -40), at(-60, 60), at(0, 15), at(30, 58), at(-47, -9)];
    const rotation = hasAxes ? await layerRotation(hill, encoder, RADIUS_M) : null;
    const before = tf.memory().numTensors;
    const found = await refine(hill, encoder, search(head, starts.flat(), rotation));
    expect(tf.memory().numTensors).toBe(before);
    const { embeddings } = await embedLocations(hill, encoder, found.locations, RADIUS_M, copies);
    for (const [place, decision] of predictHead(head, embeddings).decisions.entries())
      expect(found.decisions[place]).toBeCloseTo(decision, 5);
    for (const [place] of starts.entries()) {
      const [lonDeg = NaN, latDeg = NaN] = found.locations.subarray(2 * place);
      expect(distanceM(lonDeg, latDeg, MIDDLE_LON, MIDDLE_LAT)).toBeLessThan(hill.pixelM);
    }
  },
);

test('places whose patch is incomplete stay while others move', async () => {
  const encoder = buildEncoder({
    key: 'polar',
    card: card({ size: 289 }),
    weights: writeDescriptor('polar'),
  });
  const head = await likeTheTop('polar', 1);
  const edge = at(1400, 0);
  const found = await refine(hill, encoder, search(head, [...edge, ...at(40, 40), 20, 20]));
  expect([...found.locations.subarray(0, 2)]).toEqual(edge);
  expect([...found.locations.subarray(4)]).toEqual([20, 20]);
  expect([...found.decisions].map(Number.isNaN)).toEqual([true, false, true]);
  const none = await refine(hill, encoder, search(head, []));
  expect(none.decisions).toHaveLength(0);
});

test('a place at its optimum stays, and no place moves further than a step', async () => {
  const encoder = buildEncoder({
    key: 'polar',
    card: card({ size: 289 }),
    weights: writeDescriptor('polar'),
  });
  const head = await likeTheTop('polar', 1);
  const far = at(400, 0);
  const found = await refine(hill, encoder, search(head, [...at(0, 0), ...far]));
  expect([...found.locations.subarray(0, 2)]).toEqual(at(0, 0));
  const [lonDeg = NaN, latDeg = NaN] = found.locations.subarray(2);
  const movedM = distanceM(lonDeg, latDeg, ...far);
  expect(movedM).toBeGreaterThan(STEP_M / 2);
  expect(movedM).toBeLessThan(STEP_M * Math.SQRT2);
});

test('stops when cancelled', async () => {
  const encoder = buildEncoder({
    key: 'polar',
    card: card({ size: 289 }),
    weights: writeDescriptor('polar'),
  });
  const head = await likeTheTop('polar', 1);
  const cancelled = refine(hill, encoder, search(head, at(0, 0)), AbortSignal.abort());
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
});
