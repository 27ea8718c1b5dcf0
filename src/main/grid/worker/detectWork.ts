import { UserError } from '../../../shared/errors';
import type { Sql } from '../control/database';
import { enterDetections } from '../control/detected';
import { listDtms, terrainKeyOf, type GridDtm } from '../control/dtms';
import type { Grid } from '../control/grid';
import { shardsOf, type ManifestShard } from '../control/manifest';
import type { DetectJob } from '../control/shardQueue';
import type { ShardLayer } from '../shards/shard';
import { DetectWindow, inputsOf } from '../work/detectWindow';
import { detectShard } from '../work/detectShard';
import type { Embedding } from '../work/embedShard';
import { dtmsNear } from '../work/shardPlan';
import type { KnownLayers } from './knownLayers';
import type { KnownRuns } from './knownRuns';
import type { ShardWorks } from './shardWork';

/** Detects in shards, and enters what was found. @param worker its name beside that */
export const detectWork =
  (
    grid: Grid,
    embedding: Embedding,
    known: KnownLayers,
    runs: KnownRuns,
    worker: string,
  ): ShardWorks['detect'] =>
  async (job, signal) => {
    const started = process.hrtime.bigint();
    const { layer, encoder } = await known.of(job);
    const { run, heads } = await runs.of(job.runId);
    const { runId, crsCode, column, row, program } = job;
    const address = { crsCode, column, row };
    const window = new DetectWindow(layer, address);
    const { shards, dtms } = await inputsNow(grid.database, layer, window);
    requireCurrent(layer, job, shards, dtms);
    const inputs = inputsOf(shards, dtms);
    const detecting = { run, layer, encoder, heads, window, shards, dtms, inputs };
    const stored = await detectShard(embedding, detecting, signal);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    return {
      counts: { detections: stored?.detections ?? 0 },
      bytes: stored?.bytes ?? 0,
      enter: async (sql) => {
        const now = await inputsNow(sql, layer, window);
        if (inputsOf(now.shards, now.dtms) !== inputs)
          throw new UserError(
            'bad-input',
            'The embeddings or the terrain changed while the shard was searched. It is tried again.',
          );
        return enterDetections(sql, { runId, ...address, inputs, program, stored, seconds, worker });
      },
    };
  };

/** What detections in a window follow from, as it is now. */
async function inputsNow(
  sql: Sql,
  layer: ShardLayer,
  window: DetectWindow,
): Promise<{ readonly shards: ManifestShard[]; readonly dtms: GridDtm[] }> {
  return {
    shards: window.shardsIn(await shardsOf(sql, layer.id)),
    dtms: window.dtmsOf(await listDtms(sql)),
  };
}

/** @throws UserError `bad-input` where the shard is not embedded from the present terrain */
function requireCurrent(
  layer: ShardLayer,
  { crsCode, column, row }: DetectJob,
  shards: readonly ManifestShard[],
  dtms: readonly GridDtm[],
): void {
  const own = shards.find((shard) => shard.column === column && shard.row === row);
  if (own?.terrainKey === terrainKeyOf(dtmsNear(layer, { crsCode, column, row }, dtms))) return;
  throw new UserError(
    'bad-input',
    'The shard is not embedded from the terrain that the grid has now. Run topo2vec grid embed, then topo2vec grid detect.',
  );
}
