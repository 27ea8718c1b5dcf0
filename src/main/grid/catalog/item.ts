import { latticeOfShard, zoneName, type ShardAddress, type ShardLayer } from '../shards/shard';
import type { CatalogDetections, CatalogRun, CatalogShard } from './catalogedGrid';
import { footprintOf } from './footprint';

/** The version whose schemas the embedding extension refers to. */
export const STAC_VERSION = '1.0.0';

/** Identifier of the embedding extension (github.com/geo-embeddings/embeddings-stac-specification). */
export const EMBEDDINGS = 'https://stac-extensions.github.io/embeddings/v0.0.1/schema.json';

const PROJECTION = 'https://stac-extensions.github.io/projection/v2.0.0/schema.json';
const PROCESSING = 'https://stac-extensions.github.io/processing/v1.2.0/schema.json';

/** What items of embeddings and of detections have in common. @param collection its id, and the name of its folder */
function commonOf(
  layer: ShardLayer,
  shard: ShardAddress & { readonly createdMs: number; readonly sha256: string },
  program: string,
  collection: string,
) {
  const lattice = latticeOfShard(layer, shard);
  const { originE, originN, stepM, columns, rows } = lattice;
  const { geometry, bbox } = footprintOf(lattice);
  const created = new Date(shard.createdMs).toISOString();
  const [, name = program, version = ''] = /^(.*) (\S+)$/.exec(program) ?? [];
  return {
    type: 'Feature',
    stac_version: STAC_VERSION,
    stac_extensions: [PROJECTION, PROCESSING],
    id: itemName(shard),
    collection,
    geometry,
    bbox,
    properties: {
      datetime: created,
      created,
      'proj:code': shard.crsCode,
      'proj:shape': [rows, columns],
      'proj:transform': [stepM, 0, originE - stepM / 2, 0, -stepM, originN + stepM / 2],
      'processing:datetime': created,
      'processing:software': { [name]: version },
      'topo2vec:sha256': shard.sha256,
    },
    links: [
      { rel: 'root', href: '../catalog.json', type: 'application/json' },
      { rel: 'parent', href: './collection.json', type: 'application/json' },
      { rel: 'collection', href: './collection.json', type: 'application/json' },
    ],
  };
}

/** Name of a shard's item, without ending. */
export const itemName = ({ crsCode, column, row }: ShardAddress): string =>
  `${zoneName(crsCode)}.${column}.${row}`;

/** The STAC item of a shard, as it lies beside its collection in `stac/LAYER/`. */
export function itemOf(layer: ShardLayer, shard: CatalogShard, program: string): object {
  const common = commonOf(layer, shard, program, layer.id);
  const group = `../../${shard.key}`;
  return {
    ...common,
    stac_extensions: [EMBEDDINGS, ...common.stac_extensions],
    properties: {
      ...common.properties,
      'emb:quantization': {
        method: 'a scale for each embedding, along the principal axes of its layer',
        original_dtype: 'float32',
        quantized_dtype: 'int8',
        link: { rel: 'about', href: `${group}/zarr.json`, type: 'application/json' },
      },
      'topo2vec:embeddings': shard.embeddings,
    },
    links: [...common.links, { rel: 'emb:source-data', href: '../terrain.json', type: 'application/json' }],
    assets: {
      embeddings: {
        href: group,
        type: 'application/vnd.zarr; version=3',
        title: 'Embeddings, with scale, error and relief of each cell',
        roles: ['data'],
      },
    },
  };
}

/** The STAC item of the detections in a shard, as it lies beside its collection in `stac/RUN/`. */
export function detectionsItemOf(run: CatalogRun, shard: CatalogDetections, program: string): object {
  const common = commonOf(run.layer, shard, program, run.id);
  return {
    ...common,
    properties: { ...common.properties, 'topo2vec:detections': shard.detections },
    assets: {
      detections: {
        href: `../../${shard.key}`,
        type: 'application/vnd.apache.parquet',
        title: 'Detections: places with class and probability (GeoParquet 1.1)',
        roles: ['data'],
      },
    },
  };
}
