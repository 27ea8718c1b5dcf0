import type { EncoderWeights } from '../../../shared/contract/compute';
import type { ObjectStore } from '../objects/objectStore';
import { latticeOfShard, type ShardAddress, type ShardLayer, type StoredShard } from '../shards/shard';
import { ShardWriter } from '../shards/shardWriter';
import type { GridDtm } from '../control/dtms';
import type { GridCompute } from './gridCompute';
import type { TerrainFiles } from './gridTerrain';
import { chunksOfShard } from './shardPlan';

/** What a shard is embedded with. */
export interface Embedding {
  readonly compute: GridCompute;
  readonly store: ObjectStore;
  readonly terrain: TerrainFiles;
  /** Name and hash of this program. */
  readonly program: string;
}

/**
 * Embeds a shard and stores it; nothing is stored where no cell has an embedding.
 * @returns null where nothing was stored
 * @throws UserError `cancelled` when the signal fires, and what terrain, compute and store throw
 */
export async function embedShard(
  { compute, store, terrain, program }: Embedding,
  {
    layer,
    encoder,
    address,
    dtms,
  }: {
    readonly layer: ShardLayer;
    readonly encoder: EncoderWeights;
    readonly address: ShardAddress;
    readonly dtms: readonly GridDtm[];
  },
  signal: AbortSignal,
): Promise<StoredShard | null> {
  const chunks = chunksOfShard(layer, address, dtms);
  if (chunks.length === 0) return null;
  const writer = new ShardWriter(store, layer, address, program);
  const request = {
    encoder,
    terrain: await terrain.sourcesOf(dtms),
    rotation: layer.rotation,
    lattice: latticeOfShard(layer, address),
    radiusM: layer.radiusM,
    chunks,
  };
  for await (const chunk of compute.encoders.embedLattice(request, signal)) writer.add(chunk);
  return writer.finish();
}
