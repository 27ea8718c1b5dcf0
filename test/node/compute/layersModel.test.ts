import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { encoderSpecs } from '../../../src/main/compute/architectures/topo2vecTensors';
import { decode } from '../../../src/main/compute/architectures/topo2vec';
import { loadTensorflow, tf, type Tensor4D } from '../../../src/main/compute/backend';
import { embedPatches, foldNetwork } from '../../../src/main/compute/encoders/embedding';
import { buildEncoder } from '../../../src/main/compute/encoders/encoder';
import {
  networkSpecs,
  writeDescriptor,
  type StoredNetwork,
} from '../../../src/main/compute/encoders/encoderFile';
import { readLayersModel } from '../../../src/main/compute/layersModel/readLayersModel';
import { writeLayersModel } from '../../../src/main/compute/layersModel/writeLayersModel';
import { normalisePatches } from '../../../src/main/terrain/patch/normalise';
import { temporaryFolder } from '../engine/folder';
import { card } from './cards';
import { cnnEncoder, randomNetwork, topo2vecEncoder } from './randomNetworks';
import { patches, reference } from './reference';
import { torchEmbeddings, torchTensors } from './torchNetwork';

beforeAll(loadTensorflow);

const root = temporaryFolder();
const folder = join(root, 'alps');

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const file = (name: string): string => join(folder, name);
const load = (name: string): ReturnType<typeof tf.loadLayersModel> =>
  tf.loadLayersModel(`file://${file(name)}`);

const { patches: all } = reference('patches.json', patches);
const elevationsM = Float32Array.from(all.flatMap((patch) => patch.values));
const normalised = normalisePatches(elevationsM).values;
const input = (): Tensor4D => tf.tensor4d(normalised, [all.length, 17, 17, 1]);

const worst = (actual: Float32Array, expected: ArrayLike<number>): number => {
  expect(actual).toHaveLength(expected.length);
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? NaN))), 0);
};

const outputOf = (
  model: Awaited<ReturnType<typeof load>>,
  x: Parameters<typeof model.predict>[0],
): Float32Array => {
  const output = model.predict(x);
  if (Array.isArray(output)) throw new Error('A model of one output gave several.');
  return output.dataSync<'float32'>();
};

/** PyTorch's encoder, alone. */
const torchNetwork: StoredNetwork = {
  shape: { factor: 1, linearEmbedding: false },
  tensors: new Map([...torchTensors()]),
};

test('stock TensorFlow.js gives the same embeddings as PyTorch for the same weights and patches', async () => {
  const paths = await writeLayersModel(topo2vecEncoder(torchNetwork, null), folder);
  expect(paths.map((path) => path.slice(folder.length + 1)).sort()).toEqual([
    'README.txt',
    'card.json',
    'model.json',
    'weights.bin',
  ]);
  expect((await readdir(root)).sort()).toEqual(['alps']);

  const model = await load('model.json');
  expect(model.outputs[0]?.shape).toEqual([null, 128]);
  expect(worst(outputOf(model, input()), torchEmbeddings())).toBeLessThan(1e-4);
});

test.each([
  { factor: 1, linearEmbedding: false },
  { factor: 4, linearEmbedding: true },
] as const)('encoder and decoder give the same output as ours, on any backend: %j', async (shape) => {
  const stored = randomNetwork(shape);
  await writeLayersModel(topo2vecEncoder(stored, shape.factor), folder);
  const built = foldNetwork(stored);
  const embeddings = embedPatches(built, normalised);
  const count = 3;
  const some = embeddings.slice(0, count * 128);
  const drawn = decode(tf.tensor4d(some, [count, 1, 1, 128]), built.folded, shape).dataSync<'float32'>();
  built.dispose();
  const scale = drawn.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const own = tf.getBackend();
  for (const backend of [own, 'cpu']) {
    await tf.setBackend(backend);
    const encoder = await load('model.json');
    const few = tf.tensor4d(normalised.slice(0, count * 289), [count, 17, 17, 1]);
    expect(worst(outputOf(encoder, few), some)).toBeLessThan(1e-4);
    const decoder = await load('decoder/model.json');
    expect(decoder.outputs[0]?.shape).toEqual([null, 16 * shape.factor, 16 * shape.factor, 1]);
    expect(worst(outputOf(decoder, tf.tensor2d(some, [count, 128])), drawn)).toBeLessThan(1e-4 * scale);
  }
  await tf.setBackend(own);
});

test('a supervised network embeds as ours does, and names the probabilities of its classes', async () => {
  const exported = cnnEncoder(['peak', 'river', 'none']);
  await writeLayersModel(exported, folder);
  const built = buildEncoder(exported);
  const embeddings = built.embed(elevationsM);
  built.dispose();
  const model = await load('model.json');
  expect(worst(outputOf(model, input()), embeddings)).toBeLessThan(1e-5);

  const classifier = await load('classifier/model.json');
  const probabilities = outputOf(classifier, tf.tensor2d(embeddings, [all.length, 128]));
  expect(probabilities).toHaveLength(all.length * 3);
  for (let i = 0; i < probabilities.length; i += 3) {
    const sum = probabilities.slice(i, i + 3).reduce((total, value) => total + value, 0);
    expect(sum).toBeCloseTo(1, 5);
  }
  expect(JSON.parse(await readFile(file('classifier/classes.json'), 'utf8'))).toEqual([
    'peak',
    'river',
    'none',
  ]);
  expect(await readFile(file('README.txt'), 'utf8')).toContain('classes.json');
});

/** The tensors of an encoder alone, in the order of a whole network's. */
const alone = ({ shape, tensors }: StoredNetwork): StoredNetwork => {
  const names = new Set(encoderSpecs().map(({ name }) => name));
  const kept = networkSpecs(shape).flatMap(({ name }) => {
    const tensor = names.has(name) ? tensors.get(name) : undefined;
    return tensor === undefined ? [] : [[name, tensor] as const];
  });
  return { shape, tensors: new Map(kept) };
};

const comingBack = [
  ['with its decoder', topo2vecEncoder(randomNetwork({ factor: 4, linearEmbedding: true }), 4)],
  ['alone', topo2vecEncoder(alone(torchNetwork), null)],
  ['of classes', cnnEncoder(['peak', 'none'])],
] as const;

test.each(comingBack)('an encoder %s is read back unchanged, with its card', async (_, exported) => {
  await writeLayersModel(exported, folder);
  const imported = await readLayersModel(folder);
  expect(imported.card).toEqual(exported.card);
  expect(Buffer.compare(imported.weights, exported.weights)).toBe(0);
});

test.each([
  ['decoder', comingBack[0][1]],
  ['classifier', comingBack[2][1]],
])('models that TensorFlow.js saved anew come back too, with their %s', async (second, exported) => {
  await writeLayersModel(exported, folder);
  for (const name of ['', second]) {
    const model = await load(join(name, 'model.json'));
    await model.save(`file://${file(name)}`);
  }
  expect(await readFile(file('model.json'), 'utf8')).toContain('kernel_initializer');
  const { weights } = await readLayersModel(folder);
  expect(Buffer.compare(weights, exported.weights)).toBe(0);
});

test('the usage text in the folder names size, normalisation, decoder and licences', async () => {
  await writeLayersModel(comingBack[0][1], folder);
  const text = await readFile(file('README.txt'), 'utf8');
  for (const word of [
    '17 x 17',
    'North',
    'r / 8',
    'minimum',
    'loadLayersModel',
    '[n, 64, 64, 1]',
    'public domain',
  ])
    expect(text).toContain(word);
});

test('an encoder without a network needs no file', async () => {
  const polar = {
    key: '',
    card: card({ name: 'round', variant: 'polar' }),
    weights: writeDescriptor('polar'),
  };
  await expect(writeLayersModel(polar, folder)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/round.*no network.*"polar"/) as string,
  });
  expect(await readdir(root)).toEqual([]);
});

test('a non-empty folder is left alone, an empty one is filled', async () => {
  const [[, exported]] = comingBack;
  await mkdir(folder);
  await writeFile(file('thesis.txt'), 'all my work');
  await expect(writeLayersModel(exported, folder)).rejects.toMatchObject({ code: 'bad-input' });
  expect(await readdir(folder)).toEqual(['thesis.txt']);
  expect(await readdir(root)).toEqual(['alps']);
  await rm(file('thesis.txt'));
  await writeLayersModel(exported, folder);
  expect((await readLayersModel(folder)).card.name).toBe('alps');
  await expect(writeLayersModel(exported, join(file('card.json'), 'below'))).rejects.toMatchObject({
    code: 'disk',
  });
});
