import { z } from 'zod';
import { detectionsPrefix, shardPrefix, type ShardAddress } from '../shards/shard';
import type { Sql } from './database';
import { JOBS_SCHEMA } from './jobs';
import { shardJob } from './shardQueue';

/** What of a store's objects a grid needs. */
export interface KeysInUse {
  /** The folders of its layers and runs, each with a slash at its end: nothing else is looked at. */
  readonly folders: ReadonlySet<string>;
  /** The keys that rows of the manifest name. */
  readonly named: ReadonlySet<string>;
  /** Beginnings of keys at whose places something waits to be done, or is being done. */
  readonly awaited: ReadonlySet<string>;
  /** When what is at a place was entered, by the beginning of its keys; milliseconds since 1970. */
  readonly enteredMs: ReadonlyMap<string, number>;
}

const placed = z.object({
  of: z.string(),
  crs: z.string(),
  shard_column: z.number(),
  shard_row: z.number(),
  key: z.string().nullable(),
  done: z.date(),
});

/** Tables that name objects, and how the keys at a place begin. */
const tables: readonly [
  table: string,
  of: string,
  prefixOf: (id: string, address: ShardAddress) => string,
][] = [
  ['shards', 'layer_id', shardPrefix],
  ['run_shards', 'run_id', detectionsPrefix],
];

/** Which objects a grid needs. @param sql where a decision depends on it: a transaction that began with `stopJobs` */
export async function keysInUse(sql: Sql): Promise<KeysInUse> {
  const ids = await sql.all(
    z.object({ folder: z.string() }),
    "SELECT 'layers/' || id || '/' AS folder FROM topo2vec.layers UNION ALL SELECT 'detections/' || id || '/' FROM topo2vec.runs",
  );
  const named = new Set<string>();
  const enteredMs = new Map<string, number>();
  for (const [table, of, prefixOf] of tables) {
    const rows = await sql.all(
      placed,
      `SELECT ${of} AS of, crs, shard_column, shard_row, key, done FROM topo2vec.${table}`,
    );
    for (const { of: id, crs, shard_column, shard_row, key, done } of rows) {
      if (key !== null) named.add(key);
      const address = { crsCode: crs, column: shard_column, row: shard_row };
      enteredMs.set(prefixOf(id, address), done.getTime());
    }
  }
  const jobs = await sql.all(
    z.object({ data: z.unknown() }),
    `SELECT data FROM ${JOBS_SCHEMA}.job WHERE state IN ('created', 'retry', 'active')`,
  );
  const awaited = new Set<string>();
  for (const { data } of jobs) {
    const job = shardJob.safeParse(data).data;
    if (job?.kind === 'embed') awaited.add(shardPrefix(job.layerId, job));
    if (job?.kind === 'detect') awaited.add(detectionsPrefix(job.runId, job));
  }
  return { folders: new Set(ids.map(({ folder }) => folder)), named, awaited, enteredMs };
}

/** Lets nobody lease, plan or complete a job until the transaction ends: it should be short. */
export const stopJobs = (sql: Sql): Promise<number> =>
  sql.run(`LOCK TABLE ${JOBS_SCHEMA}.job IN SHARE ROW EXCLUSIVE MODE`);
