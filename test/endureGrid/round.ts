import { join } from 'node:path';
import { z } from 'zod';
import { DEAD } from '../../src/main/grid/control/jobs';
import { openObjectStore } from '../../src/main/grid/objects/openObjectStore';
import { verifyShard } from '../../src/main/grid/shards/shardHash';
import type { Random } from '../../src/shared/statistics/random';
import { resultsOf } from '../node/grid/gridCommand';
import { type GridServer, jobsOf, manifestOf, type TestGrid } from '../node/grid/gridServer';
import type { Disk } from './disk';
import type { Hosts } from './hosts';
import { drawTrouble, fillFor, HostedWorker, later, type Trouble } from './troubles';

/** The shortest lease that a grid has, seconds. */
const LEASE_S = 10;

/** How long the work may take after the last trouble, seconds: pauses after a full disk double up to five minutes. */
const SETTLES_S = 600;

/** What a round needs. */
export interface Ground {
  readonly server: GridServer;
  readonly hosts: Hosts;
  readonly disk: Disk;
  /** Name of the DTM in the folder of terrain. */
  readonly dtm: string;
  readonly random: Random;
}

/** The manifest of a layer without the time it was made at. */
export type Manifest = Awaited<ReturnType<typeof manifestOf>>;

/** What came of a round. */
export interface RoundResult {
  readonly troubles: Readonly<Partial<Record<Trouble, number>>>;
  readonly shards: number;
  /** Shards that two workers stored, one of which entered it. */
  readonly twins: number;
  readonly faults: readonly string[];
}

/** Makes a grid and queues the terrain at 240 m. */
export async function queued({ server, dtm }: Ground, name: string): Promise<TestGrid> {
  const grid = await server.newGrid(name, '--shard-chunks', '2', '--lease', String(LEASE_S));
  await server.command('grid', 'add-dtm', grid.address, join(server.terrain, dtm));
  await server.command('grid', 'embed', grid.address, '--radius', '240', '--step', '15');
  return grid;
}

/**
 * Lets a worker on each host embed the terrain while things happen to them, at most one at a time to each, and compares what is
 * left with what one worker made alone.
 * @param most troubles that may happen
 */
export async function runRound(
  ground: Ground,
  name: string,
  expected: Manifest,
  most: number,
): Promise<RoundResult> {
  const { server, hosts, disk, random } = ground;
  const grid = await queued(ground, name);
  const workers = hosts.list.map((host) => new HostedWorker(server, grid, host));
  const happened: Partial<Record<Trouble, number>> = {};
  const underway: Promise<void>[] = [];
  let filled: Promise<void> | null = null;
  for (let left = most; left > 0 && (await unfinished(grid)) > 0; left--) {
    const { trouble, seconds } = drawTrouble(random, LEASE_S);
    const free = workers.filter(({ isBusy }) => !isBusy);
    const worker = free[random.nextInt(Math.max(1, free.length))];
    if (trouble === 'disk filled') {
      await filled;
      filled = fillFor(disk, seconds);
    } else if (worker !== undefined) underway.push(worker.suffer(trouble, seconds));
    else left++;
    if (worker !== undefined || trouble === 'disk filled') happened[trouble] = (happened[trouble] ?? 0) + 1;
    await later(2 * random.nextFloat());
  }
  await Promise.all([filled, ...underway]);
  const faults = [...(await settled(grid))];
  await Promise.all(workers.map((worker) => worker.tellToStop()));
  faults.push(...workers.flatMap((worker) => worker.faults), ...(await judged(grid, expected)));
  const results = workers.flatMap(({ ran }) => ran.flatMap(resultsOf));
  if (results.filter((result) => result === 'done').length > expected.length)
    faults.push(`Workers entered ${results.filter((result) => result === 'done').length} shards.`);
  faults.push(
    ...workers.flatMap(({ ran }) =>
      ran.flatMap(({ events }) =>
        events.flatMap(({ event, result, reason }) =>
          event === 'shard' && result === 'failed' ? [`A shard failed: ${reason}`] : [],
        ),
      ),
    ),
  );
  const twins = results.filter((result) => result === 'twin').length;
  return { troubles: happened, shards: expected.length, twins, faults };
}

/** Shards that wait or are being embedded. */
async function unfinished({ database }: TestGrid): Promise<number> {
  const states = await Promise.all(['created', 'retry', 'active'].map((state) => jobsOf(database, state)));
  return states.flat().length;
}

/** Waits until nothing is left to do. @returns why it never is, if so */
async function settled(grid: TestGrid): Promise<string[]> {
  const untilMs = Date.now() + 1000 * SETTLES_S;
  for (let left = await unfinished(grid); left > 0; left = await unfinished(grid)) {
    if (Date.now() > untilMs)
      return [`${left} shards were still not done ${SETTLES_S} s after the last trouble.`];
    await later(0.5);
  }
  return [];
}

const setAside = z.object({ count: z.number() });

/** What is wrong with a grid whose workers have stopped. */
async function judged({ database, data }: TestGrid, expected: Manifest): Promise<string[]> {
  const faults: string[] = [];
  const found = await manifestOf(database);
  const byPlace = new Map(found.map((row) => [row.place, row]));
  if (byPlace.size !== found.length) faults.push(`${found.length - byPlace.size} shards are there twice.`);
  for (const row of expected) {
    const own = byPlace.get(row.place);
    if (own === undefined) faults.push(`The shard ${row.place} is lost.`);
    else if (own.sha256 !== row.sha256) faults.push(`The shard ${row.place} has other contents.`);
  }
  if (found.length > expected.length) faults.push(`${found.length - expected.length} shards are too many.`);
  const store = await openObjectStore(data);
  for (const { place, key, sha256 } of found)
    if (key !== null && sha256 !== null && !(await verifyShard(store, { key, sha256 })))
      faults.push(`The objects of the shard ${place} are not those of the manifest.`);
  const dead = await database.get(
    setAside,
    'SELECT count(*)::integer AS count FROM topo2vec_jobs.job WHERE name = $1',
    [DEAD],
  );
  if ((dead?.count ?? 0) > 0) faults.push(`${dead?.count} shards were set aside.`);
  return faults;
}
