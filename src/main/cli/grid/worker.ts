import { hostname } from 'node:os';
import { UserError } from '../../../shared/errors';
import { SearchQueue } from '../../grid/control/searchQueue';
import { ShardQueue } from '../../grid/control/shardQueue';
import { listDtms } from '../../grid/control/dtms';
import { openGrid } from '../../grid/control/grid';
import { TerrainFiles } from '../../grid/work/gridTerrain';
import { detectWork } from '../../grid/worker/detectWork';
import { embedWork } from '../../grid/worker/embedWork';
import { KnownLayers } from '../../grid/worker/knownLayers';
import { KnownRuns } from '../../grid/worker/knownRuns';
import { WorkerMetrics } from '../../grid/worker/metrics';
import { untilReached } from '../../grid/worker/pause';
import { SearchLoop } from '../../grid/worker/searchLoop';
import { ShardWork } from '../../grid/worker/shardWork';
import { Worker } from '../../grid/worker/worker';
import { WorkerLog } from '../../grid/worker/workerLog';
import type { Output } from '../output';
import { type PlacesSaid, placesOf, storeOf, thisProgram, using, withCompute, withJobs } from './opened';

/** How long a worker that is told to stop waits for the database, ms. */
const STOP_MS = 20_000;

export async function workerCommand(
  output: Output,
  [address = '']: string[],
  options: {
    cores?: number;
    metrics?: number;
    name?: string;
    untilDone?: boolean;
  } & PlacesSaid,
): Promise<void> {
  const { cores } = options;
  if (cores === 0) throw new UserError('bad-input', 'A worker needs at least one core.');
  // TensorFlow reads it when it is loaded.
  if (cores !== undefined) process.env.TF_NUM_INTRAOP_THREADS = String(cores);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      stop.abort();
      // A database that does not answer must not keep it: its lease lapses by itself.
      setTimeout(() => process.exit(0), STOP_MS).unref();
    });
  const program = await thisProgram();
  const name = options.name ?? `${hostname()}-${process.pid}`;
  const log = new WorkerLog(name, (line) => process.stderr.write(line));
  const metrics = new WorkerMetrics();
  const reaching = <T>(work: () => Promise<T>): Promise<T | null> =>
    untilReached(work, log, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
      return null;
    });
  const reached = await reaching(() => openGrid(address));
  if (reached === null) return;
  await using(reached, async (grid) => {
    const places = await placesOf(address, grid, options);
    const terrain = new TerrainFiles(places);
    const dtms = await reaching(() => listDtms(grid.database));
    const store = await reaching(() => storeOf(grid, places));
    if (dtms === null || store === null) return;
    // Said now rather than with every shard.
    terrain.refuseUnsaid(dtms);
    await withJobs(grid, true, (jobs) =>
      withCompute(
        output,
        async (compute) => {
          const embedding = { compute, store, terrain, program };
          const known = new KnownLayers(grid);
          const works = {
            embed: embedWork(grid, embedding, known, name),
            detect: detectWork(grid, embedding, known, new KnownRuns(grid), name),
          };
          const work = new ShardWork(grid, works, program);
          const worker = new Worker(grid, new ShardQueue(jobs, program), work, metrics, log, program);
          const searches = new SearchLoop(grid, new SearchQueue(jobs, program), embedding, known);
          const served = await metrics.serve(options.metrics ?? 0);
          log.say({ event: 'started', program, grid: grid.database.shown, metricsPort: served.port });
          const ended = new AbortController();
          const searching = searches.run(AbortSignal.any([stop.signal, ended.signal]));
          try {
            const ending = await worker.run(options.untilDone === true, stop.signal);
            const reason = ending === 'told' ? 'It was told to stop.' : 'No shard is left.';
            log.say({ event: 'stopped', reason });
          } finally {
            ended.abort();
            served.close();
            await searching;
          }
        },
        cores,
      ),
    );
  });
}
