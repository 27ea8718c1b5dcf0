import { locationsOfChunk } from '../../terrain/geo/lattice';
import { reliefM } from '../../terrain/patch/relief';
import type { Project } from '../context';
import { bytesOf } from '../store/blob';
import type { Layer, LayerChunk } from './layers';

/**
 * Relief of a chunk's patches, [4096] metres, NaN where no patch exists. What an older version embedded is sampled now, and
 * its relief kept. The layer must be of the ground that is there now.
 */
export async function chunkRelief(project: Project, layer: Layer, chunk: LayerChunk): Promise<Float32Array> {
  if (chunk.reliefM !== null) return chunk.reliefM;
  const { chunkColumn, chunkRow } = chunk;
  const locations = locationsOfChunk(layer.lattice, chunkColumn, chunkRow);
  const relief = await project.useTerrain(async (terrain) =>
    reliefM(await terrain.samplePatches(locations, layer.radiusM)),
  );
  await project.database.bulkTransaction((transaction) =>
    transaction.run(
      'UPDATE layer_chunks SET relief = ? WHERE layer_id = ? AND chunk_column = ? AND chunk_row = ?',
      [bytesOf(relief), layer.id, chunkColumn, chunkRow],
    ),
  );
  return relief;
}
