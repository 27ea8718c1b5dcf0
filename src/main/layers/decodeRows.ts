import type { LayerChunk, Rotation } from '../../shared/contract/layerForm';
import { keptAxes, NEAR_AXES } from './layer';

/**
 * Embeddings of some cells of a chunk, as far as they are stored: each within `error` of the original.
 * @param cells of the chunk, 0..4095
 * @returns [cells, size]; NaN where no patch exists
 */
export function decodeRows(
  rotation: Rotation,
  { near, far, scale }: Pick<LayerChunk, 'near' | 'far' | 'scale'>,
  cells: ArrayLike<number>,
): Float32Array {
  const { mean, axes } = rotation;
  const size = mean.length;
  const farAxes = keptAxes(rotation) - NEAR_AXES;
  const rows = new Float32Array(cells.length * size);
  const sums = new Float64Array(size);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row] ?? NaN;
    sums.set(mean);
    for (let axis = 0; axis < NEAR_AXES + farAxes; axis++) {
      const isNear = axis < NEAR_AXES;
      const value = isNear ? near[cell * NEAR_AXES + axis] : far[cell * farAxes + axis - NEAR_AXES];
      const length = (scale[cell] ?? NaN) * (value ?? NaN);
      for (let i = 0, at = axis * size; i < size; i++, at++)
        sums[i] = (sums[i] ?? 0) + length * (axes[at] ?? NaN);
    }
    rows.set(sums, row * size);
  }
  return rows;
}
