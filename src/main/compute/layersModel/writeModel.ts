import type { StoredTensor } from '../encoders/safetensors';
import type { NetworkLayer } from './networkLayer';
import { namedWeights } from './weights';

/** A model's two files by their names. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>;

/**
 * A TensorFlow.js layers model (https://www.tensorflow.org/js/guide/save_load): `model.json` is a Keras model and the
 * list of its weights, `weights.bin` their values, each row-major, float32, little-endian, one after the other.
 */
export function writeModel(
  name: string,
  layers: readonly NetworkLayer[],
  tensors: ReadonlyMap<string, StoredTensor>,
): ModelFiles {
  const weights = namedWeights(layers);
  const model = {
    format: 'layers-model',
    generatedBy: 'Topo2Vec Workbench',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name,
        layers: layers.map((layer) => ({
          class_name: layer.className,
          config: { name: layer.name, trainable: true, dtype: 'float32', ...layer.config },
        })),
      },
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: weights.map((weight) => ({ name: weight.name, shape: weight.shape, dtype: 'float32' })),
      },
    ],
  };
  const values = weights.map(({ tensor }) => {
    const found = tensors.get(tensor);
    if (found === undefined) throw new Error(`No tensor ${tensor}.`);
    return new Uint8Array(found.values.buffer, found.values.byteOffset, found.values.byteLength);
  });
  return new Map([
    ['model.json', Buffer.from(`${JSON.stringify(model, null, 1)}\n`)],
    ['weights.bin', Buffer.concat(values)],
  ]);
}
