import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadTensorflow } from '../../../src/main/compute/backend';
import { embedLocations } from '../../../src/main/compute/locations/embedLocations';
import { buildEncoder } from '../../../src/main/compute/encoders/encoder';
import { writeDescriptor } from '../../../src/main/compute/encoders/encoderFile';
import { layerRotation } from '../../../src/main/compute/layerForm/layerRotation';
import { openTerrain, type Terrain } from '../../../src/main/terrain/terrain';
import { fixture, temporaryFolder } from '../engine/folder';
import { card } from './cards';

const SIZE = 289;
let terrain: Terrain;

beforeAll(async () => {
  await loadTensorflow();
  terrain = await openTerrain({
    dtms: [{ path: fixture('dtm', 'liechtenstein_srtm1.tif') }],
    cacheDir: temporaryFolder(),
  });
});
afterAll(() => terrain.close());

const encoder = buildEncoder({ key: 'i', card: card({ size: SIZE }), weights: writeDescriptor('id') });

const product = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);

test('axes are orthonormal and keep the promised share of the variance of unseen patches', async () => {
  const { mean, axes } = await layerRotation(terrain, encoder, 240);
  const kept = axes.length / SIZE;
  expect(kept % 16).toBe(0);
  const axis = (index: number): Float32Array => axes.subarray(index * SIZE, (index + 1) * SIZE);
  for (let a = 0; a < kept; a++) {
    for (let b = 0; b <= a; b++)
      expect(Math.abs(product(axis(a), axis(b)) - (a === b ? 1 : 0))).toBeLessThan(1e-5);
  }
  const locations = await terrain.randomLocations(500, 240, 99);
  const { embeddings } = await embedLocations(terrain, encoder, locations, 240, 1);
  let [all, held] = [0, 0];
  for (let row = 0; row < 500; row++) {
    const centred = embeddings
      .slice(row * SIZE, (row + 1) * SIZE)
      .map((value, i) => value - (mean[i] ?? NaN));
    all += product(centred, centred);
    for (let a = 0; a < kept; a++) held += product(centred, axis(a)) ** 2;
  }
  expect(held / all).toBeGreaterThan(0.985);
  // The strongest come first, and a few hold nearly all the variance, which keeps layers small.
  expect(kept).toBeLessThanOrEqual(48);
  expect(await layerRotation(terrain, encoder, 240)).toEqual({ mean, axes });
});

test('all axes that fit are kept where few places have a patch', async () => {
  const { mean, axes } = await layerRotation(terrain, encoder, 40_000);
  expect(axes).toHaveLength(288 * SIZE);
  expect(mean.every((value) => value === 0)).toBe(true);
});
