import { cnnSpecs } from '../../../src/main/compute/architectures/cnn';
import type { TensorSpec } from '../../../src/main/compute/architectures/namedTensors';
import type { Topo2vecShape } from '../../../src/main/compute/architectures/topo2vecTensors';
import { writeCnn } from '../../../src/main/compute/encoders/cnnFile';
import {
  networkSpecs,
  writeNetwork,
  type StoredNetwork,
} from '../../../src/main/compute/encoders/encoderFile';
import { sizeOf, type StoredTensor } from '../../../src/main/compute/encoders/safetensors';
import type { EncoderWeights } from '../../../src/shared/contract/compute';
import { Random } from '../../../src/shared/statistics/random';
import { card } from './cards';

/** Random tensors: kernels that keep the scale of values, and batch norms and biases that have an effect. */
function randomTensors(specs: readonly TensorSpec[]): Map<string, StoredTensor> {
  const random = new Random(7);
  return new Map(
    specs.map(({ name, shape }) => {
      const spread = name.endsWith('/kernel') ? Math.sqrt(6 / sizeOf(shape.slice(0, -1))) : 0.3;
      const middle = /gamma|variance/.test(name) ? 1 : 0;
      const values = Float32Array.from(
        { length: sizeOf(shape) },
        () => middle + spread * (2 * random.nextFloat() - 1),
      );
      return [name, { shape, values }];
    }),
  );
}

/** A topo2vec network with its decoder. */
export const randomNetwork = (shape: Topo2vecShape): StoredNetwork => ({
  shape,
  tensors: randomTensors(networkSpecs(shape)),
});

/** The encoder `alps` of some weights. */
const alps = (factor: number | null, weights: Uint8Array): EncoderWeights => ({
  key: '',
  card: card({ name: 'alps', factor, data: [{ name: 'a.tif', fingerprint: 'f', licence: 'public domain' }] }),
  weights,
});

/**
 * The encoder `alps` of a topo2vec network.
 * @param factor that of its decoder; null for an encoder alone
 */
export const topo2vecEncoder = (network: StoredNetwork, factor: 1 | 4 | null): EncoderWeights =>
  alps(factor, writeNetwork(network));

/** The encoder `alps` of a supervised network. */
export const cnnEncoder = (classes: readonly string[]): EncoderWeights =>
  alps(null, writeCnn({ classes, tensors: randomTensors(cnnSpecs(classes.length)) }));
