import { UserError } from '../../../shared/errors';
import { overlap } from '../../../shared/geo/lonLat';
import type { Region } from '../../../shared/geo/region';
import { type GridDtm, listDtms, terrainRevision } from '../control/dtms';
import { encoderByKey } from '../control/encoders';
import type { Grid } from '../control/grid';
import { beginLayer, findLayer, type LayerAsked } from '../control/layers';
import { shardsOf } from '../control/manifest';
import type { EmbedJob, ShardQueue } from '../control/shardQueue';
import type { ShardLayer } from '../shards/shard';
import type { GridCompute } from './gridCompute';
import type { TerrainFiles } from './gridTerrain';
import { planShards } from './shardPlan';

/** DTMs of which the sample is drawn that gives a layer its axes: with more, they are taken evenly. */
const SAMPLED_DTMS = 64;

/** What was planned of a layer. */
export interface LayerPlan {
  readonly layer: ShardLayer;
  /** Shards of the region that hold terrain. */
  readonly shards: number;
  /** Those of them that are embedded from the grid's present terrain. */
  readonly done: number;
  /** Those that were queued by this call; the others were queued before. */
  readonly queued: number;
}

/**
 * Queues the shards of a layer that are not embedded from the present terrain; the layer is begun where it is not there yet.
 * @param asked its region: only shards that hold a part of it; undefined: all
 * @param program that is to embed them
 * @throws UserError `outside-terrain` where the grid has no terrain; what compute throws
 */
export async function planLayer(
  {
    grid,
    queue,
    compute,
    terrain,
    program,
  }: {
    readonly grid: Grid;
    readonly queue: ShardQueue;
    readonly compute: GridCompute;
    readonly terrain: TerrainFiles;
    readonly program: string;
  },
  asked: LayerAsked & { readonly region: Region | undefined },
  signal: AbortSignal,
): Promise<LayerPlan> {
  const { database } = grid;
  const revision = await terrainRevision(database);
  const dtms = await listDtms(database);
  const within = dtms.filter(({ box }) => asked.region === undefined || overlap(box, asked.region) !== null);
  if (within.length === 0)
    throw new UserError(
      'outside-terrain',
      dtms.length === 0
        ? 'The grid has no terrain yet. Add some with: topo2vec grid add-dtm'
        : 'The box lies outside the terrain of the grid. Take one that overlaps it.',
    );
  const begin = async (): Promise<ShardLayer> => {
    const rotation = await compute.encoders.rotation(
      {
        encoder: await encoderByKey(database, asked.encoderKey),
        terrain: await terrain.sourcesOf(evenly(within, SAMPLED_DTMS)),
        radiusM: asked.radiusM,
      },
      signal,
    );
    return beginLayer(database, asked, rotation);
  };
  const layer = (await findLayer(database, asked)) ?? (await begin());
  const planned = planShards(layer, dtms, asked.region);
  const there = new Map(
    (await shardsOf(database, layer.id)).map(({ crsCode, column, row, terrainKey }) => [
      `${crsCode} ${column} ${row}`,
      terrainKey,
    ]),
  );
  const missing = planned.filter(
    ({ crsCode, column, row, terrainKey }) => there.get(`${crsCode} ${column} ${row}`) !== terrainKey,
  );
  await queue.prepare();
  const jobs = missing.map(({ crsCode, column, row, dtms: near, terrainKey }): EmbedJob => ({
    ...{
      kind: 'embed',
      layerId: layer.id,
      encoderKey: layer.encoderKey,
      crsCode,
      column,
      row,
      terrainKey,
      revision,
      program,
    },
    dtmIds: near.map(({ id }) => id),
  }));
  const queued = await queue.plan(jobs);
  return { layer, shards: planned.length, done: planned.length - missing.length, queued };
}

/** Some of the DTMs, spread over all of them. */
const evenly = (dtms: readonly GridDtm[], most: number): GridDtm[] =>
  dtms.length <= most
    ? [...dtms]
    : dtms.filter(
        (_, index) =>
          Math.floor((index * most) / dtms.length) !== Math.floor(((index - 1) * most) / dtms.length),
      );
