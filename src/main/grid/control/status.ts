import { z } from 'zod';
import type { Sql } from './database';
import { deadShards, queueCounts, type DeadShard, type QueueCounts } from './queueCounts';
import type { ShardWorkKind } from './shardQueue';

/** Over how long the rate is measured, seconds. */
const RATE_S = 600;

/** Shards set aside that are listed. */
const DEAD_LISTED = 20;

/** How far one kind of work on the shards of a grid is. */
export interface WorkStatus extends QueueCounts {
  readonly done: number;
  /** Embeddings or detections that were stored. */
  readonly found: number;
  readonly bytes: number;
  /** Shards a second in the last ten minutes; null where none was done in them. */
  readonly shardsPerS: number | null;
  /** Until all that waits is done at that rate; null where it is not known. */
  readonly remainingS: number | null;
  readonly deadShards: readonly DeadShard[];
}

/** How far a grid is. */
export type GridStatus = Readonly<Record<ShardWorkKind, WorkStatus>>;

const sums = z.object({
  done: z.number(),
  found: z.number(),
  bytes: z.number(),
  recent: z.number(),
  /** Since the first of the recent ones was begun. */
  over_s: z.number().nullable(),
});

/** Where each kind of work enters what is done, and what it counts. */
const tables: Readonly<Record<ShardWorkKind, readonly [table: string, counted: string]>> = {
  embed: ['shards', 'embeddings'],
  detect: ['run_shards', 'detections'],
};

/** How far a grid is. @param program whose shards count as waiting */
export const gridStatus = async (sql: Sql, program: string): Promise<GridStatus> => ({
  embed: await workStatus(sql, program, 'embed'),
  detect: await workStatus(sql, program, 'detect'),
});

async function workStatus(sql: Sql, program: string, kind: ShardWorkKind): Promise<WorkStatus> {
  const [table, counted] = tables[kind];
  const row = await sql.get(
    sums,
    `SELECT count(*)::integer AS done, coalesce(sum(${counted}), 0)::float8 AS found,
       coalesce(sum(bytes), 0)::float8 AS bytes,
       count(*) FILTER (WHERE done > now() - $1 * interval '1 second')::integer AS recent,
       extract(epoch FROM now() - min(done - seconds * interval '1 second')
         FILTER (WHERE done > now() - $1 * interval '1 second'))::float8 AS over_s
     FROM topo2vec.${table}`,
    [RATE_S],
  );
  const { done = 0, found = 0, bytes = 0, recent = 0, over_s = null } = row ?? {};
  const counts = await queueCounts(sql, program, kind);
  const shardsPerS = recent === 0 || over_s === null ? null : recent / Math.max(1, over_s);
  const left = counts.waiting + counts.running;
  return {
    ...{ done, found, bytes, shardsPerS, ...counts },
    remainingS: shardsPerS === null ? null : left / shardsPerS,
    deadShards: await deadShards(sql, kind, DEAD_LISTED),
  };
}
