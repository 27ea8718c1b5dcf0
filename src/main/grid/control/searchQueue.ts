import { z } from 'zod';
import type { Sql } from './database';
import { JobQueue, JOBS_SCHEMA, type Jobs } from './jobs';

/** How long a search may take, and how long its results are kept, seconds. */
const LONGEST_S = 3600;
const KEPT_S = 600;

/** A part of a search: some shards of a layer, and what is looked for in them. */
export const searchJob = z.object({
  layerId: z.string(),
  encoderKey: z.string(),
  /** CRS, column and row of each. */
  shards: z.array(z.tuple([z.string(), z.number().int(), z.number().int()])),
  /** Embeddings as bytes in base64, little-endian Float32. */
  queries: z.array(z.base64()),
  /** How many of the nearest cells are wanted. */
  limit: z.number().int().positive(),
});
export type SearchJob = z.infer<typeof searchJob>;

/** What was found in a part of a search. */
export const searchResult = z.object({
  /** Longitude, latitude and distance, nearest first. */
  cells: z.array(z.tuple([z.number(), z.number(), z.number()])),
  /** Whether these are all that there are. */
  isAll: z.boolean(),
});
export type SearchResult = z.infer<typeof searchResult>;

/** The queue of searches, for the workers of one program. */
export class SearchQueue extends JobQueue {
  constructor(jobs: Jobs, program: string) {
    super(jobs, `search-${program}`, {
      heartbeatSeconds: jobs.grid.settings.leaseS,
      expireInSeconds: LONGEST_S,
      retryLimit: 2,
      retentionSeconds: LONGEST_S,
      deleteAfterSeconds: KEPT_S,
    });
  }
}

const partRow = z.object({ id: z.string(), state: z.string(), output: z.unknown() });

/** How parts of a search are: their ids, states and, where they ended, outputs. */
export const searchParts = (sql: Sql, ids: readonly string[]): Promise<z.infer<typeof partRow>[]> =>
  sql.all(
    partRow,
    `SELECT id::text AS id, state::text AS state, output FROM ${JOBS_SCHEMA}.job WHERE id = ANY($1::uuid[])`,
    [ids],
  );
