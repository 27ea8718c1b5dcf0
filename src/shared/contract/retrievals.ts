import { z } from 'zod';
import { lonLat } from '../geo';
import { call, nothing } from '../rpc/contract';

export const retrieval = z.object({
  id: z.number().int(),
  queries: z.array(lonLat),
  encoderId: z.number().int(),
  encoder: z.string(),
  radiusM: z.number(),
  stepM: z.number(),
  /** Nearest first; distance is Euclidean between embeddings. */
  hits: z.array(lonLat.extend({ rank: z.number().int(), distance: z.number() })),
  createdMs: z.number(),
});
export type Retrieval = z.infer<typeof retrieval>;

export const retrievals = {
  list: call(nothing, z.array(retrieval)),
  remove: call(z.object({ retrievalId: z.number().int() }), nothing),
};
