import { z } from 'zod';
import { lonLat } from '../geo/lonLat';
import { call, nothing } from '../rpc/contract';

/** A look-alike: nearest first; distance is Euclidean between embeddings. */
const hit = lonLat.extend({
  rank: z.number().int(),
  distance: z.number(),
  /** Of the patch that looks alike. */
  radiusM: z.number(),
});
export type Hit = z.infer<typeof hit>;

export const retrieval = z.object({
  id: z.number().int(),
  queries: z.array(lonLat),
  encoderId: z.number().int(),
  encoder: z.string(),
  /** Of the queries' patches. */
  radiusM: z.number(),
  /** Radii that were searched, with the steps of their lattices. */
  searched: z.array(z.object({ radiusM: z.number(), stepM: z.number() })),
  hits: z.array(hit),
  createdMs: z.number(),
});
export type Retrieval = z.infer<typeof retrieval>;

export const retrievals = {
  list: call(nothing, z.array(retrieval)),
  remove: call(z.object({ retrievalId: z.number().int() }), nothing),
};
