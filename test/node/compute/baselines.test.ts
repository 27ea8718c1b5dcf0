import { expect, test } from 'vitest';
import { trainingEncode } from '../../../src/main/compute/architectures/topo2vec';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { buildEncoder } from '../../../src/main/compute/encoders/encoder';
import { readNetwork } from '../../../src/main/compute/encoders/encoderFile';
import { cnnDecisions } from '../../../src/main/compute/heads/cnnDecisions';
import { untrainedEncoder } from '../../../src/main/compute/training/untrainedEncoder';
import { normalisePatches } from '../../../src/main/terrain/patch/normalise';
import { Random } from '../../../src/shared/statistics/random';

await loadTensorflow();
/** What tests before these have left in the process. */
const tensorsBefore = tf.memory().numTensors;

const live = (): AbortSignal => new AbortController().signal;

/** Domes for odd rows, bowls for even ones, all on slopes and under noise: [count, 289] normalised. */
function domesAndBowls(count: number, seed: number): Float32Array {
  const random = new Random(seed);
  const patches = new Float32Array(count * 289);
  for (let i = 0; i < count; i++) {
    const sign = i % 2 === 1 ? -1 : 1;
    const [east, south] = [random.nextFloat() - 0.5, random.nextFloat() - 0.5];
    for (let cell = 0; cell < 289; cell++) {
      const [x, y] = [(cell % 17) - 8, Math.floor(cell / 17) - 8];
      patches[i * 289 + cell] =
        sign * 0.1 * (x * x + y * y) + 4 * (east * x + south * y) * 0.5 + 4 * random.nextFloat();
    }
  }
  return normalisePatches(patches, patches).values;
}

const isDome = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => i % 2);

test('the CNN recognises its classes on unseen patches, identically for the same seed', async () => {
  const request = {
    patches: domesAndBowls(32, 1),
    labels: isDome(32),
    testPatches: domesAndBowls(100, 2),
    seed: 3,
  };
  const decisions = await cnnDecisions(request, live());
  const right = isDome(100).filter((label, i) => (decisions[i] ?? NaN) > 0 === (label === 1));
  expect(right.length).toBeGreaterThan(95);
  expect(tf.memory().numTensors).toBe(tensorsBefore);
  expect(await cnnDecisions(request, live())).toEqual(decisions);
});

test('the CNN stops when cancelled, and needs two patches', async () => {
  const request = {
    patches: domesAndBowls(2, 1),
    labels: isDome(2),
    testPatches: domesAndBowls(1, 2),
    seed: 0,
  };
  await expect(cnnDecisions(request, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  const one = { ...request, patches: domesAndBowls(1, 1), labels: isDome(1) };
  await expect(cnnDecisions(one, live())).rejects.toMatchObject({ code: 'too-few-labels' });
});

test("an untrained encoder's running statistics are those of its calibration patches", async () => {
  const patches = domesAndBowls(200, 4);
  const untrained = await untrainedEncoder(patches, 1);
  expect(tf.memory().numTensors).toBe(tensorsBefore);
  const encoder = buildEncoder(untrained);
  const embeddings = encoder.embed(patches);
  encoder.dispose();

  const { tensors, shape } = readNetwork(untrained.weights, 'untrained');
  const all = new Map(
    [...tensors].map(([name, { shape: dimensions, values }]) => [name, tf.tensor(values, [...dimensions])]),
  );
  const byBatch = trainingEncode(
    tf.tensor4d(patches, [200, 17, 17, 1]),
    { parameters: all, statistics: all, onStatistics: () => undefined },
    shape,
  ).dataSync();

  const spread = Math.max(...byBatch) - Math.min(...byBatch);
  expect(spread).toBeGreaterThan(1);
  // The last batch norms have one cell a patch, whose unbiased variance is that of the batch times 200 / 199.
  for (const [i, value] of byBatch.entries())
    expect(Math.abs((embeddings[i] ?? NaN) - value)).toBeLessThan(0.02 * spread);
});

test('an untrained encoder depends on its seed alone', async () => {
  const patches = domesAndBowls(20, 4);
  const { key } = await untrainedEncoder(patches, 1);
  expect((await untrainedEncoder(patches, 1)).key).toBe(key);
  expect((await untrainedEncoder(patches, 2)).key).not.toBe(key);
});
