import { z } from 'zod';
import { lattice, type LatticeValue } from '../../../shared/contract/compute';
import type { LayerInfo } from '../../../shared/contract/encoders';
import { diskRefusal } from '../../../shared/systemErrors';
import { UserError } from '../../../shared/errors';
import type { LonLatBox } from '../../../shared/geo';
import { EMBEDDING_SIZE } from '../../../shared/patch';
import { CHUNK_CELLS, chunksOf, latticeContains, latticeForBox } from '../../terrain/geo/lattice';
import type { Project, TaskProgress } from '../context';
import { otherGroundOf, usableKey } from '../dtms/dtms';
import { encoderWeights } from '../encoders/encoders';
import { blob, bytesOf, float32Of } from '../store/blob';
import type { Reader } from '../store/database';

/** Cells in one stored chunk. */
export const CHUNK_SIZE = CHUNK_CELLS * CHUNK_CELLS;

/** Embeddings of a lattice at one radius. */
export interface Layer {
  readonly id: number;
  readonly encoderId: number;
  readonly radiusM: number;
  /** Values of one embedding. */
  readonly size: number;
  readonly lattice: LatticeValue;
  readonly embedded: number;
  readonly complete: boolean;
}

/** Which embeddings are needed. */
export interface LayerWanted {
  readonly encoderId: number;
  readonly radiusM: number;
  readonly stepM: number;
  /** Undefined: the whole terrain. */
  readonly box: LonLatBox | undefined;
}

const layerRow = z.object({
  id: z.number(),
  encoder_id: z.number(),
  radius_m: z.number(),
  size: z.number(),
  lattice: z.string(),
  embedded: z.number(),
  complete: z.number(),
  terrain_key: z.string(),
});

const layerOf = (row: z.infer<typeof layerRow>): Layer => ({
  id: row.id,
  encoderId: row.encoder_id,
  radiusM: row.radius_m,
  size: row.size,
  lattice: lattice.parse(JSON.parse(row.lattice)),
  embedded: row.embedded,
  complete: row.complete === 1,
});

/** Layers with the size of their encoder's embeddings; cards of older projects do not state it. */
const selectLayers = `SELECT layers.*, coalesce(json_extract(encoders.card, '$.size'), ${EMBEDDING_SIZE}) AS size
  FROM present_layers AS layers JOIN encoders ON encoders.id = layers.encoder_id`;

/** The layers of the project. */
export async function listLayers(reader: Reader): Promise<LayerInfo[]> {
  const rows = await reader.all(layerRow, `${selectLayers} ORDER BY layers.id`);
  const isOther = await otherGroundOf(reader);
  return rows.map((row) => {
    const {
      lattice: { stepM, columns, rows: rowCount },
      ...layer
    } = layerOf(row);
    return {
      id: layer.id,
      encoderId: layer.encoderId,
      radiusM: layer.radiusM,
      embedded: layer.embedded,
      complete: layer.complete,
      otherGround: isOther(row.terrain_key),
      stepM,
      columns,
      rows: rowCount,
    };
  });
}

/** @throws UserError `not-found` */
export async function findLayerById(reader: Reader, layerId: number): Promise<Layer> {
  const row = await reader.get(layerRow, `${selectLayers} WHERE layers.id = ?`, [layerId]);
  if (row === null) throw new UserError('not-found', `There is no layer ${layerId} of embeddings.`);
  return layerOf(row);
}

/**
 * The layer that holds the wanted embeddings: a stored one where it covers them, else embedded now, chunk by chunk; each
 * chunk is committed as it comes, so that work that stopped goes on where it was.
 */
export async function ensureLayer(
  project: Project,
  wanted: LayerWanted,
  report: (progress: TaskProgress) => void,
  signal: AbortSignal,
): Promise<Layer> {
  const ground = await project.useTerrain((terrain) => Promise.resolve(terrain.box));
  const needed = latticeForBox(wanted.box ?? ground, wanted.stepM);
  const layer = (await findLayer(project, wanted, needed)) ?? (await addLayer(project, wanted, needed));
  if (layer.complete) return layer;
  await embedMissing(project, layer, report, signal);
  return { ...layer, complete: true };
}

async function findLayer(project: Project, wanted: LayerWanted, needed: LatticeValue): Promise<Layer | null> {
  const rows = await project.database.all(
    layerRow,
    `${selectLayers} WHERE encoder_id = ? AND radius_m = ? AND terrain_key = ? ORDER BY complete DESC, layers.id`,
    [wanted.encoderId, wanted.radiusM, await usableKey(project)],
  );
  const layers = rows.map(layerOf);
  const same = JSON.stringify(needed);
  return (
    layers.find((layer) => layer.complete && latticeContains(layer.lattice, needed)) ??
    layers.find((layer) => JSON.stringify(layer.lattice) === same) ??
    null
  );
}

async function addLayer(project: Project, wanted: LayerWanted, needed: LatticeValue): Promise<Layer> {
  const key = await usableKey(project);
  const { lastId } = await project.database.transaction((transaction) =>
    transaction.run('INSERT INTO layers (encoder_id, radius_m, lattice, terrain_key) VALUES (?, ?, ?, ?)', [
      wanted.encoderId,
      wanted.radiusM,
      JSON.stringify(needed),
      key,
    ]),
  );
  const added = await project.database.get(layerRow, `${selectLayers} WHERE layers.id = ?`, [lastId]);
  if (added === null) throw new UserError('not-found', 'The encoder was removed meanwhile.');
  return layerOf(added);
}

async function embedMissing(
  project: Project,
  layer: Layer,
  report: (progress: TaskProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const there = await project.database.all(
    z.object({ chunk_column: z.number(), chunk_row: z.number() }),
    'SELECT chunk_column, chunk_row FROM layer_chunks WHERE layer_id = ?',
    [layer.id],
  );
  const stored = new Set(there.map((chunk) => `${chunk.chunk_column} ${chunk.chunk_row}`));
  const all = chunksOf(layer.lattice);
  const missing = all.filter(([column, row]) => !stored.has(`${column} ${row}`));
  const cells = layer.lattice.columns * layer.lattice.rows;
  const share = cells / all.length;
  let chunksDone = all.length - missing.length;
  const tell = (): void => {
    report({
      done: Math.round(chunksDone * share),
      total: cells,
      unit: 'patches',
      message: `Embedding terrain at ${layer.radiusM} m`,
    });
  };
  tell();
  const stream = project.compute.encoders.embedLattice(
    {
      encoder: await encoderWeights(project.database, layer.encoderId),
      terrain: await project.terrainSources(),
      lattice: layer.lattice,
      radiusM: layer.radiusM,
      chunks: missing,
    },
    signal,
  );
  const ground = await usableKey(project);
  for await (const chunk of stream) {
    if ((await usableKey(project)) !== ground)
      throw new UserError(
        'bad-input',
        'A DTM changed while the terrain was embedded. What was embedded of it before is kept apart: start again.',
      );
    const embedded = chunk.valid.reduce((sum, flag) => sum + flag, 0);
    const store = project.database.bulkTransaction(async (transaction) => {
      await transaction.run(
        `INSERT INTO layer_chunks (layer_id, chunk_column, chunk_row, embeddings, valid, relief)
         VALUES (?, ?, ?, ?, ?, ?)`,
        [
          layer.id,
          chunk.chunkColumn,
          chunk.chunkRow,
          embedded === 0 ? new Uint8Array(0) : bytesOf(chunk.embeddings),
          chunk.valid,
          embedded === 0 ? new Uint8Array(0) : bytesOf(chunk.reliefM),
        ],
      );
      await transaction.run('UPDATE layers SET embedded = embedded + ? WHERE id = ?', [embedded, layer.id]);
    });
    await store.catch((error: unknown) => {
      const missingBytes = (all.length - chunksDone) * chunk.embeddings.byteLength;
      throw diskRefusal(error, project.path, missingBytes) ?? error;
    });
    chunksDone += 1;
    tell();
  }
  await project.database.transaction((transaction) =>
    transaction.run('UPDATE layers SET complete = 1 WHERE id = ?', [layer.id]),
  );
  project.changed('layers', 'project');
}

/** One stored chunk of a layer: 64 x 64 cells, row-major. */
export interface LayerChunk {
  readonly chunkColumn: number;
  readonly chunkRow: number;
  /** [4096, size] */
  readonly embeddings: Float32Array;
  /** [4096] 1 where the cell has an embedding */
  readonly valid: Uint8Array;
  /** [4096] metres, NaN where no patch exists; null where an older version embedded it: see `chunkRelief` */
  readonly reliefM: Float32Array | null;
}

/** A chunk of a layer; null where it holds no embedding. */
export async function readChunk(
  reader: Reader,
  layer: Layer,
  chunkColumn: number,
  chunkRow: number,
): Promise<LayerChunk | null> {
  const found = await reader.get(
    z.object({ embeddings: blob, valid: blob, relief: blob.nullable() }),
    'SELECT embeddings, valid, relief FROM layer_chunks WHERE layer_id = ? AND chunk_column = ? AND chunk_row = ?',
    [layer.id, chunkColumn, chunkRow],
  );
  if (found === null || found.embeddings.byteLength === 0) return null;
  const embeddings = float32Of(found.embeddings);
  const reliefM = found.relief === null ? null : float32Of(found.relief);
  const isWhole =
    embeddings.length === CHUNK_SIZE * layer.size &&
    found.valid.length === CHUNK_SIZE &&
    (reliefM === null || reliefM.length === CHUNK_SIZE);
  if (!isWhole) {
    throw new RangeError(`Chunk ${chunkColumn}, ${chunkRow} of layer ${layer.id} has the wrong size.`);
  }
  return { chunkColumn, chunkRow, embeddings, valid: found.valid, reliefM };
}

/** The chunks of a layer that hold any embedding, one at a time: a layer may be larger than memory. */
export async function* readChunks(reader: Reader, layer: Layer): AsyncGenerator<LayerChunk> {
  for (const [chunkColumn, chunkRow] of chunksOf(layer.lattice)) {
    const chunk = await readChunk(reader, layer, chunkColumn, chunkRow);
    if (chunk !== null) yield chunk;
  }
}
