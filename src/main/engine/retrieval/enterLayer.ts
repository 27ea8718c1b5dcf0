import { throwIfAborted } from '../../../shared/errors';
import type { EmbeddingLayer } from '../../layers/layer';
import { CHUNK_CELLS, cellOfChunk } from '../../terrain/geo/lattice';
import type { Project } from '../context';
import { WarmLayers } from '../storedLayers/warmLayers';
import type { Contest } from './contest';
import { nearestBounds, rotateQuery } from './distanceBounds';
import { NearAxes } from './nearAxes';

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
  const rotated = queries.map((query) => rotateQuery(layer.rotation, query));
  const nearAxes = new NearAxes(rotated);
  const warmLayers = caches.of(WarmLayers);
  for await (const chunks of warmLayers.nearChunks(database, layer)) {
    throwIfAborted(signal);
    for (const chunk of chunks) {
      const cells = nearAxes.within(chunk, contest.reach);
      if (cells.length === 0) continue;
      const whole = { ...chunk, far: await warmLayers.farOf(database, layer, chunk) };
      for (const cell of cells) {
        const [column, row] = cellOfChunk(chunk, cell);
        contest.offer(index, row * columns + column, nearestBounds(rotated, whole, cell));
      }
    }
    report(chunks.length * CHUNK_CELLS ** 2);
  }
}
