import { basename } from 'node:path';
import { throwIfAborted } from '../../../shared/errors';
import { CHUNK_CELLS } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { dtmFileNames } from '../dtms/dtms';
import { findEncoder } from '../encoders/encoders';
import { findLayerById, readChunk } from '../layers/layers';
import { placeOfLattice } from './geotiff/tags';
import { writeGeotiff } from './geotiff/writeGeotiff';
import { provenanceOf } from './provenance';
import { writeBeside } from './writeBeside';

/**
 * Writes the embeddings of a layer as a GeoTIFF with a band for each value. A stored chunk is a tile as it is, so that a layer
 * larger than memory can be written.
 */
export function exportEmbeddingsWork(project: Project, layerId: number, path: string): TaskWork {
  return async (report, signal) => {
    const layer = await findLayerById(project.database, layerId);
    const { lattice, size } = layer;
    const { card } = await findEncoder(project.database, layer.encoderId);
    const dtms = await dtmFileNames(project.database);
    const provenance = await provenanceOf(project, dtms, Date.now(), {
      encoder: card.name,
      radius_m: layer.radiusM,
      step_m: lattice.stepM,
    });
    const tile = async (column: number, row: number): Promise<Float32Array> => {
      throwIfAborted(signal);
      const chunk = await readChunk(project.database, layer, column, row);
      if (chunk === null) return new Float32Array(CHUNK_CELLS * CHUNK_CELLS * size).fill(NaN);
      for (const [cell, valid] of chunk.valid.entries()) {
        if (valid === 0) chunk.embeddings.fill(NaN, cell * size, (cell + 1) * size);
      }
      return chunk.embeddings;
    };
    await writeBeside(path, (beside) =>
      writeGeotiff(
        beside,
        {
          place: placeOfLattice(lattice),
          tileSize: CHUNK_CELLS,
          bands: Array.from({ length: size }, (_, value) => `${card.name} ${value + 1}`),
          levels: [{ width: lattice.columns, height: lattice.rows, tile }],
          provenance,
        },
        (done, total) => {
          report({ done, total, unit: 'tiles', message: `Writing ${basename(path)}` });
        },
      ),
    );
    return { kind: 'file', path };
  };
}
