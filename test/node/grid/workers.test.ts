import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { GridDatabase } from '../../../src/main/grid/control/database';
import { temporaryFolder } from '../engine/folder';
import { gridCommand, resultsOf, runsGrids, WorkerProcess } from './gridCommand';
import { startPostgres, type TestPostgres } from './postgres';

const folder = temporaryFolder();
const terrain = join(folder, 'terrain');
const opened: GridDatabase[] = [];
const workers: WorkerProcess[] = [];
let postgres: TestPostgres;

function startWorker(address: string, ...args: string[]): WorkerProcess {
  const worker = new WorkerProcess(folder, address, ...args);
  workers.push(worker);
  return worker;
}

/** Makes a grid with the terrain of Liechtenstein, and queues its shards at 240 m: two by two chunks each. */
async function newGrid(
  name: string,
  ...options: string[]
): Promise<{ address: string; shards: number; database: GridDatabase }> {
  // Loaded here: other Nodes cannot.
  const { GridDatabase } = await import('../../../src/main/grid/control/database');
  const server = new GridDatabase(postgres.address('postgres'));
  await server.run(`CREATE DATABASE ${name}`);
  await server.close();
  const address = postgres.address(name);
  const data = join(folder, name);
  await gridCommand(
    folder,
    'grid',
    'new',
    address,
    '--data',
    data,
    '--terrain',
    terrain,
    '--shard-chunks',
    '2',
    ...options,
  );
  await gridCommand(folder, 'grid', 'add-dtm', address, join(terrain, 'liechtenstein_srtm1.tif'));
  const plan = await gridCommand(folder, 'grid', 'embed', address, '--radius', '240', '--step', '30');
  const [{ shards }] = z.tuple([z.object({ shards: z.number() })]).parse(plan);
  const database = new GridDatabase(address);
  opened.push(database);
  return { address, shards, database };
}

const manifestRow = z.object({
  place: z.string(),
  key: z.string().nullable(),
  sha256: z.string().nullable(),
  embeddings: z.number(),
});
const manifestOf = (database: GridDatabase): Promise<z.infer<typeof manifestRow>[]> =>
  database.all(
    manifestRow,
    `SELECT concat_ws(' ', layer_id, crs, shard_column, shard_row) AS place, key, sha256, embeddings
     FROM topo2vec.shards ORDER BY place`,
  );

/** Ids of the jobs in a state. */
const jobsOf = async (database: GridDatabase, state: string): Promise<string[]> =>
  (
    await database.all(
      z.object({ id: z.string() }),
      'SELECT id FROM topo2vec_jobs.job WHERE state = $1::topo2vec_jobs.job_state',
      [state],
    )
  ).map(({ id }) => id);

/** The groups of shards in a folder of data. */
const groupsIn = (data: string): string[] =>
  readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.zarr'))
    .sort();

/**
 * Stops a worker in the middle of a shard.
 * @param others what workers that no longer work had leased
 * @returns what it has leased
 */
async function stopAmid(worker: WorkerProcess, database: GridDatabase, others: string[]): Promise<string[]> {
  for (let seen = 1; ; seen = resultsOf(worker).length + 1) {
    await worker.until(() => resultsOf(worker).length >= seen);
    worker.signal('SIGSTOP');
    const leased = (await jobsOf(database, 'active')).filter((id) => !others.includes(id));
    if (leased.length > 0) return leased;
    worker.signal('SIGCONT');
  }
}

describe.runIf(runsGrids)('workers of a grid (needs Node 22.15)', () => {
  beforeAll(async () => {
    mkdirSync(terrain);
    copyFileSync(
      resolve('resources', 'sample', 'liechtenstein_srtm1.tif'),
      join(terrain, 'liechtenstein_srtm1.tif'),
    );
    postgres = await startPostgres();
  });

  afterAll(async () => {
    for (const worker of workers) worker.signal('SIGKILL');
    await Promise.all(opened.map((database) => database.close()));
    await postgres.stop();
  });

  test('a worker that is killed and one that stops for longer than its lease lose and double nothing', async () => {
    const alone = await newGrid('alone');
    const one = startWorker(alone.address, '--until-done');
    const several = await newGrid('several', '--lease', '10');
    expect(several.shards).toBe(alone.shards);
    const killed = startWorker(several.address);
    const lost = await stopAmid(killed, several.database, []);
    killed.signal('SIGKILL');
    const stopped = startWorker(several.address);
    await stopAmid(stopped, several.database, lost);
    const other = startWorker(several.address, '--until-done');
    expect(await other.ended()).toBe(0);
    stopped.signal('SIGCONT');
    const before = resultsOf(stopped).length;
    await stopped.until(() => resultsOf(stopped).length > before);
    stopped.signal('SIGTERM');
    expect(await stopped.ended()).toBe(0);
    // Whether it notices before or after it has stored the shard once more: the manifest has it once.
    expect(['lost', 'twin']).toContain(resultsOf(stopped).at(-1));

    expect(await one.ended()).toBe(0);
    const expected = await manifestOf(alone.database);
    expect(expected).toHaveLength(alone.shards);
    expect(await manifestOf(several.database)).toEqual(expected);
    expect(groupsIn(join(folder, 'several'))).toEqual(groupsIn(join(folder, 'alone')));
    expect(groupsIn(join(folder, 'alone'))).toHaveLength(expected.filter(({ key }) => key !== null).length);
    for (const state of ['created', 'retry', 'active', 'failed'])
      expect(await jobsOf(several.database, state)).toEqual([]);
    const done = [killed, stopped, other].flatMap(resultsOf).filter((result) => result === 'done');
    expect(done).toHaveLength(several.shards);
  });
});
