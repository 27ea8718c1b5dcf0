import { PgBoss, type Job, type JobAttempt } from 'pg-boss';
import { z } from 'zod';
import type { Grid } from './grid';
import type { Sql } from './database';

/** Namespace of pg-boss's tables in the grid's database. */
export const JOBS_SCHEMA = 'topo2vec_jobs';

/** The queue of shards that failed too often. */
const DEAD = 'dead';

/** Queue of the shards that a program embeds: workers of other programs take none of them. */
const QUEUE_PREFIX = 'embed-';
const queueOf = (program: string): string => `${QUEUE_PREFIX}${program}`;

/** The longest that pg-boss lets a job run, seconds; a worker that died is found by its lease. */
const LONGEST_S = 86_000;

/** First and longest wait before a shard that failed is tried again, seconds. */
const RETRY_S = 5;
const LONGEST_RETRY_S = 300;

/** How long jobs that are done stay in the table, seconds; the manifest is what counts. */
const KEPT_DONE_S = 3600;

/** Jobs that are written at once. */
const INSERTED_AT_ONCE = 1000;

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

/** A shard that a worker has leased. */
export interface Lease {
  readonly attempt: JobAttempt;
  readonly job: unknown;
}

/** A shard that was set aside, and why. */
export interface DeadShard {
  readonly id: string;
  readonly job: ShardJob;
  readonly reason: string;
  readonly attempts: number;
}

/** How many shards wait, are being embedded and were set aside. */
export interface QueueCounts {
  readonly waiting: number;
  readonly running: number;
  readonly dead: number;
  /** Shards that wait for other programs, by program. */
  readonly elsewhere: Readonly<Record<string, number>>;
}

const reasonOutput = z.object({
  reason: z.string().optional(),
  message: z.string().optional(),
  value: z.object({ message: z.string() }).optional(),
});

/** The queue of a grid's shards, for one program. */
export class ShardQueue {
  readonly #boss: PgBoss;
  readonly #name: string;

  private constructor(
    private readonly grid: Grid,
    program: string,
    /** How often leases are checked, seconds. */
    everyS: number,
    private readonly supervises: boolean,
  ) {
    this.#name = queueOf(program);
    this.#boss = new PgBoss({
      db: grid.database.forJobs,
      schema: JOBS_SCHEMA,
      schedule: false,
      supervise: supervises,
      superviseIntervalSeconds: everyS,
      monitorIntervalSeconds: everyS,
      migrate: false,
      createSchema: false,
      registerInstance: false,
      reindex: false,
      monitorVacuum: false,
    });
    // What fails in the background is tried again by pg-boss; what matters fails where it is asked.
    this.#boss.on('error', () => undefined);
    this.#boss.on('warning', () => undefined);
  }

  /** Makes the queue's tables. @throws UserError as the database's statements do */
  static async install(grid: Grid): Promise<void> {
    const boss = new PgBoss({
      db: grid.database.forJobs,
      schema: JOBS_SCHEMA,
      schedule: false,
      supervise: false,
      registerInstance: false,
    });
    boss.on('error', () => undefined);
    await boss.start();
    try {
      if ((await boss.getQueue(DEAD)) === null)
        await boss.createQueue(DEAD, { retentionSeconds: 10 * 365 * 86_400 });
    } finally {
      await boss.stop({ graceful: false });
    }
  }

  /** Opens the queue of a program. @param supervises whether leases that lapsed are looked for, as workers do */
  static async open(grid: Grid, program: string, supervises: boolean): Promise<ShardQueue> {
    const queue = new ShardQueue(
      grid,
      program,
      Math.max(1, Math.floor(grid.settings.leaseS / 4)),
      supervises,
    );
    await queue.#boss.start();
    return queue;
  }

  /** Makes the queue of this program, so that shards can be planned for it. */
  async prepare(): Promise<void> {
    if ((await this.#boss.getQueue(this.#name)) !== null) return;
    const { leaseS, retries } = this.grid.settings;
    await this.#boss.createQueue(this.#name, {
      // One job for a shard, however often it is planned.
      policy: 'exclusive',
      heartbeatSeconds: leaseS,
      expireInSeconds: LONGEST_S,
      retryLimit: retries,
      retryDelay: RETRY_S,
      retryBackoff: true,
      retryDelayMax: LONGEST_RETRY_S,
      retentionSeconds: 10 * 365 * 86_400,
      deleteAfterSeconds: KEPT_DONE_S,
      deadLetter: DEAD,
    });
  }

  /** Whether shards were ever planned for this program. */
  async isPrepared(): Promise<boolean> {
    return (await this.#boss.getQueue(this.#name)) !== null;
  }

  /** Plans shards; those that are planned already are left as they are. @returns how many were new */
  async plan(jobs: readonly ShardJob[]): Promise<number> {
    let added = 0;
    for (let from = 0; from < jobs.length; from += INSERTED_AT_ONCE) {
      const some = jobs
        .slice(from, from + INSERTED_AT_ONCE)
        .map((data) => ({ data, singletonKey: keyOf(data) }));
      const ids = await this.#boss.insert(this.#name, some, { returnId: true });
      added += ids?.length ?? 0;
    }
    return added;
  }

  /** Leases a shard; null where none waits. */
  async lease(): Promise<Lease | null> {
    const [job] = await this.#boss.fetch<unknown>(this.#name);
    return job === undefined ? null : { attempt: attemptOf(job), job: job.data };
  }

  /** Extends a lease; false where it lapsed, and the shard is or will be somebody else's. */
  async extend({ attempt }: Lease): Promise<boolean> {
    return isAffected(await this.#boss.touch(this.#name, attempt));
  }

  /** Marks a shard as done, in the transaction that enters it into the manifest; nothing where the lease lapsed. */
  async complete(sql: Sql, { attempt }: Lease): Promise<void> {
    await this.#boss.complete(this.#name, attempt, null, { db: sql.forJobs });
  }

  /** Says that a shard failed: it is tried again later, or set aside after the last try. */
  async fail({ attempt }: Lease, reason: string): Promise<void> {
    await this.#boss.fail(this.#name, attempt, { reason });
  }

  /** Gives a shard back untouched, as a new job that anybody may take at once; it does not count as a try. */
  async giveBack({ attempt, job }: Lease): Promise<void> {
    const data = shardJob.parse(job);
    await this.grid.database.transaction(async (sql) => {
      const db = sql.forJobs;
      if (!isAffected(await this.#boss.deleteJob(this.#name, attempt, { db }))) return;
      await this.#boss.insert(this.#name, [{ data, singletonKey: keyOf(data) }], { db });
    });
  }

  /** Plans the shards again that were set aside. @returns how many */
  async retryDead(): Promise<number> {
    return this.#boss.redrive(DEAD, { destination: this.#name });
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, ...(this.supervises ? {} : { timeout: 1000 }) });
  }
}

const keyOf = ({ layerId, crsCode, column, row }: ShardJob): string =>
  `${layerId} ${crsCode} ${column} ${row}`;

const attemptOf = ({ id, retryCount }: Job<unknown>): JobAttempt => ({ id, retryCount });

const isAffected = ({ affected }: { affected?: number }): boolean => (affected ?? 0) > 0;

const countRow = z.object({ name: z.string(), state: z.string(), count: z.number() });

/** Counts the shards of a grid's queues. @param program whose shards count as waiting */
export async function queueCounts(sql: Sql, program: string): Promise<QueueCounts> {
  const rows = await sql.all(
    countRow,
    `SELECT name, state::text AS state, count(*)::integer AS count FROM ${JOBS_SCHEMA}.job
     WHERE state IN ('created', 'retry', 'active') AND (name = $1 OR name LIKE $2) GROUP BY 1, 2`,
    [DEAD, `${QUEUE_PREFIX}%`],
  );
  const elsewhere: Record<string, number> = {};
  let [waiting, running, dead] = [0, 0, 0];
  for (const { name, state, count } of rows) {
    if (name === DEAD) dead += count;
    else if (state === 'active') running += count;
    else if (name === queueOf(program)) waiting += count;
    else {
      const other = name.slice(QUEUE_PREFIX.length);
      elsewhere[other] = (elsewhere[other] ?? 0) + count;
    }
  }
  return { waiting, running, dead, elsewhere };
}

const deadRow = z.object({
  id: z.string(),
  data: shardJob,
  attempts: z.number(),
  output: reasonOutput.nullable(),
});

/** The shards that were set aside, the oldest first. */
export async function deadShards(sql: Sql, limit: number): Promise<DeadShard[]> {
  const rows = await sql.all(
    deadRow,
    `SELECT id, data, source_retry_count + 1 AS attempts, source_output AS output FROM ${JOBS_SCHEMA}.job
     WHERE name = $1 AND state IN ('created', 'retry') ORDER BY created_on LIMIT $2`,
    [DEAD, limit],
  );
  return rows.map(({ id, data, attempts, output }) => ({
    ...{ id, job: data, attempts },
    reason: output?.reason ?? output?.message ?? output?.value?.message ?? 'unknown',
  }));
}
