import { z } from 'zod';
import { DEAD, FOREVER_S, JobQueue, type Jobs, type Lease } from './jobs';

/** Queue of the shards that a program embeds: workers of other programs take none of them. */
export const SHARD_QUEUES = 'embed-';

/** The longest that pg-boss lets a job run, seconds; a worker that died is found by its lease. */
const LONGEST_S = 86_000;

/** First and longest wait before a shard that failed is tried again, seconds. */
const RETRY_S = 5;
const LONGEST_RETRY_S = 300;

/** How long jobs that are done stay in the table, seconds; the manifest is what counts. */
const KEPT_DONE_S = 3600;

/** What a worker needs to know of a shard that it is to embed; everything is checked against what it has. */
export const shardJob = z.object({
  layerId: z.string(),
  encoderKey: z.string(),
  crsCode: z.string(),
  column: z.number().int(),
  row: z.number().int(),
  /** The DTMs that it is embedded from, by their ids, and their identity. */
  dtmIds: z.array(z.number().int()),
  terrainKey: z.string(),
  /** Of the grid's terrain. */
  revision: z.number().int(),
  /** Name and hash of the program that planned it. */
  program: z.string(),
});
export type ShardJob = z.infer<typeof shardJob>;

/** The queue of a grid's shards, for one program. */
export class ShardQueue extends JobQueue {
  constructor(
    private readonly all: Jobs,
    program: string,
  ) {
    const { leaseS, retries } = all.grid.settings;
    super(all, `${SHARD_QUEUES}${program}`, {
      // One job for a shard, however often it is planned.
      policy: 'exclusive',
      heartbeatSeconds: leaseS,
      expireInSeconds: LONGEST_S,
      retryLimit: retries,
      retryDelay: RETRY_S,
      retryBackoff: true,
      retryDelayMax: LONGEST_RETRY_S,
      retentionSeconds: FOREVER_S,
      deleteAfterSeconds: KEPT_DONE_S,
      deadLetter: DEAD,
    });
  }

  /** Plans shards; those that are planned already are left as they are. @returns how many were new */
  async plan(jobs: readonly ShardJob[]): Promise<number> {
    return (await this.add(jobs.map(inserted))).length;
  }

  /** Gives a shard back untouched, as a new job that anybody may take at once; it does not count as a try. */
  async giveBack(lease: Lease): Promise<void> {
    const job = shardJob.parse(lease.job);
    await this.all.grid.database.transaction(async (sql) => {
      if (await this.remove(lease, sql)) await this.add([inserted(job)], sql);
    });
  }

  /** Plans the shards again that were set aside. @returns how many */
  retryDead(): Promise<number> {
    return this.all.boss.redrive(DEAD, { destination: this.name });
  }
}

const inserted = (data: ShardJob): { data: ShardJob; singletonKey: string } => ({
  data,
  singletonKey: [data.layerId, data.crsCode, data.column, data.row].join(' '),
});
