import { createHash } from 'node:crypto';
import { z } from 'zod';
import { gridLayer, type GridLayer } from '../../../shared/contract/gridSearch';
import type { Rotation } from '../../../shared/contract/layerForm';
import { UserError } from '../../../shared/errors';
import type { ShardLayer } from '../shards/shard';
import type { Sql } from './database';

const bytes = z.instanceof(Uint8Array);

const layerRow = z.object({
  id: z.string(),
  encoder_key: z.string(),
  name: z.string(),
  radius_m: z.number(),
  step_m: z.number(),
  mean: bytes,
  axes: bytes,
  shard_chunks: z.number(),
});

const selectLayers = `SELECT layers.id, encoder_key, name, radius_m, step_m, mean, axes, shard_chunks
  FROM topo2vec.layers JOIN topo2vec.encoders ON key = encoder_key CROSS JOIN topo2vec.grid`;

const layerOf = (row: z.infer<typeof layerRow>): ShardLayer => ({
  id: row.id,
  encoderKey: row.encoder_key,
  encoderName: row.name,
  radiusM: row.radius_m,
  stepM: row.step_m,
  rotation: { mean: float32Of(row.mean), axes: float32Of(row.axes) },
  shardChunks: row.shard_chunks,
});

/** Which layer of a grid is meant. */
export interface LayerAsked {
  readonly encoderKey: string;
  readonly radiusM: number;
  readonly stepM: number;
}

/** The layers of the grid, in the order they were begun. */
export const listLayers = async (sql: Sql): Promise<ShardLayer[]> =>
  (await sql.all(layerRow, `${selectLayers} ORDER BY begun, layers.id`)).map(layerOf);

/** The layers that hold embeddings, with how many they are until now, in the order they were begun. */
export const countLayers = (sql: Sql): Promise<GridLayer[]> =>
  sql.all(
    gridLayer,
    `SELECT layers.id, encoder_key AS "encoderKey", encoders.name AS encoder, radius_m AS "radiusM", step_m AS "stepM",
            sum(embeddings)::float8 AS embeddings
     FROM topo2vec.layers JOIN topo2vec.encoders ON key = encoder_key JOIN topo2vec.shards ON layer_id = layers.id
     GROUP BY layers.id, encoder_key, encoders.name, radius_m, step_m, begun HAVING sum(embeddings) > 0
     ORDER BY begun, layers.id`,
  );

/** A layer; null where nobody began it. */
export async function findLayer(
  sql: Sql,
  { encoderKey, radiusM, stepM }: LayerAsked,
): Promise<ShardLayer | null> {
  const row = await sql.get(
    layerRow,
    `${selectLayers} WHERE encoder_key = $1 AND radius_m = $2 AND step_m = $3`,
    [...[encoderKey, radiusM, stepM]],
  );
  return row === null ? null : layerOf(row);
}

/**
 * The layer of an encoder by its name, or the beginning of its key.
 * @throws UserError `not-found` naming the layers there are, `bad-input` when several encoders are called so
 */
export async function layerByName(
  sql: Sql,
  { encoder, radiusM, stepM }: { readonly encoder: string; readonly radiusM: number; readonly stepM: number },
): Promise<ShardLayer> {
  const layers = await listLayers(sql);
  const found = layers.filter(
    (layer) =>
      layer.radiusM === radiusM &&
      layer.stepM === stepM &&
      (layer.encoderName === encoder || (encoder.length >= 6 && layer.encoderKey.startsWith(encoder))),
  );
  const [layer, another] = found;
  if (another !== undefined)
    throw new UserError(
      'bad-input',
      `Several encoders of the grid are called ${encoder}. Give the beginning of the key of the one you mean: ` +
        found.map(({ encoderKey }) => encoderKey.slice(0, 12)).join(', '),
    );
  if (layer !== undefined) return layer;
  const known = layers
    .map((each) => `${each.encoderName} at ${each.radiusM} m, step ${each.stepM} m`)
    .join('; ');
  throw new UserError(
    'not-found',
    `The grid has no layer of ${encoder} at ${radiusM} m, step ${stepM} m. It has: ${known || 'none'}.`,
  );
}

/** @throws UserError `not-found` */
export async function layerById(sql: Sql, id: string): Promise<ShardLayer> {
  const row = await sql.get(layerRow, `${selectLayers} WHERE layers.id = $1`, [id]);
  if (row === null) throw new UserError('not-found', `The grid has no layer ${id.slice(0, 12)}.`);
  return layerOf(row);
}

/** Begins a layer. If somebody else began it meanwhile, theirs is kept, with its rotation. */
export async function beginLayer(sql: Sql, asked: LayerAsked, { mean, axes }: Rotation): Promise<ShardLayer> {
  const { encoderKey, radiusM, stepM } = asked;
  const rotation = [mean, axes].map(
    (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
  );
  const hash = createHash('sha256').update(JSON.stringify([encoderKey, radiusM, stepM]));
  for (const part of rotation) hash.update(part);
  await sql.run(
    `INSERT INTO topo2vec.layers (id, encoder_key, radius_m, step_m, mean, axes) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (encoder_key, radius_m, step_m) DO NOTHING`,
    [hash.digest('hex'), encoderKey, radiusM, stepM, ...rotation],
  );
  const layer = await findLayer(sql, asked);
  if (layer === null) throw new Error('The layer that was begun is not there.');
  return layer;
}

/** Copied: bytes that the driver gives need not be aligned. */
const float32Of = (from: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(from).buffer);
