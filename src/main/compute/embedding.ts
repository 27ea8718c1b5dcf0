import { EMBEDDING_SIZE, PATCH_SIZE, PATCH_VALUES } from '../../shared/patch';
import { encode, type Topo2vecShape } from './architectures/topo2vec';
import { foldBatchNorm } from './architectures/fold';
import { tf, type Tensor } from './backend';
import type { StoredNetwork } from './encoderFile';

/** Patches computed at once: enough to keep every core busy, little enough to stay in the caches. */
const BATCH = 4096;

/** A network ready to embed, its weights held by TensorFlow until `dispose()`. */
export interface FoldedNetwork {
  readonly shape: Topo2vecShape;
  /** Kernels and biases with the batch norms folded in. */
  readonly folded: ReadonlyMap<string, Tensor>;
  dispose(): void;
}

/** A network of stored tensors. TensorFlow must be loaded. */
export function foldNetwork(network: StoredNetwork): FoldedNetwork {
  const tensors = new Map(
    [...network.tensors].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
  );
  const folded = foldBatchNorm(tensors);
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
export function embedPatches(network: FoldedNetwork, patches: Float32Array): Float32Array {
  const count = patches.length / PATCH_VALUES;
  const embeddings = new Float32Array(count * EMBEDDING_SIZE);
  for (let from = 0; from < count; from += BATCH) {
    const to = Math.min(count, from + BATCH);
    const some = tf.tidy(() =>
      encode(
        tf.tensor4d(patches.subarray(from * PATCH_VALUES, to * PATCH_VALUES), [
          to - from,
          PATCH_SIZE,
          PATCH_SIZE,
          1,
        ]),
        network.folded,
        network.shape,
      ),
    );
    embeddings.set(some.dataSync<'float32'>(), from * EMBEDDING_SIZE);
    some.dispose();
  }
  return embeddings;
}
