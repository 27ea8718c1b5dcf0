import { UserError } from '../../../shared/errors';
import { overlap } from '../../../shared/geo/lonLat';
import type { Region } from '../../../shared/geo/region';
import { detectedOf } from '../control/detected';
import { listDtms } from '../control/dtms';
import type { Grid } from '../control/grid';
import { shardsOf, type ManifestShard } from '../control/manifest';
import { beginRun, type GridRun } from '../control/runs';
import type { DetectJob, ShardQueue } from '../control/shardQueue';
import type { ShardLayer } from '../shards/shard';
import { DetectWindow, inputsOf } from './detectWindow';
import { planShards } from './shardPlan';

/** What was planned of a run. */
export interface RunPlan {
  readonly run: GridRun;
  /** Embedded shards of the region. */
  readonly shards: number;
  /** Those of them in which is detected what there is. */
  readonly done: number;
  /** Those that were queued by this call; the others were queued before. */
  readonly queued: number;
  /** Shards of the region that are not embedded from the grid's present terrain: they wait for another call. */
  readonly notEmbedded: number;
}

/**
 * Queues the embedded shards of a layer in which a run has not detected, or from other embeddings or terrain than there are now.
 * @param region only shards that hold a part of it; undefined: all
 * @throws UserError `not-found` where no shard is embedded; `bad-input` for DTMs that an older version added
 */
export async function planRun(
  { grid, queue, program }: { readonly grid: Grid; readonly queue: ShardQueue; readonly program: string },
  layer: ShardLayer,
  recipe: Parameters<typeof beginRun>[2],
  region: Region | undefined,
): Promise<RunPlan> {
  const { database } = grid;
  const dtms = await listDtms(database);
  const unmeasured = dtms.find(({ noiseM }) => noiseM === null);
  if (unmeasured !== undefined && recipe.flatTimes > 0)
    throw new UserError(
      'bad-input',
      `The vertical noise of ${unmeasured.path} is not known: an older version added it. Add it again with: topo2vec grid add-dtm`,
    );
  const embedded = await shardsOf(database, layer.id);
  const current = new Map(embedded.map((shard) => [placeOf(shard), shard]));
  const planned = planShards(layer, dtms, region);
  const ready = planned.flatMap((shard): ManifestShard[] => {
    const there = current.get(placeOf(shard));
    return there?.terrainKey === shard.terrainKey ? [there] : [];
  });
  const notEmbedded = planned.length - ready.length;
  if (ready.length === 0)
    throw new UserError(
      'not-found',
      region !== undefined && !dtms.some((dtm) => overlap(dtm.box, region) !== null)
        ? 'The box lies outside the terrain of the grid. Take one that overlaps it.'
        : 'The layer has no embeddings there yet. See: topo2vec grid status',
    );
  const run = await beginRun(database, layer.id, recipe);
  const known = new Map((await detectedOf(database, run.id)).map((shard) => [placeOf(shard), shard.inputs]));
  const missing = ready.filter((shard) => {
    const window = new DetectWindow(layer, shard);
    return known.get(placeOf(shard)) !== inputsOf(window.shardsIn(embedded), window.dtmsOf(dtms));
  });
  await queue.prepare();
  const { id: layerId, encoderKey } = layer;
  const jobs = missing.map(({ crsCode, column, row }): DetectJob => ({
    ...{ kind: 'detect', runId: run.id, layerId, encoderKey, crsCode, column, row, program },
  }));
  const queued = await queue.plan(jobs);
  return { run, shards: ready.length, done: ready.length - missing.length, queued, notEmbedded };
}

const placeOf = ({ crsCode, column, row }: Pick<ManifestShard, 'crsCode' | 'column' | 'row'>): string =>
  `${crsCode} ${column} ${row}`;
