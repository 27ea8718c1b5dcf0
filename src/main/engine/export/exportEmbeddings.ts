import { basename } from 'node:path';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { CHUNK_CELLS, locationsOfChunk } from '../../terrain/geo/lattice';
import type { Project, TaskWork } from '../context';
import { dtmFileNames, usableKey } from '../dtms/dtms';
import { encoderWeights, findEncoder } from '../encoders/encoders';
import { findLayerById } from '../layers/layers';
import { SqliteLayers } from '../storedLayers/sqliteLayers';
import { placeOfLattice } from './geotiff/tags';
import { writeGeotiff } from './geotiff/writeGeotiff';
import { provenanceOf } from './provenance';
import { writeBeside } from '../../platform/writeBeside';

/**
 * Writes the embeddings of a layer as a GeoTIFF with a band for each value. They are embedded anew, since what is stored is
 * rounded, a chunk a tile, so that a layer larger than memory can be written.
 * @throws UserError `outside-terrain` where the terrain is no longer that of the layer
 */
export function exportEmbeddingsWork(project: Project, layerId: number, path: string): TaskWork {
  return async (report, signal) => {
    const layer = await findLayerById(project.database, layerId);
    const { lattice, size, radiusM } = layer;
    if ((await usableKey(project)) !== layer.terrainKey) {
      throw new UserError(
        'outside-terrain',
        'This layer was embedded of other terrain than is here now, and its embeddings are exported as they are made anew. ' +
          'Bring its DTMs back, or export a layer of the terrain that is here.',
      );
    }
    const { card } = await findEncoder(project.database, layer.encoderId);
    const dtms = await dtmFileNames(project.database);
    const provenance = await provenanceOf(project, dtms, Date.now(), {
      encoder: card.name,
      radius_m: radiusM,
      step_m: lattice.stepM,
    });
    const missing = new Set((await new SqliteLayers(project).missing(layer)).map(String));
    const encoder = await encoderWeights(project.database, layer.encoderId);
    const terrain = await project.terrainSources();
    const tile = async (column: number, row: number): Promise<Float32Array> => {
      throwIfAborted(signal);
      if (missing.has(String([column, row]))) return new Float32Array(CHUNK_CELLS ** 2 * size).fill(NaN);
      const locations = locationsOfChunk(lattice, column, row);
      const { embeddings, valid } = await project.compute.encoders.embedLocations(
        { encoder, terrain, locations, radiusM, copies: 1 },
        signal,
      );
      for (const [cell, exists] of valid.entries()) {
        if (exists === 0) embeddings.fill(NaN, cell * size, (cell + 1) * size);
      }
      return embeddings;
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
