import type { Hit } from '../../../shared/contract/retrievals';
import { UserError } from '../../../shared/errors';
import { grown, overlap, type LonLat } from '../../../shared/geo/lonLat';
import type { Region } from '../../../shared/geo/region';
import { distinctPlaces } from '../../layers/search/distinctPlaces';
import { refuseInvariant } from '../../layers/refuseInvariant';
import { copiesCompared, embedQueries } from '../../layers/search/embedPlaces';
import { listDtms, type GridDtm } from '../control/dtms';
import { encoderByKey } from '../control/encoders';
import type { Grid } from '../control/grid';
import { shardsOf, type ManifestShard } from '../control/manifest';
import type { ShardLayer } from '../shards/shard';
import type { Embedding } from '../work/embedShard';
import { boxOfShard, REACH_RADII } from '../work/shardPlan';
import { gather } from './gather';
import type { NearestCells, ShardsSearched } from './searchShards';

/** Shards that are searched as one part, at most, and in how many parts a layer is searched that has enough shards. */
const MOST_A_PART = 8;
const FEWEST_PARTS = 8;

/** What look-alikes are wanted of. */
export interface RetrievalAsked {
  readonly locations: readonly LonLat[];
  /** Places that look-alikes must not be like. */
  readonly unlike: readonly LonLat[];
  /** Of the patches of both, metres. */
  readonly radiusM: number;
  /** Only look-alikes in it; undefined: anywhere. */
  readonly region: Region | undefined;
  readonly k: number;
  /** Whether rotated and mirrored look-alikes are less similar. */
  readonly orientationMatters: boolean;
}

/** Searches parts of layers, each for its `limit` nearest cells; in the order of the parts. */
export type Scatter = (
  parts: readonly ShardsSearched[],
  limit: number,
  signal: AbortSignal,
) => Promise<readonly NearestCells[]>;

/**
 * Finds the look-alikes of some locations in all shards of some layers: the same as a project finds in its layers.
 * @param layers of one encoder
 * @throws UserError `outside-terrain` when a location has no patch, `not-found` when the layers hold no shard there, `bad-input` for
 * layers of several encoders
 */
export async function retrieveInGrid(
  grid: Grid,
  { compute, terrain }: Pick<Embedding, 'compute' | 'terrain'>,
  layers: readonly ShardLayer[],
  { locations, unlike, radiusM, region, k, orientationMatters }: RetrievalAsked,
  scatter: Scatter,
  signal: AbortSignal,
): Promise<Hit[]> {
  const { database } = grid;
  const [encoderKey = '', another] = [...new Set(layers.map((layer) => layer.encoderKey))];
  if (another !== undefined)
    throw new UserError('bad-input', 'Embeddings of several encoders do not compare. Choose layers of one.');
  const encoder = await encoderByKey(database, encoderKey);
  if (orientationMatters) refuseInvariant(encoder.card);
  const dtms = await listDtms(database);
  const examples = [...locations, ...unlike];
  const by = {
    compute,
    encoder,
    terrain: await terrain.sourcesOf(dtmsAround(examples, radiusM, dtms)),
  };
  const copies = copiesCompared(encoder.card, orientationMatters);
  const queries = await embedQueries(by, { locations, unlike, radiusM }, copies, signal);
  const parts: ShardsSearched[] = [];
  for (const layer of layers) {
    const shards = (await shardsOf(database, layer.id)).filter(
      (shard) =>
        shard.stored !== null && (region === undefined || overlap(boxOfShard(layer, shard), region) !== null),
    );
    parts.push(...partsOf(shards).map((some) => ({ layer, encoder, shards: some, dtms, queries })));
  }
  if (parts.length === 0)
    throw new UserError('not-found', 'The grid has no embeddings there yet. See: topo2vec grid status');
  return distinctPlaces(
    (isOut, expected) => gather((limit) => scatter(parts, limit, signal), expected, isOut),
    { locations: examples, box: region, k },
  );
}

function partsOf(shards: readonly ManifestShard[]): ManifestShard[][] {
  const size = Math.min(MOST_A_PART, Math.ceil(shards.length / FEWEST_PARTS));
  return Array.from({ length: Math.ceil(shards.length / size) || 0 }, (_, part) =>
    shards.slice(part * size, (part + 1) * size),
  );
}

/** The DTMs that the patches of some locations may touch. */
function dtmsAround(locations: readonly LonLat[], radiusM: number, dtms: readonly GridDtm[]): GridDtm[] {
  const boxes = locations.map(({ lonDeg, latDeg }) =>
    grown({ westDeg: lonDeg, eastDeg: lonDeg, southDeg: latDeg, northDeg: latDeg }, REACH_RADII * radiusM),
  );
  const near = dtms.filter(({ box }) => boxes.some((around) => overlap(box, around) !== null));
  if (near.length === 0)
    throw new UserError('outside-terrain', 'The places lie outside the terrain of the grid. Choose others.');
  return near;
}
