import { z } from 'zod';
import { lonLat } from '../geo/lonLat';
import { region } from '../geo/region';
import { call, nothing, stream, uint8Array } from '../rpc/contract';
import { hit } from './retrievals';

/** Embeddings of a grid: those of one encoder at one radius and step. */
export const gridLayer = z.object({
  id: z.string(),
  /** SHA-256 of the encoder. */
  encoderKey: z.string(),
  /** Name of the encoder. */
  encoder: z.string(),
  radiusM: z.number(),
  stepM: z.number(),
  /** How many there are until now. */
  embeddings: z.number().int(),
});
export type GridLayer = z.infer<typeof gridLayer>;

/** Where this computer's user said that it has what a grid refers to: what its database states is contacted only where that is the same. */
export const gridPlaces = z.object({
  /** Folder of the grid's terrain; null: nobody said. */
  terrain: z.string().nullable(),
  /** Folder or bucket of its shards; null: nobody said. */
  data: z.string().nullable(),
  /** Servers (`https://host`) and buckets (`s3://bucket`) from which DTMs may be read. */
  sources: z.array(z.string()),
  /** Where pyramids are cached. */
  cacheDir: z.string(),
});
export type GridPlaces = z.infer<typeof gridPlaces>;

const lookAlikesAsked = z.object({
  places: gridPlaces,
  /** Of one encoder. */
  layerIds: z.array(z.string()).min(1),
  locations: z.array(lonLat).min(1),
  /** Places that look-alikes must not be like. */
  unlike: z.array(lonLat),
  /** Of the patches of both, metres. */
  radiusM: z.number().positive(),
  k: z.number().int().positive(),
  /** Whether a rotated or mirrored look-alike counts as farther away. */
  orientationMatters: z.boolean(),
  /** Where look-alikes may lie; left out: anywhere. */
  region: region.optional(),
});

/** What is found in the shards of the grid that is open. */
export const gridSearch = {
  /** Layers with embeddings, in the order they were begun. */
  layers: call(nothing, z.array(gridLayer)),
  /** An encoder of the grid, its card as text. */
  encoder: call(z.object({ key: z.string() }), z.object({ card: z.string(), weights: uint8Array })),
  /** Compares all embeddings of some layers; how far it is, and at its end what was found, nearest first. */
  lookAlikes: stream(
    lookAlikesAsked,
    z.union([
      z.object({
        /** Shards that were compared, of so many. */
        done: z.number().int(),
        total: z.number().int(),
      }),
      z.object({ hits: z.array(hit) }),
    ]),
  ),
};
