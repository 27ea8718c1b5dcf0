import { z } from 'zod';
import type { Sql } from './database';
import { DEAD, JOBS_SCHEMA } from './jobs';
import { shardJob, SHARD_QUEUES, type ShardJob, type ShardWorkKind } from './shardQueue';

/** A shard that was set aside, and why. */
export interface DeadShard {
  readonly id: string;
  readonly job: ShardJob;
  readonly reason: string;
  readonly attempts: number;
}

/** How many shards wait, are being embedded and were set aside. */
export interface QueueCounts {
  readonly waiting: number;
  readonly running: number;
  readonly dead: number;
  /** Shards that wait for other programs, by program. */
  readonly elsewhere: Readonly<Record<string, number>>;
}

const reasonOutput = z.object({
  reason: z.string().optional(),
  message: z.string().optional(),
  value: z.object({ message: z.string() }).optional(),
});

const countRow = z.object({ name: z.string(), state: z.string(), count: z.number() });

/**
 * Counts the shards of a grid's queues.
 * @param program whose shards count as waiting
 * @param kind of work; undefined: all
 */
export async function queueCounts(sql: Sql, program: string, kind?: ShardWorkKind): Promise<QueueCounts> {
  const rows = await sql.all(
    countRow,
    `SELECT name, state::text AS state, count(*)::integer AS count FROM ${JOBS_SCHEMA}.job
     WHERE state IN ('created', 'retry', 'active') AND (name = $1 OR name LIKE $2)
       AND ($3::text IS NULL OR data->>'kind' = $3) GROUP BY 1, 2`,
    [DEAD, `${SHARD_QUEUES}%`, kind ?? null],
  );
  const elsewhere: Record<string, number> = {};
  let [waiting, running, dead] = [0, 0, 0];
  for (const { name, state, count } of rows) {
    if (name === DEAD) dead += count;
    else if (state === 'active') running += count;
    else if (name === `${SHARD_QUEUES}${program}`) waiting += count;
    else {
      const other = name.slice(SHARD_QUEUES.length);
      elsewhere[other] = (elsewhere[other] ?? 0) + count;
    }
  }
  return { waiting, running, dead, elsewhere };
}

const deadRow = z.object({
  id: z.string(),
  data: shardJob,
  attempts: z.number(),
  output: reasonOutput.nullable(),
});

/** The shards that were set aside, the oldest first. */
export async function deadShards(sql: Sql, kind: ShardWorkKind, limit: number): Promise<DeadShard[]> {
  const rows = await sql.all(
    deadRow,
    `SELECT id, data, source_retry_count + 1 AS attempts, source_output AS output FROM ${JOBS_SCHEMA}.job
     WHERE name = $1 AND state IN ('created', 'retry') AND data->>'kind' = $2 ORDER BY created_on LIMIT $3`,
    [DEAD, kind, limit],
  );
  return rows.map(({ id, data, attempts, output }) => ({
    ...{ id, job: data, attempts },
    reason: output?.reason ?? output?.message ?? output?.value?.message ?? 'unknown',
  }));
}
