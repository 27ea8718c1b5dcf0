import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import type { Sql } from './database';
import { labelTables, verdictTable } from './labels/schema';
import { sentHeadColumns } from './sentHeads';

/** Namespace of the grid's tables in its database. */
const GRID_SCHEMA = 'topo2vec';

/**
 * The tables of a grid. What was published never changes; a change is another entry, which is applied by `grid new`.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE topo2vec.grid (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    data text NOT NULL,
    terrain text NOT NULL,
    shard_chunks integer NOT NULL CHECK (shard_chunks BETWEEN 1 AND 64),
    lease_s integer NOT NULL CHECK (lease_s >= 10),
    retries integer NOT NULL CHECK (retries >= 0),
    created timestamptz NOT NULL DEFAULT now()
  );
  -- Raised with every change of the terrain: jobs planned later win over earlier ones for the same shard.
  CREATE SEQUENCE topo2vec.terrain_revision;
  CREATE TABLE topo2vec.dtms (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fingerprint text NOT NULL,
    crs text NOT NULL DEFAULT '',
    band integer NOT NULL DEFAULT -1,
    path text NOT NULL,
    bytes bigint NOT NULL,
    west_deg double precision NOT NULL,
    south_deg double precision NOT NULL,
    east_deg double precision NOT NULL,
    north_deg double precision NOT NULL,
    pixel_m double precision NOT NULL,
    added timestamptz NOT NULL DEFAULT now(),
    UNIQUE (fingerprint, crs, band)
  );
  CREATE TABLE topo2vec.encoders (
    key text PRIMARY KEY,
    name text NOT NULL,
    card text NOT NULL,
    weights bytea NOT NULL,
    added timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE topo2vec.layers (
    id text PRIMARY KEY,
    encoder_key text NOT NULL REFERENCES topo2vec.encoders,
    radius_m double precision NOT NULL,
    step_m double precision NOT NULL,
    mean bytea NOT NULL,
    axes bytea NOT NULL,
    begun timestamptz NOT NULL DEFAULT now(),
    UNIQUE (encoder_key, radius_m, step_m)
  );
  CREATE TABLE topo2vec.shards (
    layer_id text NOT NULL REFERENCES topo2vec.layers,
    crs text NOT NULL,
    shard_column integer NOT NULL,
    shard_row integer NOT NULL,
    revision bigint NOT NULL,
    terrain_key text NOT NULL,
    program text NOT NULL,
    -- Null: no cell of the shard has an embedding, and nothing is stored.
    key text,
    sha256 text,
    bytes bigint NOT NULL,
    embeddings integer NOT NULL,
    seconds double precision NOT NULL,
    worker text NOT NULL,
    done timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (layer_id, crs, shard_column, shard_row)
  );
  CREATE INDEX shards_by_time ON topo2vec.shards (done);
  `,
  `
  -- Vertical noise, metres; null: not known, as of DTMs that an older version added.
  ALTER TABLE topo2vec.dtms ADD COLUMN noise_m double precision;
  CREATE TABLE topo2vec.heads (
    key text PRIMARY KEY,
    name text NOT NULL,
    encoder_key text NOT NULL,
    content text NOT NULL,
    added timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE topo2vec.runs (
    id text PRIMARY KEY,
    layer_id text NOT NULL REFERENCES topo2vec.layers,
    recipe text NOT NULL,
    begun timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE topo2vec.run_shards (
    run_id text NOT NULL REFERENCES topo2vec.runs,
    crs text NOT NULL,
    shard_column integer NOT NULL,
    shard_row integer NOT NULL,
    -- What the detections follow from beside the run: embeddings and terrain.
    inputs text NOT NULL,
    program text NOT NULL,
    -- Null: nothing was detected, and nothing is stored.
    key text,
    sha256 text,
    bytes bigint NOT NULL,
    detections integer NOT NULL,
    seconds double precision NOT NULL,
    worker text NOT NULL,
    done timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, crs, shard_column, shard_row)
  );
  CREATE INDEX run_shards_by_time ON topo2vec.run_shards (done);
  `,
  labelTables,
  sentHeadColumns,
  verdictTable,
];

/**
 * Creates the tables of a grid, or brings them to this program's version. Call it in a transaction.
 * @returns whether there were tables of an older version
 */
export async function migrate(sql: Sql): Promise<boolean> {
  await sql.run(`CREATE SCHEMA IF NOT EXISTS ${GRID_SCHEMA}`);
  await sql.run(`CREATE TABLE IF NOT EXISTS ${GRID_SCHEMA}.version (version integer NOT NULL)`);
  // Two that migrate at once: the second waits, and finds nothing to do.
  await sql.run(`LOCK TABLE ${GRID_SCHEMA}.version IN EXCLUSIVE MODE`);
  const before = await versionOf(sql);
  for (const statements of migrations.slice(before)) await sql.run(statements);
  await sql.run(`DELETE FROM ${GRID_SCHEMA}.version`);
  await sql.run(`INSERT INTO ${GRID_SCHEMA}.version VALUES ($1)`, [migrations.length]);
  return before > 0 && before < migrations.length;
}

/** @throws UserError `not-found` where there is no grid, `project-version` where it is of another version of the program */
export async function requireVersion(sql: Sql, shown: string): Promise<void> {
  const exists = await sql.get(
    z.object({ there: z.boolean() }),
    `SELECT to_regclass('${GRID_SCHEMA}.version') IS NOT NULL AS there`,
  );
  if (exists?.there !== true)
    throw new UserError('not-found', `There is no grid at ${shown}. Make one with: topo2vec grid new`);
  const version = await versionOf(sql);
  if (version === migrations.length) return;
  throw new UserError(
    'project-version',
    version < migrations.length
      ? `The grid at ${shown} is of an older version. Upgrade it with: topo2vec grid new`
      : `The grid at ${shown} was made by a newer version of topo2vec. Update topo2vec on this machine.`,
  );
}

async function versionOf(sql: Sql): Promise<number> {
  const row = await sql.get(
    z.object({ version: z.number() }),
    `SELECT version FROM ${GRID_SCHEMA}.version LIMIT 1`,
  );
  return row?.version ?? 0;
}
