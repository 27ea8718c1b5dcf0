import { PgBoss, type Job, type JobAttempt, type JobInsert, type Queue } from 'pg-boss';
import type { Grid } from './grid';
import type { Sql } from './database';

/** Namespace of pg-boss's tables in the grid's database. */
export const JOBS_SCHEMA = 'topo2vec_jobs';

/** The queue of shards that failed too often. */
export const DEAD = 'dead';

/** Nothing that waits is ever forgotten, seconds. */
export const FOREVER_S = 10 * 365 * 86_400;

/** Jobs that are written at once. */
const INSERTED_AT_ONCE = 1000;

/** A job that a worker has leased. */
export interface Lease {
  readonly attempt: JobAttempt;
  readonly job: unknown;
}

/** The jobs of a grid. */
export class Jobs {
  private constructor(
    readonly boss: PgBoss,
    readonly grid: Grid,
  ) {}

  /** Makes the tables of jobs. @throws UserError as the database's statements do */
  static async install(grid: Grid): Promise<void> {
    const boss = new PgBoss({ ...common(grid), supervise: false });
    boss.on('error', () => undefined);
    await boss.start();
    try {
      if ((await boss.getQueue(DEAD)) === null) await boss.createQueue(DEAD, { retentionSeconds: FOREVER_S });
    } finally {
      await boss.stop({ graceful: false });
    }
  }

  /** Opens the jobs. @param supervises whether leases that lapsed are looked for, as workers do */
  static async open(grid: Grid, supervises: boolean): Promise<Jobs> {
    const everyS = Math.max(1, Math.floor(grid.settings.leaseS / 4));
    const boss = new PgBoss({
      ...common(grid),
      supervise: supervises,
      superviseIntervalSeconds: everyS,
      monitorIntervalSeconds: everyS,
      migrate: false,
      createSchema: false,
      reindex: false,
      monitorVacuum: false,
    });
    // What fails in the background is tried again by pg-boss; what matters fails where it is asked.
    boss.on('error', () => undefined);
    boss.on('warning', () => undefined);
    await boss.start();
    return new Jobs(boss, grid);
  }

  close(): Promise<void> {
    return this.boss.stop({ graceful: false });
  }
}

const common = (grid: Grid): ConstructorParameters<typeof PgBoss>[0] & object => ({
  db: grid.database.forJobs,
  schema: JOBS_SCHEMA,
  schedule: false,
  registerInstance: false,
});

/** One queue of a grid's jobs. */
export class JobQueue {
  #isThere = false;

  constructor(
    private readonly jobs: Jobs,
    readonly name: string,
    private readonly options: Omit<Queue, 'name'>,
  ) {}

  /** Makes the queue where it is not there yet. */
  async prepare(): Promise<void> {
    if (!(await this.isThere())) await this.jobs.boss.createQueue(this.name, this.options);
  }

  /** Adds jobs; those that are there already, by their keys, are left as they are. @returns ids of the new ones */
  async add(jobs: readonly JobInsert[], sql: Sql = this.jobs.grid.database): Promise<string[]> {
    const ids: string[] = [];
    for (let from = 0; from < jobs.length; from += INSERTED_AT_ONCE)
      ids.push(
        ...((await this.jobs.boss.insert(this.name, jobs.slice(from, from + INSERTED_AT_ONCE), {
          db: sql.forJobs,
          returnId: true,
        })) ?? []),
      );
    return ids;
  }

  /** Leases a job; null where none waits. */
  async lease(): Promise<Lease | null> {
    if (!(await this.isThere())) return null;
    const [job] = await this.jobs.boss.fetch<unknown>(this.name);
    return job === undefined ? null : { attempt: attemptOf(job), job: job.data };
  }

  /** Extends a lease; false where it lapsed, and the job is or will be somebody else's. */
  async extend({ attempt }: Lease): Promise<boolean> {
    return isAffected(await this.jobs.boss.touch(this.name, attempt));
  }

  /** Marks a job as done; nothing where its lease lapsed. @param sql the transaction in which it is done */
  async complete(
    { attempt }: Lease,
    output: object | null,
    sql: Sql = this.jobs.grid.database,
  ): Promise<void> {
    await this.jobs.boss.complete(this.name, attempt, output, { db: sql.forJobs });
  }

  /** Says that a job failed: it is tried again later, or set aside after the last try. */
  async fail({ attempt }: Lease, reason: string): Promise<void> {
    await this.jobs.boss.fail(this.name, attempt, { reason });
  }

  /** Removes a leased job; false where its lease lapsed. @param sql the transaction in which it is done */
  async remove({ attempt }: Lease, sql: Sql): Promise<boolean> {
    return isAffected(await this.jobs.boss.deleteJob(this.name, attempt, { db: sql.forJobs }));
  }

  /** Whether anybody made the queue. */
  async isThere(): Promise<boolean> {
    this.#isThere ||= (await this.jobs.boss.getQueue(this.name)) !== null;
    return this.#isThere;
  }
}

const attemptOf = ({ id, retryCount }: Job<unknown>): JobAttempt => ({ id, retryCount });

const isAffected = ({ affected }: { affected?: number }): boolean => (affected ?? 0) > 0;
