import { z } from 'zod';
import { float32Array, int8Array } from '../rpc/contract';

/**
 * Axes along which the embeddings of a layer are stored: the principal axes of a random sample of its terrain. Any orthonormal
 * axes would do; along these, few are needed.
 */
export const rotation = z.object({
  /** [size] subtracted from an embedding first */
  mean: float32Array,
  /** [kept, size] orthonormal, by falling variance; kept is a multiple of 16 */
  axes: float32Array,
});
export type Rotation = z.infer<typeof rotation>;

/**
 * Embeddings of 64 x 64 cells as layers store them, row-major:
 * embedding ~ mean + scale * sum over a of value[a] * axes[a], where value is near and then far.
 */
export const layerChunk = z.object({
  /** Counted in chunks from the north-west of the layer's lattice. */
  chunkColumn: z.number().int(),
  chunkRow: z.number().int(),
  /** [4096, 16] along the first axes */
  near: int8Array,
  /** [4096, kept - 16] along the others */
  far: int8Array,
  /** [4096] one for each embedding; NaN where no patch exists */
  scale: float32Array,
  /**
   * [4096] upper bound of the Euclidean distance between an embedding and its stored form, from rounding and from the axes left
   * out. A bfloat16, rounded up; NaN where no patch exists
   */
  error: float32Array,
  /** [4096] highest less lowest elevation of the patch, metres; NaN where no patch exists */
  reliefM: float32Array,
});
export type LayerChunk = z.infer<typeof layerChunk>;
