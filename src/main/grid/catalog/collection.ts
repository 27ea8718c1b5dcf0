import { keptAxes } from '../../layers/layer';
import { latticeOfShard, type ShardAddress, type ShardLayer } from '../shards/shard';
import type { CatalogedGrid, CatalogRun, CatalogShard } from './catalogedGrid';
import { footprintOf } from './footprint';
import { EMBEDDINGS, itemName, STAC_VERSION } from './item';

/**
 * The STAC collection of a layer.
 * @param shards of the layer, at least one
 */
export function collectionOf(
  layer: ShardLayer,
  shards: readonly CatalogShard[],
  { name, dtms, program }: CatalogedGrid,
): object {
  const { encoderName, radiusM, stepM, rotation } = layer;
  const size = rotation.mean.length;
  return {
    type: 'Collection',
    stac_version: STAC_VERSION,
    stac_extensions: [EMBEDDINGS],
    id: layer.id,
    title: `${encoderName}, ${radiusM} m`,
    description:
      `Embeddings of the terrain within ${radiusM} m of points ${stepM} m apart: ${name}, by the encoder ${encoderName}. ` +
      `Stored as int8 along ${keptAxes(rotation)} principal axes of ${size} dimensions; each shard says how they are decoded. ` +
      `Made by ${program} from ${dtmsText(dtms)}.`,
    license: licenceOf(dtms.map(({ licence }) => licence)),
    extent: extentOf(layer, shards),
    'emb:type': 'chip',
    'emb:dimensions': keptAxes(rotation),
    'emb:chip_layout': { layout_type: 'regular_grid' },
    'emb:fit_for_use': ['retrieval', 'classification'],
    data_type: 'int8',
    gsd: stepM,
    'topo2vec:radius_m': radiusM,
    'topo2vec:encoder_sha256': layer.encoderKey,
    links: [
      { rel: 'root', href: '../catalog.json', type: 'application/json' },
      { rel: 'parent', href: '../catalog.json', type: 'application/json' },
      { rel: 'emb:model', href: './encoder.json', type: 'application/json', title: encoderName },
      { rel: 'emb:source-data', href: '../terrain.json', type: 'application/json', title: 'Terrain' },
      ...itemLinks(shards),
    ],
  };
}

/**
 * The STAC collection of a run's detections.
 * @param run with at least one shard
 */
export function runCollectionOf(
  { id, layer, heads, shards }: CatalogRun,
  { name, dtms, program }: CatalogedGrid,
): object {
  const { encoderName, radiusM } = layer;
  const classIds = heads.map(({ classId }) => classId).join(', ');
  return {
    type: 'Collection',
    stac_version: STAC_VERSION,
    id,
    title: `Detections: ${classIds}, ${radiusM} m`,
    description:
      `Places of ${name} that were detected as ${classIds} by embeddings of the terrain within ${radiusM} m, encoder ${encoderName}: ` +
      `heads ${heads.map((head) => `${head.name} (${head.key})`).join(', ')}. Made by ${program} from ${dtmsText(dtms)}.`,
    license: licenceOf(dtms.map(({ licence }) => licence)),
    extent: extentOf(layer, shards),
    'topo2vec:radius_m': radiusM,
    'topo2vec:encoder_sha256': layer.encoderKey,
    links: [
      { rel: 'root', href: '../catalog.json', type: 'application/json' },
      { rel: 'parent', href: '../catalog.json', type: 'application/json' },
      { rel: 'derived_from', href: `../${layer.id}/collection.json`, type: 'application/json' },
      ...itemLinks(shards),
    ],
  };
}

const dtmsText = (dtms: CatalogedGrid['dtms']): string =>
  dtms.map((dtm) => `${dtm.name} (${dtm.licence ?? 'licence not stated'})`).join(', ');

const itemLinks = (shards: readonly ShardAddress[]): object[] =>
  shards.map((shard) => ({ rel: 'item', href: `./${itemName(shard)}.json`, type: 'application/geo+json' }));

/** Where and when some shards of a layer are. */
function extentOf(
  layer: ShardLayer,
  shards: readonly (ShardAddress & { readonly createdMs: number })[],
): object {
  const times = shards.map(({ createdMs }) => createdMs).sort((a, b) => a - b);
  const interval = [times[0], times.at(-1)].map((ms) => new Date(ms ?? NaN).toISOString());
  return { spatial: { bbox: [bboxOf(layer, shards)] }, temporal: { interval: [interval] } };
}

/** The one SPDX identifier of all; `various` in STAC means several, or what is not one. */
function licenceOf(licences: readonly (string | null)[]): string {
  const [licence = null, ...others] = new Set(licences);
  return licence !== null && others.length === 0 && /^[\w.+-]+$/.test(licence) ? licence : 'various';
}

function bboxOf(layer: ShardLayer, shards: readonly ShardAddress[]): number[] {
  const boxes = shards.map((shard) => {
    const [west, south, east, north] = footprintOf(latticeOfShard(layer, shard)).bbox;
    return west <= east ? [west, south, east, north] : [-180, south, 180, north];
  });
  const along = (side: number): number[] => boxes.map((box) => box[side] ?? NaN);
  return [Math.min(...along(0)), Math.min(...along(1)), Math.max(...along(2)), Math.max(...along(3))];
}
