import { z } from 'zod';
import { call, float32Array, stream, uint8Array } from '../../rpc/contract';

/** Embeddings to describe the space of. */
const spaceRequest = z.object({
  /** [n, size] */
  embeddings: float32Array,
  size: z.number().int().positive(),
  /** k of k-means */
  clusters: z.number().int().min(2).max(255),
  seed: z.number().int(),
});

const spaceEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('components'),
    /** [n, 3] along the first principal components */
    scores: float32Array,
    /** [3] the components' shares of the variance, 0..1 */
    shares: z.array(z.number()),
  }),
  /** [n] cluster of each, 0 the largest */
  z.object({ kind: z.literal('clusters'), clusters: uint8Array }),
  /** Finished rounds of the layout by UMAP. */
  z.object({ kind: z.literal('layout'), done: z.number(), total: z.number() }),
  /** [n, 2] */
  z.object({ kind: z.literal('umap'), coordinates: float32Array }),
]);
export type SpaceEvent = z.infer<typeof spaceEvent>;

/** What the space of embeddings is like. */
export const space = {
  /** Principal components, clusters and a layout by UMAP, in this order, each as soon as it is computed. */
  explore: stream(spaceRequest, spaceEvent),
  /** Clusters alone: [n], 0 the largest. */
  cluster: call(spaceRequest, uint8Array),
} as const;
