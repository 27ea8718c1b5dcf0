import { createHash } from 'node:crypto';
import type { EncoderWeights } from '../../../shared/contract/compute';
import { EMBEDDING_SIZE, PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';
import { Random } from '../../../shared/statistics/random';
import {
  encoderParameterSpecs,
  encoderStatisticSpecs,
  type Topo2vecShape,
} from '../architectures/topo2vecTensors';
import { trainingEncode } from '../architectures/topo2vec';
import { loadTensorflow, softwareVersions, tf } from '../backend';
import { writeNetwork } from '../encoders/encoderFile';
import { TrainingNetwork } from './network';
import { notTrained } from './notTrained';

/** The paper's own encoder. */
const SHAPE: Topo2vecShape = { factor: 1, linearEmbedding: false };

/** Maximum number of patches that batch norms are calibrated on: more change their means and variances little. */
const PATCHES_MAX = 4096;

/**
 * A topo2vec encoder before training, its batch norms calibrated on patches: what the architecture alone is
 * worth, which every training should exceed.
 * @param patches [n, 289] normalised to 0..1, at least 2
 */
export async function untrainedEncoder(patches: Float32Array, seed: number): Promise<EncoderWeights> {
  await loadTensorflow();
  const network = new TrainingNetwork(encoderParameterSpecs(), encoderStatisticSpecs(), new Random(seed));
  const count = Math.min(PATCHES_MAX, patches.length / PATCH_VALUES);
  network.calibrate((context) => {
    const some = patches.subarray(0, count * PATCH_VALUES);
    return trainingEncode(tf.tensor4d(some, [count, PATCH_SIZE, PATCH_SIZE, 1]), context, SHAPE);
  });
  const weights = writeNetwork({ shape: SHAPE, tensors: network.stored() });
  return {
    key: createHash('sha256').update('untrained').update(weights).digest('hex'),
    weights,
    card: {
      ...notTrained,
      name: 'untrained',
      variant: 'untrained',
      size: EMBEDDING_SIZE,
      invariant: false,
      headC: 1,
      images: count,
      seed,
      software: softwareVersions(),
      created: new Date().toISOString(),
      licence: 'as the data',
      notes: 'Starting weights; only the batch norms have seen patches.',
    },
  };
}
