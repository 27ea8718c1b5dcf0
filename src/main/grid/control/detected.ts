import { z } from 'zod';
import type { ShardAddress } from '../shards/shard';
import type { Sql } from './database';

/** The detections of a run in a shard, as they are stored. */
export interface StoredDetections {
  /** Of the object that holds them. */
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly detections: number;
}

/** A shard in which a run detected what there is. */
export interface DetectedShard extends ShardAddress {
  readonly runId: string;
  /** What they follow from beside the run: SHA-256 of embeddings and terrain. */
  readonly inputs: string;
  readonly program: string;
  /** Null: nothing was detected. */
  readonly stored: StoredDetections | null;
  readonly doneMs: number;
}

/** A shard whose detections are to be entered. */
export interface NewDetections extends Omit<DetectedShard, 'doneMs'> {
  readonly seconds: number;
  readonly worker: string;
}

/** Enters the detections of a shard in place of those from other inputs; false where those of the same are there. */
export async function enterDetections(sql: Sql, shard: NewDetections): Promise<boolean> {
  const { runId, crsCode, column, row, inputs, program, stored, seconds, worker } = shard;
  const changed = await sql.run(
    `INSERT INTO topo2vec.run_shards AS there (run_id, crs, shard_column, shard_row, inputs, program,
       key, sha256, bytes, detections, seconds, worker)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (run_id, crs, shard_column, shard_row) DO UPDATE SET inputs = excluded.inputs,
       program = excluded.program, key = excluded.key, sha256 = excluded.sha256, bytes = excluded.bytes,
       detections = excluded.detections, seconds = excluded.seconds, worker = excluded.worker, done = now()
     WHERE excluded.inputs <> there.inputs`,
    [
      ...[runId, crsCode, column, row, inputs, program],
      ...[stored?.key ?? null, stored?.sha256 ?? null, stored?.bytes ?? 0, stored?.detections ?? 0],
      ...[seconds, worker],
    ],
  );
  return changed > 0;
}

const detectedRow = z
  .object({
    run_id: z.string(),
    crs: z.string(),
    shard_column: z.number(),
    shard_row: z.number(),
    inputs: z.string(),
    program: z.string(),
    key: z.string().nullable(),
    sha256: z.string().nullable(),
    bytes: z.number(),
    detections: z.number(),
    done: z.date(),
  })
  .transform(({ key, sha256, bytes, detections, ...row }): DetectedShard => ({
    runId: row.run_id,
    crsCode: row.crs,
    column: row.shard_column,
    row: row.shard_row,
    inputs: row.inputs,
    program: row.program,
    stored: key === null || sha256 === null ? null : { key, sha256, bytes, detections },
    doneMs: row.done.getTime(),
  }));

/** The shards in which a run is done, zone by zone and row by row. */
export const detectedOf = (sql: Sql, runId: string): Promise<DetectedShard[]> =>
  sql.all(
    detectedRow,
    `SELECT run_id, crs, shard_column, shard_row, inputs, program, key, sha256, bytes::float8 AS bytes, detections, done
     FROM topo2vec.run_shards WHERE run_id = $1 ORDER BY crs, shard_row, shard_column`,
    [runId],
  );
