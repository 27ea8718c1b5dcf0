import { join } from 'node:path';
import { z } from 'zod';
import { sizeOf, type StoredTensor } from '../encoders/safetensors';
import type { ConfigValue, NetworkLayer } from './networkLayer';
import { parseJson, readPart } from './parts';
import { bytesOf, namedWeights, type NamedWeight } from './weights';

/** Far more bytes than the layers of any network here take. */
const MODEL_JSON_BYTES = 4 * 1024 ** 2;

/** A name that is short enough for a message. */
const name = z.string().max(200);

const weightEntry = z.object({
  name,
  shape: z.array(z.number().int().nonnegative()),
  dtype: z.literal('float32'),
  quantization: z.undefined().optional(),
});

const modelJson = z.object({
  format: z.literal('layers-model'),
  modelTopology: z.object({
    class_name: z.literal('Sequential'),
    config: z.object({
      layers: z.array(z.object({ class_name: name, config: z.looseObject({ name }) })),
    }),
  }),
  weightsManifest: z.array(
    z.object({
      /** Names of files beside model.json, never elsewhere. */
      paths: z.array(name.regex(/^\w[\w.-]*$/)).max(1000),
      weights: z.array(weightEntry),
    }),
  ),
});
type ModelJson = z.infer<typeof modelJson>;

/** A model that was read: which of the networks it is, and its tensors by the names that encoder files give them. */
export interface ReadModel<Network> {
  readonly network: Network;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * Reads a TensorFlow.js layers model, which must be one of some networks: layer by layer, and each weight of its shape.
 * @param folder where its `model.json` lies
 * @param networks what it may be; no two with the same number of layers
 * @throws Error saying what is wrong, as the second half of a sentence
 */
export async function readModel<Network extends { readonly layers: readonly NetworkLayer[] }>(
  folder: string,
  networks: readonly Network[],
): Promise<ReadModel<Network>> {
  const json = parseJson(
    await readPart(join(folder, 'model.json'), MODEL_JSON_BYTES),
    'model.json',
    modelJson,
  );
  const found = json.modelTopology.config.layers;
  const network = networks.find(({ layers }) => layers.length === found.length);
  if (network === undefined) {
    const known = networks.map(({ layers }) => layers.length).join(' or ');
    throw new Error(`its model.json has ${found.length} layers instead of ${known}`);
  }
  network.layers.forEach((layer, at) => {
    checkLayer(layer, found[at]);
  });
  const names = found.map(({ config }) => config.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Error(`it has two layers named ${twice}`);
  const weights = namedWeights(network.layers, names);
  checkWeights(weights, json.weightsManifest);
  return { network, tensors: await readTensors(folder, json.weightsManifest, weights) };
}

function checkLayer(
  layer: NetworkLayer,
  found: ModelJson['modelTopology']['config']['layers'][number] | undefined,
): void {
  if (found?.class_name !== layer.className) {
    throw new Error(
      `its layer ${layer.name} has the type ${found?.class_name ?? 'nothing'} instead of ${layer.className}`,
    );
  }
  const parsed = configSchema(layer.config).safeParse(found.config);
  if (parsed.success) return;
  const setting = String(parsed.error.issues[0]?.path[0]);
  throw new Error(`the setting ${setting} of its layer ${found.config.name} is not what this network has`);
}

/** Other settings than those that matter, such as initial values and regularisers, are ignored. */
const configSchema = (config: NetworkLayer['config']): z.ZodType =>
  z.looseObject(Object.fromEntries(Object.entries(config).map(([key, value]) => [key, exactly(value)])));

const exactly = (value: ConfigValue): z.ZodType => {
  if (typeof value !== 'object') return z.literal(value);
  if (value === null) return z.null();
  const [first, ...rest] = value.map(exactly);
  return first === undefined ? z.tuple([]) : z.tuple([first, ...rest]);
};

/** Checks that no weight is missing or extra, and that each has its shape. */
function checkWeights(weights: readonly NamedWeight[], manifest: ModelJson['weightsManifest']): void {
  const listed = manifest.flatMap((group) => group.weights);
  for (const { name, shape } of weights) {
    const [entry, ...more] = listed.filter((other) => other.name === name);
    if (entry === undefined) throw new Error(`the weight ${name} is missing`);
    if (more.length > 0) throw new Error(`the weight ${name} is listed more than once`);
    if (entry.shape.join() !== shape.join())
      throw new Error(
        `the weight ${name} has the shape ${entry.shape.join(' x ')} instead of ${shape.join(' x ')}`,
      );
  }
  const extra = listed.find(({ name }) => !weights.some((weight) => weight.name === name));
  if (extra !== undefined) throw new Error(`it has a weight ${extra.name}, which this network does not have`);
}

async function readTensors(
  folder: string,
  manifest: ModelJson['weightsManifest'],
  weights: readonly NamedWeight[],
): Promise<Map<string, StoredTensor>> {
  const tensors = new Map<string, StoredTensor>();
  for (const { paths, weights: listed } of manifest) {
    const needed = bytesOf(listed);
    const shards: Uint8Array[] = [];
    let size = 0;
    for (const path of paths) {
      const shard = await readPart(join(folder, path), needed - size);
      size += shard.byteLength;
      shards.push(shard);
    }
    const file = paths.join(', ');
    if (size !== needed) throw new Error(`${file} has ${size} bytes instead of ${needed}`);
    const bytes = Buffer.concat(shards);
    let at = 0;
    for (const { name, shape } of listed) {
      const values = new Float32Array(sizeOf(shape));
      new Uint8Array(values.buffer).set(bytes.subarray(at, at + values.byteLength));
      at += values.byteLength;
      const weight = weights.find((other) => other.name === name);
      if (weight === undefined) continue;
      if (!values.every(Number.isFinite))
        throw new Error(`the weight ${name} has values that are not numbers`);
      if (weight.weight === 'moving_variance' && !values.every((value) => value >= 0))
        throw new Error(`the weight ${name} has variances below zero`);
      tensors.set(weight.tensor, { shape, values });
    }
  }
  return tensors;
}
