import { beforeAll, expect, test } from 'vitest';
import { encoderSpecs } from '../../../src/main/compute/architectures/topo2vec';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { embedPatches, foldNetwork } from '../../../src/main/compute/embedding';
import { sizeOf, type StoredTensor } from '../../../src/main/compute/safetensors';
import { normalisePatches } from '../../../src/main/terrain/patch/normalise';
import { patches, reference, referenceBytes, torchEncoder } from './reference';

beforeAll(loadTensorflow);

const torch = reference('encoder.json', torchEncoder);
const bytes = referenceBytes('encoder.bin');

function torchTensor(name: string): { shape: number[]; values: Float32Array } {
  const found = torch.tensors.find((tensor) => tensor.name === name);
  if (found === undefined) throw new Error(name);
  const { shape, offset } = found;
  return { shape, values: new Float32Array(bytes.slice(offset, offset + sizeOf(shape) * 4).buffer) };
}

/** [out, in, 3, 3] as [3, 3, in, out]. */
function kernel({ shape, values }: { shape: number[]; values: Float32Array }): Float32Array {
  const [outputs = 0, inputs = 0] = shape;
  const result = new Float32Array(values.length);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let cell = 0; cell < 9; cell++)
        result[(cell * inputs + i) * outputs + o] = values[(o * inputs + i) * 9 + cell] ?? NaN;
  return result;
}

/** PyTorch's tensors under this network's names; a convolution's bias only shifts the mean of its batch norm. */
function ours(): Map<string, StoredTensor> {
  return new Map(
    encoderSpecs().map(({ name, shape }) => {
      const [, stage = '', block = '', kind = ''] = name.split('/');
      const prefix = stage === '0' ? 'l.0' : `l.${stage}.1`;
      const convolution = `${prefix}.${Number(block) * 3}`;
      const norm = `${prefix}.${Number(block) * 3 + 1}`;
      const values: Record<string, () => Float32Array> = {
        kernel: () => kernel(torchTensor(`${convolution}.weight`)),
        gamma: () => torchTensor(`${norm}.weight`).values,
        beta: () => torchTensor(`${norm}.bias`).values,
        mean: () => {
          const bias = torchTensor(`${convolution}.bias`).values;
          return torchTensor(`${norm}.running_mean`).values.map((mean, i) => mean - (bias[i] ?? NaN));
        },
        variance: () => torchTensor(`${norm}.running_var`).values,
      };
      return [name, { shape, values: values[kind]?.() ?? new Float32Array() }];
    }),
  );
}

test('gives the embeddings that PyTorch gives for the same weights and patches', () => {
  const { patches: all } = reference('patches.json', patches);
  const { values } = normalisePatches(Float32Array.from(all.flatMap((patch) => patch.values)));
  const encoder = foldNetwork({ shape: { factor: 4, linearEmbedding: false }, tensors: ours() });

  const embeddings = embedPatches(encoder, values);

  encoder.dispose();
  const expected = torch.embeddings.flat();
  expect(embeddings).toHaveLength(expected.length);
  const worst = embeddings.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? NaN))),
    0,
  );
  expect(worst).toBeLessThan(1e-4);
});

test('embeds more patches than one batch in their order and leaves no tensors behind', () => {
  const before = tf.memory().numTensors;
  const encoder = foldNetwork({ shape: { factor: 4, linearEmbedding: true }, tensors: ours() });
  const count = 4096 + 3;
  const values = Float32Array.from({ length: count * 289 }, (_, i) => ((i * 7919) % 1000) / 1000);

  const all = embedPatches(encoder, values);
  const last = embedPatches(encoder, values.slice((count - 2) * 289));

  encoder.dispose();
  expect(tf.memory().numTensors).toBe(before);
  for (const [i, value] of last.entries()) expect(all[(count - 2) * 128 + i]).toBeCloseTo(value, 4);
  expect(last.some((value) => value < 0)).toBe(true);
});
