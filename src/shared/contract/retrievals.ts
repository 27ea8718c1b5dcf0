import { z } from 'zod';
import { lonLat, lonLatBox } from '../geo/lonLat';
import { givenNames } from './names';
import { call, float32Array, nothing } from '../rpc/contract';

/** A look-alike: nearest first; distance is Euclidean between embeddings. */
export const hit = lonLat.extend({
  rank: z.number().int(),
  distance: z.number(),
  /** Of the matching patch. */
  radiusM: z.number(),
});
export type Hit = z.infer<typeof hit>;

export const retrieval = givenNames.extend({
  id: z.number().int(),
  queries: z.array(lonLat),
  /** Places that the look-alikes must not be like. */
  unlike: z.array(lonLat).default([]),
  encoderId: z.number().int(),
  encoder: z.string(),
  /** Of the queries' patches. */
  radiusM: z.number(),
  /** Whether a rotated or mirrored look-alike counts as farther away; older retrievals do not say, and let it be near. */
  orientationMatters: z.boolean().default(false),
  /** Radii that were searched, with the steps of their lattices. */
  searched: z.array(z.object({ radiusM: z.number(), stepM: z.number() })),
  /** Whether they were found in a grid's embeddings, of which the project holds none. */
  inGrid: z.boolean().default(false),
  hits: z.array(hit),
  createdMs: z.number(),
});
export type Retrieval = z.infer<typeof retrieval>;

/** A retrieval, and the lattice of one of the radii that it searched. */
const ofLattice = z.object({ retrievalId: z.number().int(), radiusM: z.number() });

export const retrievals = {
  list: call(nothing, z.array(retrieval)),
  remove: call(z.object({ retrievalId: z.number().int() }), nothing),
  /**
   * Distances of all stored places of a searched radius, or of those in a box, to what was looked for, ascending. As embeddings are
   * stored: nearly those of hits, which are exact.
   */
  distances: call(ofLattice.extend({ box: lonLatBox.optional() }), float32Array),
  /**
   * The same distances on one map tile, EPSG:3857 XYZ, 256 x 256, NaN where there is no place; null for an empty tile.
   */
  tile: call(
    ofLattice.extend({ z: z.number().int().min(0).max(22), x: z.number().int(), y: z.number().int() }),
    float32Array.nullable(),
  ),
};
