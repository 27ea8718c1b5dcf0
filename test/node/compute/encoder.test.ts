import { beforeAll, expect, test } from 'vitest';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { embedPatches, foldNetwork } from '../../../src/main/compute/encoders/embedding';
import { normalisePatches } from '../../../src/main/terrain/patch/normalise';
import { patches, reference } from './reference';
import { torchEmbeddings, torchTensors } from './torchNetwork';

beforeAll(loadTensorflow);

test('gives the same embeddings as PyTorch for the same weights and patches', () => {
  const { patches: all } = reference('patches.json', patches);
  const { values } = normalisePatches(Float32Array.from(all.flatMap((patch) => patch.values)));
  const encoder = foldNetwork({ shape: { factor: 4, linearEmbedding: false }, tensors: torchTensors() });

  const embeddings = embedPatches(encoder, values);

  encoder.dispose();
  const expected = torchEmbeddings();
  expect(embeddings).toHaveLength(expected.length);
  const worst = embeddings.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? NaN))),
    0,
  );
  expect(worst).toBeLessThan(1e-4);
});

test('embeds more patches than one batch in order and leaks no tensors', () => {
  const before = tf.memory().numTensors;
  const encoder = foldNetwork({ shape: { factor: 4, linearEmbedding: true }, tensors: torchTensors() });
  const count = 4096 + 3;
  const values = Float32Array.from({ length: count * 289 }, (_, i) => ((i * 7919) % 1000) / 1000);

  const all = embedPatches(encoder, values);
  const last = embedPatches(encoder, values.slice((count - 2) * 289));

  encoder.dispose();
  expect(tf.memory().numTensors).toBe(before);
  for (const [i, value] of last.entries()) expect(all[(count - 2) * 128 + i]).toBeCloseTo(value, 4);
  expect(last.some((value) => value < 0)).toBe(true);
});

test('a patch has the same embedding alone and among an odd or even number of others', () => {
  const encoder = foldNetwork({ shape: { factor: 4, linearEmbedding: true }, tensors: torchTensors() });
  const values = Float32Array.from({ length: 6 * 289 }, (_, i) => ((i * 7919) % 1000) / 1000);

  const alone = Array.from({ length: 6 }, (_, i) =>
    embedPatches(encoder, values.slice(i * 289, (i + 1) * 289)),
  );
  const together = [2, 3, 5, 6].map((count) => embedPatches(encoder, values.slice(0, count * 289)));

  encoder.dispose();
  for (const embeddings of together) {
    for (const [i, value] of embeddings.entries()) {
      expect(value).toBeCloseTo(alone[Math.floor(i / 128)]?.[i % 128] ?? NaN, 5);
    }
  }
});
