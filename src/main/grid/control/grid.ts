import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { isS3 } from '../objects/s3Address';
import { SHARD_CHUNKS } from '../shards/shard';
import { GridDatabase, type Sql } from './database';
import { migrate, requireVersion } from './schema';

/** What a grid is made with. */
export const gridSettings = z.object({
  /** Where its shards are: an absolute folder, or s3://bucket/prefix. */
  data: z.string(),
  /** The folder that holds its DTMs on the machine where it was made; other machines may have it elsewhere. */
  terrain: z.string(),
  /** Edge of a shard, chunks. */
  shardChunks: z.number().int().min(1).max(64).default(SHARD_CHUNKS),
  /** After so many seconds without a sign of life of its worker a shard is given to another one. */
  leaseS: z.number().int().min(10).default(60),
  /** How often a shard that failed is tried again before it is set aside. */
  retries: z.number().int().min(0).default(4),
});
export type GridSettings = z.infer<typeof gridSettings>;

const gridRow = z
  .object({
    id: z.string(),
    data: z.string(),
    terrain: z.string(),
    shard_chunks: z.number(),
    lease_s: z.number(),
    retries: z.number(),
  })
  .transform(({ id, data, terrain, shard_chunks, lease_s, retries }): Omit<Grid, 'database'> => ({
    id,
    settings: { data, terrain, shardChunks: shard_chunks, leaseS: lease_s, retries },
  }));

/** A grid: its database and what it was made with. */
export interface Grid {
  /** UUID of the grid, wherever its database moves. */
  readonly id: string;
  readonly database: GridDatabase;
  readonly settings: GridSettings;
}

const readGrid = (sql: Sql): Promise<Omit<Grid, 'database'> | null> =>
  sql.get(gridRow, 'SELECT id, data, terrain, shard_chunks, lease_s, retries FROM topo2vec.grid');

/**
 * Makes a grid in an empty database, or brings the tables of an older version to this one.
 * @param check is called with the grid's id before anything is made or changed for good
 * @returns `isUpgraded`: whether it did the latter
 * @throws UserError `bad-input` for places that are not absolute, and where there is a grid with other data; `network`
 */
export async function makeGrid(
  address: string,
  asked: GridSettings,
  check: (gridId: string) => Promise<unknown>,
): Promise<Grid & { readonly isUpgraded: boolean }> {
  if (!isAbsolute(asked.data) && !isS3(asked.data))
    throw new UserError('bad-input', '--data is an absolute folder or s3://bucket/prefix.');
  if (!isAbsolute(asked.terrain)) throw new UserError('bad-input', '--terrain is an absolute folder.');
  return opening(address, undefined, async (database) => {
    const made = await database.transaction(async (sql) => {
      const isUpgraded = await migrate(sql);
      await sql.run(
        `INSERT INTO topo2vec.grid (data, terrain, shard_chunks, lease_s, retries) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (one) DO NOTHING`,
        [asked.data, asked.terrain, asked.shardChunks, asked.leaseS, asked.retries],
      );
      const read = await readGrid(sql);
      if (read?.settings.data === asked.data) await check(read.id);
      return read === null ? null : { ...read, isUpgraded };
    });
    if (made?.settings.data !== asked.data || made.settings.shardChunks !== asked.shardChunks)
      throw new UserError(
        'bad-input',
        `There is a grid at ${database.shown} already, with its data in ${made?.settings.data ?? 'another place'}. ` +
          'Use another database for a second one.',
      );
    return { database, ...made };
  });
}

/**
 * @param password default: as the address, PGPASSWORD or a .pgpass file says
 * @throws UserError `not-found`, `project-version`, `network`, `bad-input`
 */
export async function openGrid(address: string, password?: string): Promise<Grid> {
  return opening(address, password, async (database) => {
    await requireVersion(database, database.shown);
    const found = await readGrid(database);
    if (found === null) throw new UserError('not-found', `There is no grid at ${database.shown}.`);
    return { database, ...found };
  });
}

async function opening<Opened extends Grid>(
  address: string,
  password: string | undefined,
  work: (database: GridDatabase) => Promise<Opened>,
): Promise<Opened> {
  const database = new GridDatabase(address, password);
  try {
    return await work(database);
  } catch (error) {
    await database.close();
    throw error;
  }
}
