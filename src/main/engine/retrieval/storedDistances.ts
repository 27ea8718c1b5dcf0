import type { LayerChunk } from '../../../shared/contract/layerForm';
import { NEAR_AXES } from '../../layers/layer';
import type { RotatedQuery } from '../../layers/search/distanceBounds';

/**
 * Euclidean distances of cells to the nearest of some queries, as far as their embeddings are stored: each lies within the cell's
 * `error` of the exact one. For maps, where that is less than a place looks different a few metres on.
 * @param queries in the rotation of the chunk's layer
 * @param cells of the chunk, 0..4095
 * @returns [cells]; NaN where no patch exists
 */
export function storedDistances(
  queries: readonly RotatedQuery[],
  { near, far, scale }: Pick<LayerChunk, 'near' | 'far' | 'scale'>,
  cells: ArrayLike<number>,
): Float32Array {
  const kept = queries[0]?.along.length ?? 0;
  const stored = new Float64Array(kept);
  return Float32Array.from(cells, (cell) => {
    const step = scale[cell] ?? NaN;
    for (let axis = 0, at = cell * NEAR_AXES; axis < NEAR_AXES; axis++, at++)
      stored[axis] = step * (near[at] ?? NaN);
    for (let axis = NEAR_AXES, at = cell * (kept - NEAR_AXES); axis < kept; axis++, at++)
      stored[axis] = step * (far[at] ?? NaN);
    let least = Infinity;
    for (const { along, outside } of queries) {
      let squared = outside * outside;
      for (let axis = 0; axis < kept; axis++) {
        const difference = (along[axis] ?? NaN) - (stored[axis] ?? NaN);
        squared += difference * difference;
      }
      // Not Math.min alone: a NaN stays one.
      least = squared >= least ? least : squared;
    }
    return Math.sqrt(least);
  });
}
