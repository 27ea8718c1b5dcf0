import { UserError } from '../../../shared/errors';
import type { Sql } from '../control/database';
import type { Grid } from '../control/grid';
import type { Lease } from '../control/jobs';
import { shardJob, type ShardJob, type ShardQueue } from '../control/shardQueue';

/** Work on a shard that is done: its objects are stored, and nobody knows of them yet. */
export interface DoneShard {
  /** What was stored, for log and metrics. */
  readonly counts: { readonly embeddings: number } | { readonly detections: number };
  readonly bytes: number;
  /** Enters it, in a transaction; false where it was entered before, which stays as it was. */
  readonly enter: (sql: Sql) => Promise<boolean>;
}

/** How each kind of work is done, from a job that was planned for this program. */
export type ShardWorks = {
  readonly [Kind in ShardJob['kind']]: (
    job: Extract<ShardJob, { kind: Kind }>,
    signal: AbortSignal,
  ) => Promise<DoneShard>;
};

/** Does what jobs ask for, and enters it. */
export class ShardWork {
  constructor(
    private readonly grid: Grid,
    private readonly works: ShardWorks,
    /** This program, as jobs name it. */
    private readonly program: string,
  ) {}

  /**
   * Does the work of a leased job, and stores what it made.
   * @throws UserError `bad-input` when it was planned for another program, encoder or terrain than this worker has; what
   * `embedShard` and `detectShard` throw
   */
  async perform(lease: Lease, signal: AbortSignal): Promise<DoneShard> {
    const job = shardJob.parse(lease.job);
    if (job.program !== this.program)
      throw new UserError(
        'bad-input',
        `The shard was planned by topo2vec ${job.program}, and this worker is ${this.program}.`,
      );
    return job.kind === 'embed' ? this.works.embed(job, signal) : this.works.detect(job, signal);
  }

  /**
   * Enters what was done and completes its job, in one transaction. Where the lease lapsed and somebody else was faster, nothing
   * changes.
   * @returns whether it was entered by this call
   */
  enter(queue: ShardQueue, lease: Lease, done: DoneShard): Promise<boolean> {
    return this.grid.database.transaction(async (sql) => {
      const isNew = await done.enter(sql);
      await queue.complete(lease, null, sql);
      return isNew;
    });
  }
}
