import type { UserErrorCode } from '../../../shared/errors';
import { userErrorOf } from '../../../shared/systemErrors';
import type { Grid } from '../control/grid';
import type { Lease } from '../control/jobs';
import { queueCounts } from '../control/queueCounts';
import { shardJob, type ShardQueue } from '../control/shardQueue';
import { LeaseKeeper } from './leaseKeeper';
import type { ShardResult, WorkerMetrics } from './metrics';
import { LONGEST_PAUSE_MS, PAUSE_MS, sleep, untilReached } from './pause';
import type { DoneShard, ShardWork } from './shardWork';
import type { WorkerLog } from './workerLog';

/** How often a worker without work looks for some, ms. */
const IDLE_MS = 1000;

/** Errors of the machine, not of the shard: it is given back, for others or for later. */
const ownFaults: ReadonlySet<UserErrorCode> = new Set([
  ...(['disk', 'memory', 'network', 'not-allowed', 'compute-stopped'] as const),
]);

/** Tells why a loop ends. */
export type Ending = 'told' | 'drained';

/** Takes shards from the queue, one after another, until it is told to stop. */
export class Worker {
  #pauseMs = PAUSE_MS;
  #refused = '';

  constructor(
    private readonly grid: Grid,
    private readonly queue: ShardQueue,
    private readonly work: ShardWork,
    private readonly metrics: WorkerMetrics,
    private readonly log: WorkerLog,
    /** This program, as jobs name it. */
    private readonly program: string,
  ) {}

  /**
   * Works until the signal fires, or nothing is left to do.
   * @param untilDone whether it ends when no shard waits or is being embedded by anybody
   */
  async run(untilDone: boolean, stop: AbortSignal): Promise<Ending> {
    while (!stop.aborted) {
      try {
        const lease = await this.queue.lease();
        if (lease !== null) {
          await this.#handle(lease, stop);
          continue;
        }
        const counts = await queueCounts(this.grid.database, this.program);
        this.#sayRefused(counts.elsewhere);
        if (untilDone && counts.waiting + counts.running === 0) return 'drained';
        await sleep(IDLE_MS, stop);
      } catch (error) {
        await this.#pause(error, stop);
      }
    }
    return 'told';
  }

  async #handle(lease: Lease, stop: AbortSignal): Promise<void> {
    const startedMs = Date.now();
    const ended = (result: ShardResult, reason?: string, done?: DoneShard): void => {
      const seconds = (Date.now() - startedMs) / 1000;
      const stored = done === undefined ? {} : { ...done.counts, bytes: done.bytes };
      this.metrics.count(result, seconds, stored);
      this.log.say({
        event: 'shard',
        result,
        ...placeOf(lease),
        seconds,
        ...stored,
        ...(reason === undefined ? {} : { reason }),
      });
    };
    const keeper = new LeaseKeeper(this.queue, lease, this.grid.settings.leaseS);
    this.metrics.busy = true;
    try {
      const done = await this.work.perform(lease, AbortSignal.any([stop, keeper.lost]));
      const isNew = await this.#enter(lease, done, stop);
      this.#pauseMs = PAUSE_MS;
      ended(isNew ? 'done' : 'twin', undefined, done);
    } catch (error) {
      if (keeper.lost.aborted) {
        ended('lost', 'The lease lapsed, and another worker has the shard.');
        return;
      }
      const explained = userErrorOf(error);
      const reason = explained?.message ?? String(error instanceof Error ? error.stack : error);
      if (stop.aborted || (explained !== null && ownFaults.has(explained.code))) {
        await this.#giveBack(lease);
        ended('given-back', stop.aborted ? 'The worker was told to stop.' : reason);
        if (!stop.aborted) await this.#pause(error, stop);
        return;
      }
      await this.queue.fail(lease, reason);
      ended('failed', reason);
    } finally {
      keeper.stop();
      this.metrics.busy = false;
    }
  }

  /** Enters a stored shard; while the database cannot be reached it is tried again: the work is done. */
  #enter(lease: Lease, done: DoneShard, stop: AbortSignal): Promise<boolean> {
    return untilReached(() => this.work.enter(this.queue, lease, done), this.log, stop);
  }

  /** A database that cannot be reached gives the shard to somebody else when the lease lapses. */
  async #giveBack(lease: Lease): Promise<void> {
    await this.queue.giveBack(lease).catch(() => undefined);
  }

  async #pause(error: unknown, stop: AbortSignal): Promise<void> {
    const explained = userErrorOf(error);
    if (explained === null || !ownFaults.has(explained.code)) throw error;
    this.log.say({ event: 'waiting', reason: explained.message, seconds: this.#pauseMs / 1000 });
    await sleep(this.#pauseMs, stop);
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
  }

  /** Says once which shards this worker does not take. */
  #sayRefused(shards: Readonly<Record<string, number>>): void {
    const programs = Object.keys(shards).sort().join(', ');
    if (programs === this.#refused) return;
    this.#refused = programs;
    if (programs !== '')
      this.log.say({
        event: 'refused',
        shards,
        reason: `Shards wait for topo2vec ${programs}, and this worker is ${this.program}. Install that, or plan them again with this one.`,
      });
  }
}

/** Where a shard is, for the log. */
function placeOf({
  job,
}: Lease): Record<'work' | 'layer' | 'crs', string> & Record<'column' | 'row', number> {
  const { data } = shardJob.safeParse(job);
  return {
    work: data?.kind ?? '',
    layer: data?.layerId.slice(0, 12) ?? '',
    crs: data?.crsCode ?? '',
    column: data?.column ?? 0,
    row: data?.row ?? 0,
  };
}
