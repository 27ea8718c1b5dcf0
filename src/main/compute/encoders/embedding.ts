import { EMBEDDING_SIZE, PATCH_SIZE } from '../../../shared/terrain/patch';
import { decode, encode, encoderMatrices } from '../architectures/topo2vec';
import type { Topo2vecShape } from '../architectures/topo2vecTensors';
import { foldBatchNorm } from '../architectures/fold';
import { encoderSession } from '../architectures/encoderGraph';
import { tensorflowBackend, tf, type Tensor, type Tensor4D } from '../backend';
import { byBatches } from './byBatches';
import type { StoredNetwork } from './encoderFile';
import type { Session } from '../graph/session';

/** Patches computed at once: enough to keep every core busy, few enough to fit into the caches. */
const BATCH = 1024;

/** The same on a GPU, where the transfer matters more than the caches. */
const GPU_BATCH = 4096;

/** Memory that a patch takes on its way through the encoder's graph: the outputs of the first two convolutions are 17 KB. */
const EMBEDDED_PATCH_BYTES = 32 * 1024;

/** The same when they are decoded: a finer patch is sixteen times as large, and so is what the decoder computes. */
const DECODED_BATCH = 256;

/** A network ready to embed, its weights held by TensorFlow until `dispose()`. */
export interface FoldedNetwork {
  readonly shape: Topo2vecShape;
  /** Kernels and biases with the batch norms folded in, and the encoder's small grids as matrices. */
  readonly folded: ReadonlyMap<string, Tensor>;
  /**
   * [batch, 17, 17, 1] to embeddings. On CPUs by a graph, made when it is first needed; on a GPU operation by operation:
   * a graph's input comes from the CPU's memory.
   */
  embed(x: Tensor4D): Tensor;
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
  const { shape } = network;
  let session: Session | null = null;
  return {
    shape,
    folded,
    embed: (x) => {
      if (tensorflowBackend().isUsingGpuDevice) return encode(x, folded, shape);
      session ??= encoderSession(folded, shape);
      const [count] = x.shape;
      if (count % 2 === 0) return session.run(x);
      return tf.slice(session.run(tf.concat([x, tf.zerosLike(tf.slice(x, 0, 1))])), 0, count);
    },
    dispose: () => {
      tf.dispose([...folded.values()]);
      session?.dispose();
    },
  };
}

/**
 * Embeddings of patches (paper, section 2.4).
 * @param patches [n, 289] normalised to 0..1
 * @returns [n, 128]
 */
export const embedPatches = (network: FoldedNetwork, patches: Float32Array): Float32Array =>
  byBatches(
    patches,
    tensorflowBackend().isUsingGpuDevice ? GPU_BATCH : BATCH,
    EMBEDDING_SIZE,
    (x) => network.embed(x),
    EMBEDDED_PATCH_BYTES,
  );

/**
 * Patches encoded and decoded (paper, algorithm 1). The network has its decoder.
 * @param patches [n, 289] normalised to 0..1
 * @returns [n, (16 k)^2]
 */
export const reconstructPatches = ({ folded, shape }: FoldedNetwork, patches: Float32Array): Float32Array =>
  byBatches(patches, DECODED_BATCH, ((PATCH_SIZE - 1) * shape.factor) ** 2, (x) =>
    decode(encode(x, folded, shape), folded, shape),
  );
