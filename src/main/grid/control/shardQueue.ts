import type { JobInsert } from 'pg-boss';
import { z } from 'zod';
import { DEAD, FOREVER_S, JobQueue, type Jobs, type Lease } from './jobs';

/** Queues of the work on shards, one for each program: workers of other programs take none of it. */
export const SHARD_QUEUES = 'shards-';

/** The longest that pg-boss lets a job run, seconds; a worker that died is found by its lease. */
const LONGEST_S = 86_000;

/** First and longest wait before a shard that failed is tried again, seconds. */
const RETRY_S = 5;
const LONGEST_RETRY_S = 300;

/** How long jobs that are done stay in the table, seconds; the manifest is what counts. */
const KEPT_DONE_S = 3600;

const ofShard = z.object({
  layerId: z.string(),
  encoderKey: z.string(),
  crsCode: z.string(),
  column: z.number().int(),
  row: z.number().int(),
  /** Name and hash of the program that planned it. */
  program: z.string(),
});

/** What a worker needs to know of a shard that it is to embed; everything is checked against what it has. */
const embedJob = ofShard.extend({
  kind: z.literal('embed'),
  /** The DTMs that it is embedded from, by their ids, and their identity. */
  dtmIds: z.array(z.number().int()),
  terrainKey: z.string(),
  /** Of the grid's terrain. */
  revision: z.number().int(),
});
export type EmbedJob = z.infer<typeof embedJob>;

/** A shard in which a run is to detect. */
const detectJob = ofShard.extend({ kind: z.literal('detect'), runId: z.string() });
export type DetectJob = z.infer<typeof detectJob>;

/** Work on a shard. */
export const shardJob = z.discriminatedUnion('kind', [embedJob, detectJob]);
export type ShardJob = z.infer<typeof shardJob>;
export type ShardWorkKind = ShardJob['kind'];

/** Which of two jobs is taken first: detections wait for embeddings. */
const priorities: Readonly<Record<ShardWorkKind, number>> = { embed: 1, detect: 0 };

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

  /** Plans work on shards; those that are planned already are left as they are. @returns how many were new */
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

/** A job as it is inserted: one for a shard and what is done with it. */
const inserted = (data: ShardJob): JobInsert => ({
  data,
  priority: priorities[data.kind],
  singletonKey: [
    data.kind,
    data.kind === 'embed' ? data.layerId : data.runId,
    ...[data.crsCode, data.column, data.row],
  ].join(' '),
});
