import { z } from 'zod';
import { keptAxes } from '../../layers/layer';
import { latticeOfShard, type ShardAddress, type ShardLayer } from './shard';
import { arrayMetadata, SHARDED_ARRAYS, shardedMetadata } from './shardArrays';

/** What the group of a shard says about itself. */
export const shardGroup = z.object({
  zarr_format: z.literal(3),
  node_type: z.literal('group'),
  attributes: z.object({
    /** Name and version of this form. The first version has a CRC-32C behind each inner chunk, the second the checksum of zstd in it. */
    form: z.enum(['topo2vec-shard 1', 'topo2vec-shard 2']),
    /** How the embedding of a cell follows from the arrays. */
    decoding: z.string(),
    layer: z.string(),
    encoder: z.object({ key: z.string(), name: z.string() }),
    program: z.string(),
    radius_m: z.number(),
    step_m: z.number(),
    'proj:code': z.string(),
    /** Column and row of the shard, counted from the CRS's origin to the east and to the south. */
    shard: z.tuple([z.number(), z.number()]),
  }),
});

/** The objects of a shard but its embeddings, in pieces, by their names. */
export function groupObjects(
  layer: ShardLayer,
  address: ShardAddress,
  program: string,
): Map<string, readonly Uint8Array[]> {
  const { mean, axes } = layer.rotation;
  const { originE, originN, stepM, columns, rows } = latticeOfShard(layer, address);
  const group: z.infer<typeof shardGroup> = {
    zarr_format: 3,
    node_type: 'group',
    attributes: {
      form: 'topo2vec-shard 2',
      decoding: 'mean + scale * (embedding @ axes), within error; a cell whose scale is NaN has no embedding',
      layer: layer.id,
      encoder: { key: layer.encoderKey, name: layer.encoderName },
      program,
      radius_m: layer.radiusM,
      step_m: stepM,
      'proj:code': address.crsCode,
      shard: [address.column, address.row],
    },
  };
  const objects = new Map<string, readonly Uint8Array[]>([['zarr.json', [json(group)]]]);
  const add = (name: string, values: Float32Array | Float64Array, shape: number[], names: string[]): void => {
    const dataType = values instanceof Float32Array ? 'float32' : 'float64';
    objects.set(`${name}/zarr.json`, [json(arrayMetadata({ shape, dataType, fill: 'NaN', names }))]);
    objects.set(`${name}/c/${shape.map(() => 0).join('/')}`, [littleEndianBytes(values)]);
  };
  add('mean', mean, [mean.length], ['value']);
  add('axes', axes, [keptAxes(layer.rotation), mean.length], ['axis', 'value']);
  add(
    'x',
    Float64Array.from({ length: columns }, (_, i) => originE + i * stepM),
    [columns],
    ['x'],
  );
  add(
    'y',
    Float64Array.from({ length: rows }, (_, i) => originN - i * stepM),
    [rows],
    ['y'],
  );
  for (const array of SHARDED_ARRAYS)
    objects.set(`${array}/zarr.json`, [json(shardedMetadata(layer, array))]);
  return objects;
}

const json = (value: object): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);

/** All platforms that run TensorFlow or Electron are little-endian. */
const littleEndianBytes = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
