import type { ShardAddress, ShardLayer, StoredShard } from '../shards/shard';

/** A shard, as the catalog describes it. */
export interface CatalogShard extends StoredShard, ShardAddress {
  readonly layerId: string;
  /** When it was embedded, milliseconds since 1970. */
  readonly createdMs: number;
}

/** A DTM that embeddings were made from. */
interface CatalogDtm {
  readonly name: string;
  /** As its producer states it, e.g. an SPDX identifier; null where nobody did. */
  readonly licence: string | null;
}

/** The detections of a run in a shard, as the catalog describes them. */
export interface CatalogDetections extends ShardAddress {
  /** Of the object that holds them. */
  readonly key: string;
  readonly sha256: string;
  readonly detections: number;
  /** When they were detected, milliseconds since 1970. */
  readonly createdMs: number;
}

/** A detection of some classes over a layer. */
export interface CatalogRun {
  readonly id: string;
  readonly layer: ShardLayer;
  readonly heads: readonly { readonly key: string; readonly name: string; readonly classId: string }[];
  readonly shards: readonly CatalogDetections[];
}

/** What a catalog describes. */
export interface CatalogedGrid {
  readonly name: string;
  readonly layers: readonly ShardLayer[];
  readonly shards: readonly CatalogShard[];
  readonly runs: readonly CatalogRun[];
  readonly dtms: readonly CatalogDtm[];
  /** Name and version of what wrote it, e.g. `topo2vec 0.1.0`. */
  readonly program: string;
}
