import { throwIfAborted } from '../../../shared/errors';
import type { EmbeddingLayer } from '../../layers/layer';
import { CHUNK_CELLS } from '../../terrain/geo/lattice';
import type { Project } from '../context';
import { WarmLayers } from '../storedLayers/warmLayers';
import type { Contest } from '../../layers/search/contest';
import { ChunkSearch } from '../../layers/search/chunkSearch';

/**
 * Lets all cells of a layer compete. What is stored along the first axes is read for every chunk, the rest where a cell may be
 * within reach.
 * @param index of the layer in the contest
 * @param queries each [size]
 * @param report called with the number of cells that were searched
 * @throws UserError `cancelled` when the signal fires
 */
export async function enterLayer(
  { database, caches }: Project,
  layer: EmbeddingLayer,
  index: number,
  queries: readonly Float32Array[],
  contest: Contest,
  report: (cells: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { columns } = layer.lattice;
  const search = new ChunkSearch(layer.rotation, queries);
  const warmLayers = caches.of(WarmLayers);
  for await (const chunks of warmLayers.nearChunks(database, layer)) {
    throwIfAborted(signal);
    for (const chunk of chunks) {
      await search.enter(contest, index, columns, chunk, () => warmLayers.farOf(database, layer, chunk));
    }
    report(chunks.length * CHUNK_CELLS ** 2);
  }
}
