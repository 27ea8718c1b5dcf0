import { throwIfAborted } from '../../../shared/errors';
import { ChunkSearch } from '../../layers/search/chunkSearch';
import { Contest, type Contender } from '../../layers/search/contest';
import type { LayerCell } from '../../layers/search/distinctPlaces';
import { squaresOf } from '../../layers/search/embedPlaces';
import { nearestFirst, type Contenders, type Found } from '../../layers/search/nearestFirst';
import { locationsAt } from '../../terrain/geo/lattice';
import type { GridDtm } from '../control/dtms';
import type { ManifestShard } from '../control/manifest';
import { latticeOfShard, type ShardLayer } from '../shards/shard';
import { ShardReader } from '../shards/shardReader';
import type { Embedding } from '../work/embedShard';
import { dtmsNear } from '../work/shardPlan';
import type { EncoderWeights } from '../../../shared/contract/compute';

/** Some shards of a layer, and what is looked for in them. */
export interface ShardsSearched {
  readonly layer: ShardLayer;
  readonly encoder: EncoderWeights;
  readonly shards: readonly ManifestShard[];
  /** All of the grid. */
  readonly dtms: readonly GridDtm[];
  /** Each [size]; the nearest of them counts. */
  readonly queries: readonly Float32Array[];
}

/** The nearest cells of some shards. */
export interface NearestCells {
  /** Nearest first. */
  readonly cells: readonly Found<LayerCell>[];
  /** Whether these are all cells that there are. */
  readonly isAll: boolean;
}

/** A cell of one of the shards. */
interface ShardCell extends LayerCell {
  readonly shard: number;
}

/**
 * The `limit` cells of some shards whose embeddings are nearest to any of the queries, with their Euclidean distances: those of
 * comparing every embedding in Float32.
 * @throws UserError `cancelled` when the signal fires; what store and compute throw
 */
export async function searchShards(
  embedding: Pick<Embedding, 'compute' | 'store' | 'terrain'>,
  searched: ShardsSearched,
  limit: number,
  signal: AbortSignal,
): Promise<NearestCells> {
  const { layer, shards } = searched;
  const search = {
    find: (most: number, beyond: number) => contendersOf(embedding, searched, most, beyond, signal),
    locate: (contenders: readonly Contender[]) => cellsOf(layer, shards, contenders),
    measure: (cells: readonly ShardCell[]) => measured(embedding, searched, cells, signal),
    isOut: () => false,
  };
  const cells: Found<LayerCell>[] = [];
  for await (const { cell, distance } of nearestFirst(search, limit)) {
    const { lonDeg, latDeg, radiusM } = cell;
    cells.push({ cell: { lonDeg, latDeg, radiusM }, distance });
    if (cells.length === limit) return { cells, isAll: false };
  }
  return { cells, isAll: true };
}

/** Lets all cells of the shards compete: the first axes are read of every chunk, the others where a cell may be within reach. */
async function contendersOf(
  { store }: Pick<Embedding, 'store'>,
  { layer, shards, queries }: ShardsSearched,
  limit: number,
  beyond: number,
  signal: AbortSignal,
): Promise<Contenders> {
  const contest = new Contest(limit, beyond);
  const search = new ChunkSearch(layer.rotation, queries);
  for (const [index, shard] of shards.entries()) {
    if (shard.stored === null) continue;
    const { columns } = latticeOfShard(layer, shard);
    const reader = await ShardReader.open(store, layer, shard.stored.key);
    for await (const chunks of reader.nearChunks()) {
      throwIfAborted(signal);
      for (const chunk of chunks)
        await search.enter(contest, index, columns, chunk, () =>
          reader.far(chunk.chunkColumn, chunk.chunkRow),
        );
    }
  }
  return { contenders: contest.contenders(), reach: contest.reach };
}

/** Where contenders are, in their order. */
function cellsOf(
  layer: ShardLayer,
  shards: readonly ManifestShard[],
  contenders: readonly Contender[],
): ShardCell[] {
  const { radiusM } = layer;
  const cells: ShardCell[] = contenders.map(() => ({ lonDeg: NaN, latDeg: NaN, radiusM, shard: -1 }));
  for (const [index, shard] of shards.entries()) {
    const rows = [...contenders.keys()].filter((row) => contenders[row]?.layer === index);
    const ids = rows.map((row) => contenders[row]?.cell ?? NaN);
    const locations = locationsAt(latticeOfShard(layer, shard), ids);
    for (const [at, row] of rows.entries()) {
      const [lonDeg = NaN, latDeg = NaN] = [locations[2 * at], locations[2 * at + 1]];
      cells[row] = { lonDeg, latDeg, radiusM, shard: index };
    }
  }
  return cells;
}

/** Squared distances of cells, each embedded from the DTMs that its shard was embedded from. */
async function measured(
  { compute, terrain }: Pick<Embedding, 'compute' | 'terrain'>,
  { layer, encoder, shards, dtms, queries }: ShardsSearched,
  cells: readonly ShardCell[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const squares = new Float32Array(cells.length).fill(Infinity);
  for (const index of new Set(cells.map(({ shard }) => shard))) {
    const shard = shards[index];
    if (shard === undefined) continue;
    const rows = [...cells.keys()].filter((row) => cells[row]?.shard === index);
    const by = { compute, encoder, terrain: await terrain.sourcesOf(dtmsNear(layer, shard, dtms)) };
    const own = await squaresOf(
      by,
      queries,
      rows.flatMap((row) => cells[row] ?? []),
      signal,
    );
    for (const [at, row] of rows.entries()) squares[row] = own[at] ?? NaN;
  }
  return squares;
}
