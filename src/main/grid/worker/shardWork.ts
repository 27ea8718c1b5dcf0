import { UserError } from '../../../shared/errors';
import { dtmsById, terrainKeyOf } from '../control/dtms';
import type { Grid } from '../control/grid';
import type { Lease } from '../control/jobs';
import { enterShard, type EmbeddedShard } from '../control/manifest';
import { shardJob, type ShardQueue } from '../control/shardQueue';
import { embedShard, type Embedding } from '../work/embedShard';
import type { KnownLayers } from './knownLayers';

/** Embeds the shards that jobs ask for, and enters them into the manifest. */
export class ShardWork {
  constructor(
    private readonly grid: Grid,
    private readonly embedding: Embedding,
    private readonly known: KnownLayers,
    /** Name of this worker in the manifest. */
    private readonly worker: string,
  ) {}

  /**
   * Embeds a leased shard and stores it.
   * @throws UserError `bad-input` when it was planned for another program, encoder or terrain than this worker has; what
   * `embedShard` throws
   */
  async embed({ job }: Lease, signal: AbortSignal): Promise<EmbeddedShard> {
    const asked = shardJob.parse(job);
    const { layerId, crsCode, column, row, terrainKey, program, revision } = asked;
    if (program !== this.embedding.program)
      throw new UserError(
        'bad-input',
        `The shard was planned by topo2vec ${program}, and this worker is ${this.embedding.program}.`,
      );
    const started = process.hrtime.bigint();
    const { layer, encoder } = await this.known.of(asked);
    const dtms = await dtmsById(this.grid.database, asked.dtmIds);
    if (terrainKeyOf(dtms) !== terrainKey)
      throw new UserError('bad-input', 'The DTMs that the shard was planned for are no longer in the grid.');
    const address = { crsCode, column, row };
    const stored = await embedShard(this.embedding, { layer, encoder, address, dtms }, signal);
    return {
      ...{ layerId, ...address, terrainKey, program, revision, stored },
      seconds: Number(process.hrtime.bigint() - started) / 1e9,
      worker: this.worker,
    };
  }

  /**
   * Enters a shard into the manifest and completes its job, in one transaction. Where the lease lapsed and somebody else was
   * faster, nothing changes.
   * @returns whether it was entered by this call
   */
  enter(queue: ShardQueue, lease: Lease, shard: EmbeddedShard): Promise<boolean> {
    return this.grid.database.transaction(async (sql) => {
      const isNew = await enterShard(sql, shard);
      await queue.complete(lease, null, sql);
      return isNew;
    });
  }
}
