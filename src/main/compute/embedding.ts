import { EMBEDDING_SIZE, PATCH_SIZE } from '../../shared/patch';
import { decode, encode, encoderMatrices, type Topo2vecShape } from './architectures/topo2vec';
import { foldBatchNorm } from './architectures/fold';
import { tf, type Tensor } from './backend';
import { byBatches } from './byBatches';
import type { StoredNetwork } from './encoderFile';

/** Patches computed at once: enough to keep every core busy, little enough to stay in the caches. */
const BATCH = 4096;

/** The same where they are decoded: a finer patch is sixteen times as large, and so is what the decoder computes. */
const DECODED_BATCH = 256;

/** A network ready to embed, its weights held by TensorFlow until `dispose()`. */
export interface FoldedNetwork {
  readonly shape: Topo2vecShape;
  /** Kernels and biases with the batch norms folded in, and the encoder's small grids as matrices. */
  readonly folded: ReadonlyMap<string, Tensor>;
  dispose(): void;
}

/** A network of stored tensors. TensorFlow must be loaded. */
export function foldNetwork(network: StoredNetwork): FoldedNetwork {
  const tensors = new Map(
    [...network.tensors].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
  );
  const folded = foldBatchNorm(tensors);
  for (const [name, matrix] of encoderMatrices(folded)) folded.set(name, matrix);
  tf.dispose([...tensors.values()]);
  return {
    shape: network.shape,
    folded,
    dispose: () => {
      tf.dispose([...folded.values()]);
    },
  };
}

/**
 * Embeddings of patches (paper, section 2.4).
 * @param patches [n, 289] normalised to 0..1
 * @returns [n, 128]
 */
export const embedPatches = ({ folded, shape }: FoldedNetwork, patches: Float32Array): Float32Array =>
  byBatches(patches, BATCH, EMBEDDING_SIZE, (x) => encode(x, folded, shape));

/**
 * Patches encoded and decoded (paper, algorithm 1). The network has its decoder.
 * @param patches [n, 289] normalised to 0..1
 * @returns [n, (16 k)^2]
 */
export const reconstructPatches = ({ folded, shape }: FoldedNetwork, patches: Float32Array): Float32Array =>
  byBatches(patches, DECODED_BATCH, ((PATCH_SIZE - 1) * shape.factor) ** 2, (x) =>
    decode(encode(x, folded, shape), folded, shape),
  );
