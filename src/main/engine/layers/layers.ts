import { z } from 'zod';
import type { LatticeValue } from '../../../shared/contract/compute';
import type { LayerInfo } from '../../../shared/contract/encoders';
import type { LayerChunk } from '../../../shared/contract/layerForm';
import { UserError } from '../../../shared/errors';
import type { Region } from '../../../shared/geo/region';
import { embedChunks } from '../../layers/embedChunks';
import type { EmbeddingLayer } from '../../layers/layer';
import {
  CHUNK_CELLS,
  chunksOf,
  latticeForBox,
  latticeOfChunks,
  wholeChunks,
} from '../../terrain/geo/lattice';
import type { Project, TaskProgress } from '../context';
import { otherTerrainOf, usableKey } from '../dtms/dtms';
import { encoderWeights } from '../encoders/encoders';
import { blob } from '../store/blob';
import type { Reader } from '../store/database';
import { rotationOf, SqliteLayers } from '../storedLayers/sqliteLayers';
import { chunksInRegion } from '../../layers/maps/cellsInRegion';

/** Which embeddings are needed. */
export interface LayerWanted {
  readonly encoderId: number;
  readonly radiusM: number;
  readonly stepM: number;
  /** Undefined: the whole terrain. */
  readonly box: Region | undefined;
}

const layerRow = z.object({
  id: z.number(),
  encoder_id: z.number(),
  radius_m: z.number(),
  crs: z.string(),
  step_m: z.number(),
  terrain_key: z.string(),
  embedded: z.number(),
  bytes: z.number(),
  west: z.number(),
  east: z.number(),
  north: z.number(),
  south: z.number(),
});

/** Layers with the range of their chunks; a layer of which nothing was embedded is left out. */
const selectLayers = `SELECT layers.*, sum(patches) AS embedded,
    sum(length(near) + length(scale) + length(error) + length(relief) + length(far)) AS bytes, min(chunk_column) AS west, max(chunk_column) AS east,
    min(chunk_row) AS north, max(chunk_row) AS south
  FROM present_layers AS layers JOIN layer_chunks ON layer_id = layers.id`;

/** The smallest lattice of whole chunks around all that is embedded. */
const latticeOf = ({ crs, step_m, west, east, north, south }: z.infer<typeof layerRow>): LatticeValue =>
  latticeOfChunks(
    { crsCode: crs, stepM: step_m },
    { column: west, row: north, columns: east - west + 1, rows: south - north + 1 },
  );

/** The layers of the project. */
export async function listLayers(reader: Reader): Promise<LayerInfo[]> {
  const rows = await reader.all(layerRow, `${selectLayers} GROUP BY layers.id ORDER BY layers.id`);
  const isOther = await otherTerrainOf(reader);
  return rows.map((row) => {
    const { stepM, columns, rows: rowCount } = latticeOf(row);
    return {
      id: row.id,
      encoderId: row.encoder_id,
      radiusM: row.radius_m,
      embedded: row.embedded,
      bytes: row.bytes,
      otherTerrain: isOther(row.terrain_key),
      stepM,
      columns,
      rows: rowCount,
    };
  });
}

/** A layer with the extent of all that is embedded of it. @throws UserError `not-found` */
export async function findLayerById(
  reader: Reader,
  layerId: number,
): Promise<EmbeddingLayer & { readonly encoderId: number; readonly terrainKey: string }> {
  const row = await reader.get(
    layerRow.extend({ mean: blob, axes: blob }),
    `${selectLayers} WHERE layers.id = ? GROUP BY layers.id`,
    [layerId],
  );
  if (row === null) throw new UserError('not-found', `There is no embedding layer ${layerId}.`);
  const rotation = rotationOf(row);
  return {
    id: row.id,
    encoderId: row.encoder_id,
    terrainKey: row.terrain_key,
    radiusM: row.radius_m,
    size: rotation.mean.length,
    rotation,
    lattice: latticeOf(row),
  };
}

/** A layer of which something is stored. */
export interface StoredLayer {
  readonly layerId: number;
  /** How many chunks of it are stored. */
  readonly chunks: number;
}

/** The layer that holds embeddings of the terrain as it is now, the largest where there are several; null where none is stored. */
export async function storedLayer(
  project: Project,
  { encoderId, radiusM, stepM }: Omit<LayerWanted, 'box'>,
): Promise<StoredLayer | null> {
  const row = await project.database.get(
    z.object({ id: z.number(), chunks: z.number() }),
    `SELECT layers.id, count(*) AS chunks
     FROM present_layers AS layers JOIN layer_chunks ON layer_id = layers.id
     WHERE encoder_id = ? AND radius_m = ? AND step_m = ? AND terrain_key = ?
     GROUP BY layers.id ORDER BY chunks DESC LIMIT 1`,
    [encoderId, radiusM, stepM, await usableKey(project)],
  );
  return row === null ? null : { layerId: row.id, chunks: row.chunks };
}

/**
 * The layer that holds the wanted embeddings, over the wanted region in whole chunks; what is missing of it is embedded now, chunk
 * by chunk. Each is committed as it is ready, so that interrupted work resumes where it was.
 */
export async function ensureLayer(
  project: Project,
  wanted: LayerWanted,
  report: (progress: TaskProgress) => void,
  signal: AbortSignal,
): Promise<EmbeddingLayer> {
  const { encoderId, radiusM, stepM } = wanted;
  const box = wanted.box ?? (await project.useTerrain((terrain) => Promise.resolve(terrain.box)));
  const lattice = wholeChunks(latticeForBox(box, stepM));
  const encoder = await encoderWeights(project.database, encoderId);
  const madeOf = await usableKey(project);
  const key = { encoderKey: encoder.key, terrainKey: madeOf, radiusM, crsCode: lattice.crsCode, stepM };
  const store = new SqliteLayers(project);
  const terrain = await project.terrainSources();
  const beginLayer = async (): Promise<EmbeddingLayer> =>
    store.begin(key, lattice, await project.compute.encoders.rotation({ encoder, terrain, radiusM }, signal));
  const layer = (await store.find(key, lattice)) ?? (await beginLayer());
  const { rotation } = layer;
  const embed = (chunks: [number, number][]): AsyncIterable<LayerChunk> =>
    whileSameTerrain(
      project,
      madeOf,
      project.compute.encoders.embedLattice({ encoder, terrain, rotation, lattice, radiusM, chunks }, signal),
    );
  const wantedChunks = chunksInRegion(lattice, chunksOf(lattice), wanted.box);
  let isNew = false;
  try {
    for await (const { done, total } of embedChunks(store, layer, wantedChunks, embed)) {
      isNew = true;
      report({
        done: done * CHUNK_CELLS ** 2,
        total: total * CHUNK_CELLS ** 2,
        unit: 'patches',
        message: `Embedding terrain at ${radiusM} m`,
      });
    }
  } finally {
    // There are chunks even where the work was cancelled.
    if (isNew) project.changed('layers', 'project');
  }
  return layer;
}

/** Yields chunks as long as the terrain that they are computed from stays unchanged. */
async function* whileSameTerrain(
  project: Project,
  madeOf: string,
  chunks: AsyncIterable<LayerChunk>,
): AsyncGenerator<LayerChunk> {
  for await (const chunk of chunks) {
    if ((await usableKey(project)) !== madeOf)
      throw new UserError(
        'bad-input',
        'A DTM changed while the terrain was being embedded. The earlier embeddings are set aside: start again.',
      );
    yield chunk;
  }
}
