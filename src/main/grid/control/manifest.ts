import { z } from 'zod';
import type { ShardAddress, StoredShard } from '../shards/shard';
import type { Sql } from './database';

/** A shard that is in the grid; what has no row in the manifest does not exist for readers. */
export interface ManifestShard extends ShardAddress {
  readonly layerId: string;
  /** Identity of the terrain that it was embedded from. */
  readonly terrainKey: string;
  /** The program that embedded it. */
  readonly program: string;
  /** Where its objects are; null: none of its cells has an embedding. */
  readonly stored: StoredShard | null;
  readonly doneMs: number;
}

/** A shard as it was embedded. */
export interface EmbeddedShard extends Omit<ManifestShard, 'doneMs'> {
  /** Of the terrain for which it was planned: of two for one place the higher one stays, of equal ones the first. */
  readonly revision: number;
  /** Seconds that it took. */
  readonly seconds: number;
  readonly worker: string;
}

/** Enters a shard; false where it was entered before, which stays as it was. */
export async function enterShard(sql: Sql, shard: EmbeddedShard): Promise<boolean> {
  const { layerId, crsCode, column, row, revision, terrainKey, program, stored, seconds, worker } = shard;
  const changed = await sql.run(
    `INSERT INTO topo2vec.shards AS there (layer_id, crs, shard_column, shard_row, revision, terrain_key, program,
       key, sha256, bytes, embeddings, seconds, worker)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (layer_id, crs, shard_column, shard_row) DO UPDATE SET revision = excluded.revision,
       terrain_key = excluded.terrain_key, program = excluded.program, key = excluded.key, sha256 = excluded.sha256,
       bytes = excluded.bytes, embeddings = excluded.embeddings, seconds = excluded.seconds, worker = excluded.worker,
       done = now()
     WHERE excluded.revision > there.revision`,
    [
      ...[layerId, crsCode, column, row, revision, terrainKey, program],
      ...[stored?.key ?? null, stored?.sha256 ?? null, stored?.bytes ?? 0, stored?.embeddings ?? 0],
      ...[seconds, worker],
    ],
  );
  return changed > 0;
}

const shardRow = z
  .object({
    layer_id: z.string(),
    crs: z.string(),
    shard_column: z.number(),
    shard_row: z.number(),
    terrain_key: z.string(),
    program: z.string(),
    key: z.string().nullable(),
    sha256: z.string().nullable(),
    bytes: z.number(),
    embeddings: z.number(),
    done: z.date(),
  })
  .transform((row): ManifestShard => ({
    layerId: row.layer_id,
    crsCode: row.crs,
    column: row.shard_column,
    row: row.shard_row,
    terrainKey: row.terrain_key,
    program: row.program,
    stored:
      row.key === null || row.sha256 === null
        ? null
        : { key: row.key, sha256: row.sha256, bytes: row.bytes, embeddings: row.embeddings },
    doneMs: row.done.getTime(),
  }));

/** The shards of a layer, zone by zone and row by row. */
export const shardsOf = (sql: Sql, layerId: string): Promise<ManifestShard[]> =>
  sql.all(
    shardRow,
    `SELECT layer_id, crs, shard_column, shard_row, terrain_key, program, key, sha256, bytes::float8 AS bytes, embeddings, done
     FROM topo2vec.shards WHERE layer_id = $1 ORDER BY crs, shard_row, shard_column`,
    [layerId],
  );
