import { UserError } from '../../../shared/errors';
import { dtmsById, terrainKeyOf } from '../control/dtms';
import type { Grid } from '../control/grid';
import { enterShard } from '../control/manifest';
import { embedShard, type Embedding } from '../work/embedShard';
import type { KnownLayers } from './knownLayers';
import type { ShardWorks } from './shardWork';

/** Embeds shards, and enters them into the manifest. @param worker its name there */
export const embedWork =
  (grid: Grid, embedding: Embedding, known: KnownLayers, worker: string): ShardWorks['embed'] =>
  async (job, signal) => {
    const { layerId, crsCode, column, row, terrainKey, program, revision } = job;
    const started = process.hrtime.bigint();
    const { layer, encoder } = await known.of(job);
    const dtms = await dtmsById(grid.database, job.dtmIds);
    if (terrainKeyOf(dtms) !== terrainKey)
      throw new UserError('bad-input', 'The DTMs that the shard was planned for are no longer in the grid.');
    const address = { crsCode, column, row };
    const stored = await embedShard(embedding, { layer, encoder, address, dtms }, signal);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const shard = { layerId, ...address, terrainKey, program, revision, stored, seconds, worker };
    return {
      counts: { embeddings: stored?.embeddings ?? 0 },
      bytes: stored?.bytes ?? 0,
      enter: (sql) => enterShard(sql, shard),
    };
  };
