import { z } from 'zod';
import type { Sql } from './database';
import { deadShards, queueCounts, type DeadShard, type QueueCounts } from './queueCounts';

/** Over how long the rate is measured, seconds. */
const RATE_S = 600;

/** Shards set aside that are listed. */
const DEAD_LISTED = 20;

/** How far a grid is. */
export interface GridStatus extends QueueCounts {
  readonly done: number;
  readonly embeddings: number;
  readonly bytes: number;
  /** Shards a second in the last ten minutes; null where none was done in them. */
  readonly shardsPerS: number | null;
  /** Until all that waits is done at that rate; null where it is not known. */
  readonly remainingS: number | null;
  readonly deadShards: readonly DeadShard[];
}

const sums = z.object({
  done: z.number(),
  embeddings: z.number(),
  bytes: z.number(),
  recent: z.number(),
  /** Since the first of the recent ones was begun. */
  over_s: z.number().nullable(),
});

/** How far a grid is. @param program whose shards count as waiting */
export async function gridStatus(sql: Sql, program: string): Promise<GridStatus> {
  const row = await sql.get(
    sums,
    `SELECT count(*)::integer AS done, coalesce(sum(embeddings), 0)::float8 AS embeddings,
       coalesce(sum(bytes), 0)::float8 AS bytes,
       count(*) FILTER (WHERE done > now() - $1 * interval '1 second')::integer AS recent,
       extract(epoch FROM now() - min(done - seconds * interval '1 second')
         FILTER (WHERE done > now() - $1 * interval '1 second'))::float8 AS over_s
     FROM topo2vec.shards`,
    [RATE_S],
  );
  const { done = 0, embeddings = 0, bytes = 0, recent = 0, over_s = null } = row ?? {};
  const counts = await queueCounts(sql, program);
  const shardsPerS = recent === 0 || over_s === null ? null : recent / Math.max(1, over_s);
  const left = counts.waiting + counts.running;
  return {
    ...{ done, embeddings, bytes, shardsPerS, ...counts },
    remainingS: shardsPerS === null ? null : left / shardsPerS,
    deadShards: await deadShards(sql, DEAD_LISTED),
  };
}
