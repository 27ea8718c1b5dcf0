import { z } from 'zod';

/** The DTMs of a project and where their pyramids are cached; compute opens them itself, read-only. */
export const terrainSources = z.object({
  dtms: z
    .array(
      z.object({
        path: z.string(),
        crs: z.string().optional(),
        band: z.number().int().optional(),
        /** The file as it was imported; a different file at the path is refused. */
        known: z.object({ fingerprint: z.string(), bytes: z.number(), modifiedMs: z.number() }).optional(),
      }),
    )
    .min(1),
  cacheDir: z.string(),
});
export type TerrainSources = z.infer<typeof terrainSources>;

/** A grid of places in a CRS in metres, row by row from the north-west. */
export const lattice = z.object({
  crsCode: z.string(),
  /** Centre of the first (north-west) cell in the CRS, metres. */
  originE: z.number(),
  originN: z.number(),
  stepM: z.number().positive(),
  columns: z.number().int().positive(),
  rows: z.number().int().positive(),
});
export type LatticeValue = z.infer<typeof lattice>;

/** Column and row of chunks of a lattice, which are 64 x 64 cells. */
export const chunkAddresses = z.array(z.tuple([z.number().int(), z.number().int()]));
