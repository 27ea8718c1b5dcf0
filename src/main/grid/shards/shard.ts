import type { LatticeValue } from '../../../shared/contract/compute';
import type { Rotation } from '../../../shared/contract/layerForm';
import { latticeOfChunks } from '../../terrain/geo/lattice';

/** Chunks along an edge of a shard unless a grid says otherwise: about a million cells. */
export const SHARD_CHUNKS = 16;

/** A layer that is stored in shards. */
export interface ShardLayer {
  /** Content hash of what determines its embeddings, hex in lower case; a part of the keys of its objects. */
  readonly id: string;
  /** SHA-256 of the encoder's card and weights. */
  readonly encoderKey: string;
  readonly encoderName: string;
  readonly radiusM: number;
  readonly stepM: number;
  readonly rotation: Rotation;
  /** Chunks along an edge of its shards. */
  readonly shardChunks: number;
}

/** Where a shard is: counted in shards from the CRS's origin to the east and to the south. */
export interface ShardAddress {
  /** EPSG code of a UTM zone or UPS. */
  readonly crsCode: string;
  readonly column: number;
  readonly row: number;
}

/** What is known of a shard that was written. */
export interface StoredShard {
  /** Prefix of its objects, without a slash at the end. */
  readonly key: string;
  /** Of its objects: see `shardHash`. */
  readonly sha256: string;
  /** Of all its objects. */
  readonly bytes: number;
  /** Number of cells that have an embedding. */
  readonly embeddings: number;
}

/** A zone as a part of keys: its CRS's code in lower case, which every file system keeps apart. */
export const zoneName = (crsCode: string): string => crsCode.toLowerCase().replace(':', '-');

/** How the keys of a shard's embeddings begin, whatever they hold; then comes the beginning of their hash, and `.zarr`. */
export const shardPrefix = (layerId: string, { crsCode, column, row }: ShardAddress): string =>
  `layers/${layerId}/${zoneName(crsCode)}/${column}.${row}.`;

/** How the keys of a run's detections in a shard begin, whatever they hold; then comes the beginning of their hash, and `.parquet`. */
export const detectionsPrefix = (runId: string, { crsCode, column, row }: ShardAddress): string =>
  `detections/${runId}/${zoneName(crsCode)}/${column}.${row}.`;

/** The lattice of a shard: its cells, the north-western first. */
export const latticeOfShard = (
  { stepM, shardChunks }: Pick<ShardLayer, 'stepM' | 'shardChunks'>,
  { crsCode, column, row }: ShardAddress,
): LatticeValue =>
  latticeOfChunks(
    { crsCode, stepM },
    {
      column: column * shardChunks,
      row: row * shardChunks,
      columns: shardChunks,
      rows: shardChunks,
    },
  );
