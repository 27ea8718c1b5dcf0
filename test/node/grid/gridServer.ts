import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { GridDatabase } from '../../../src/main/grid/control/database';
import { gridCommand, resultsOf, WorkerProcess } from './gridCommand';
import { startPostgres, type TestPostgres } from './postgres';

const manifestRow = z.object({
  place: z.string(),
  key: z.string().nullable(),
  sha256: z.string().nullable(),
  embeddings: z.number(),
});

/** A grid of a test, without a DTM. */
export interface TestGrid {
  readonly address: string;
  /** Folder of its shards. */
  readonly data: string;
  readonly database: GridDatabase;
}

/** A PostgreSQL server with the grids of a test file, and their workers. */
export class GridServer {
  readonly #databases: GridDatabase[] = [];
  readonly #workers: WorkerProcess[] = [];

  private constructor(
    private readonly folder: string,
    readonly postgres: TestPostgres,
    /** Folder of the terrain of all grids. */
    readonly terrain: string,
  ) {}

  /**
   * @param folder of the test file
   * @param dtms that are copied into its folder of terrain
   * @param host address that PostgreSQL listens at
   */
  static async start(folder: string, dtms: readonly string[], host?: string): Promise<GridServer> {
    const terrain = join(folder, 'terrain');
    mkdirSync(terrain);
    for (const dtm of dtms) copyFileSync(dtm, join(terrain, basename(dtm)));
    return new GridServer(folder, await startPostgres(host), terrain);
  }

  async stop(): Promise<void> {
    for (const worker of this.#workers) worker.signal('SIGKILL');
    await Promise.all(this.#databases.map((database) => database.close()));
    await this.postgres.stop();
  }

  /** Makes a grid in a database of its own. */
  async newGrid(name: string, ...options: string[]): Promise<TestGrid> {
    await (await this.#open('postgres')).run(`CREATE DATABASE ${name}`);
    const address = this.postgres.address(name);
    const data = join(this.folder, name);
    await this.command('grid', 'new', address, '--data', data, '--terrain', this.terrain, ...options);
    return { address, data, database: await this.#open(name) };
  }

  /** Runs a command to its end. @returns its result */
  command(...args: string[]): Promise<unknown> {
    return gridCommand(this.folder, ...args);
  }

  /** Queues its terrain at 240 m in shards. @returns how many */
  async queueShards({ address }: TestGrid, stepM: number): Promise<number> {
    const paths = readdirSync(this.terrain).map((name) => join(this.terrain, name));
    await this.command('grid', 'add-dtm', address, ...paths);
    const plan = await this.command('grid', 'embed', address, '--radius', '240', '--step', `${stepM}`);
    return z.tuple([z.object({ shards: z.number() })]).parse(plan)[0].shards;
  }

  startWorker(address: string, ...args: string[]): WorkerProcess {
    return this.startWorkerIn([], address, ...args);
  }

  /** @param prefix words that the command starts with, to run elsewhere */
  startWorkerIn(prefix: readonly string[], address: string, ...args: string[]): WorkerProcess {
    const worker = new WorkerProcess(this.folder, prefix, address, ...args);
    this.#workers.push(worker);
    return worker;
  }

  async #open(name: string): Promise<GridDatabase> {
    // Loaded here: other Nodes cannot.
    const { GridDatabase } = await import('../../../src/main/grid/control/database');
    const database = new GridDatabase(this.postgres.address(name));
    this.#databases.push(database);
    return database;
  }
}

/** What a grid's manifest has, by place. */
export const manifestOf = (database: GridDatabase): Promise<z.infer<typeof manifestRow>[]> =>
  database.all(
    manifestRow,
    `SELECT concat_ws(' ', layer_id, crs, shard_column, shard_row) AS place, key, sha256, embeddings
     FROM topo2vec.shards ORDER BY place`,
  );

/** What runs of a grid detected, by place. */
export const detectedOf = (database: GridDatabase): Promise<unknown[]> =>
  database.all(
    z.object({ place: z.string(), inputs: z.string(), key: z.string().nullable(), detections: z.number() }),
    `SELECT concat_ws(' ', run_id, crs, shard_column, shard_row) AS place, inputs, key, detections
     FROM topo2vec.run_shards ORDER BY place`,
  );

/** Ids of a grid's jobs in a state. */
export const jobsOf = async (database: GridDatabase, state: string): Promise<string[]> =>
  (
    await database.all(
      z.object({ id: z.string() }),
      'SELECT id FROM topo2vec_jobs.job WHERE state = $1::topo2vec_jobs.job_state',
      [state],
    )
  ).map(({ id }) => id);

/**
 * Stops a worker in the middle of a shard.
 * @param others what workers that no longer work had leased
 * @returns what it has leased
 */
export async function stopAmid(
  worker: WorkerProcess,
  { database }: TestGrid,
  others: string[],
): Promise<string[]> {
  for (let seen = 1; ; seen = resultsOf(worker).length + 1) {
    await worker.until(() => resultsOf(worker).length >= seen);
    worker.signal('SIGSTOP');
    const leased = (await jobsOf(database, 'active')).filter((id) => !others.includes(id));
    if (leased.length > 0) return leased;
    worker.signal('SIGCONT');
  }
}
