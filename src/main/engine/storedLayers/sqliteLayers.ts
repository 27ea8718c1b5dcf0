import { z } from 'zod';
import type { LatticeValue } from '../../../shared/contract/compute';
import type { LayerChunk, Rotation } from '../../../shared/contract/layerForm';
import { UserError } from '../../../shared/errors';
import { diskRefusal } from '../../../shared/systemErrors';
import { CHUNK_SIZE, keptAxes, type EmbeddingLayer, type LayerKey } from '../../layers/layer';
import type { LayerStore } from '../../layers/layerStore';
import { chunkRangeOf, chunksOf } from '../../terrain/geo/lattice';
import { blob, bytesOf, float32Of } from '../store/blob';
import type { Database } from '../store/database';
import { storedError } from './errorColumn';
import { readChunks } from './readChunks';

const rotationRow = z.object({ id: z.number(), mean: blob, axes: blob });

const selectLayer = `SELECT layers.id, mean, axes FROM present_layers AS layers JOIN encoders ON encoders.id = encoder_id
  WHERE encoders.key = ? AND terrain_key = ? AND radius_m = ? AND crs = ? AND step_m = ?`;

/** The rotation in a row. */
export const rotationOf = ({ mean, axes }: { mean: Uint8Array; axes: Uint8Array }): Rotation => ({
  mean: float32Of(mean),
  axes: float32Of(axes),
});

/** The layers of a project, in its file. */
export class SqliteLayers implements LayerStore {
  constructor(private readonly project: { readonly database: Database; readonly path: string }) {}

  async find(key: LayerKey, lattice: LatticeValue): Promise<EmbeddingLayer | null> {
    const { encoderKey, terrainKey, radiusM, crsCode, stepM } = key;
    const row = await this.project.database.get(rotationRow, selectLayer, [
      ...[encoderKey, terrainKey, radiusM, crsCode, stepM],
    ]);
    if (row === null) return null;
    const rotation = rotationOf(row);
    return { id: row.id, radiusM, size: rotation.mean.length, rotation, lattice };
  }

  async begin(key: LayerKey, lattice: LatticeValue, { mean, axes }: Rotation): Promise<EmbeddingLayer> {
    const { encoderKey, terrainKey, radiusM, crsCode, stepM } = key;
    await this.project.database.transaction((transaction) =>
      transaction.run(
        `INSERT OR IGNORE INTO layers (encoder_id, terrain_key, radius_m, crs, step_m, mean, axes)
         SELECT id, ?, ?, ?, ?, ?, ? FROM encoders WHERE key = ?`,
        [terrainKey, radiusM, crsCode, stepM, bytesOf(mean), bytesOf(axes), encoderKey],
      ),
    );
    const layer = await this.find(key, lattice);
    if (layer === null) throw new UserError('not-found', 'The encoder was removed in the meantime.');
    return layer;
  }

  async missing({ id, lattice }: EmbeddingLayer): Promise<[number, number][]> {
    const { column, row, columns, rows } = chunkRangeOf(lattice);
    const there = await this.project.database.all(
      z.object({ chunk_column: z.number(), chunk_row: z.number() }),
      `SELECT chunk_column, chunk_row FROM layer_chunks
       WHERE layer_id = ? AND chunk_row BETWEEN ? AND ? AND chunk_column BETWEEN ? AND ?`,
      [id, row, row + rows - 1, column, column + columns - 1],
    );
    const stored = new Set(
      there.map(({ chunk_column, chunk_row }) => `${chunk_column - column} ${chunk_row - row}`),
    );
    return chunksOf(lattice).filter(([c, r]) => !stored.has(`${c} ${r}`));
  }

  async put(layer: EmbeddingLayer, { chunkColumn, chunkRow, ...chunk }: LayerChunk): Promise<void> {
    const { column, row } = chunkRangeOf(layer.lattice);
    const patches = chunk.scale.reduce((sum, scale) => sum + (Number.isNaN(scale) ? 0 : 1), 0);
    const bytes = [chunk.near, chunk.scale, storedError(chunk.error), chunk.reliefM, chunk.far].map(bytesOf);
    const values = patches === 0 ? bytes.map(() => new Uint8Array(0)) : bytes;
    const written = this.project.database.bulkTransaction((transaction) =>
      transaction.run(
        `INSERT OR IGNORE INTO layer_chunks
         (layer_id, chunk_column, chunk_row, patches, near, scale, error, relief, far)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [layer.id, chunkColumn + column, chunkRow + row, patches, ...values],
      ),
    );
    await written.catch(async (error: unknown) => {
      const missing = await this.missing(layer);
      throw diskRefusal(error, this.project.path, missing.length * chunkBytes(layer)) ?? error;
    });
  }

  read(layer: EmbeddingLayer): AsyncIterable<LayerChunk> {
    return readChunks(this.project.database, layer);
  }
}

/** Bytes of a chunk in the file, without SQLite's overhead. */
const chunkBytes = ({ rotation }: EmbeddingLayer): number => CHUNK_SIZE * (keptAxes(rotation) + 4 + 2 + 4);
