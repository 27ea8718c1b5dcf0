import { PATCH_VALUES } from '../../../shared/terrain/patch';

const CENTRE = (PATCH_VALUES - 1) / 2;

/**
 * How far the middle of each patch stands above (positive) or below the patch's mean, in standard deviations of the patch:
 * the topographic position index (Weiss 2001, "Topographic position and landforms analysis") as a deviation from mean
 * elevation (Wilson & Gallant 2000, "Terrain analysis", section 3.5; De Reu et al. 2013, Geomorphology 186, 39-49), which
 * can be compared between patches of different relief. The neighbourhood is the whole patch.
 * @param patches [n, 289] metres
 * @returns [n]; 0 for a level patch, NaN where a value is NaN
 */
export function topographicPosition(patches: Float32Array): Float32Array {
  const positions = new Float32Array(patches.length / PATCH_VALUES);
  for (let patch = 0; patch < positions.length; patch++) {
    const from = patch * PATCH_VALUES;
    const middle = patches[from + CENTRE] ?? NaN;
    let sum = 0;
    let squares = 0;
    for (let i = from; i < from + PATCH_VALUES; i++) {
      const height = (patches[i] ?? NaN) - middle;
      sum += height;
      squares += height * height;
    }
    const mean = sum / PATCH_VALUES;
    const deviation = Math.sqrt(Math.max(0, squares / PATCH_VALUES - mean * mean));
    positions[patch] = deviation === 0 ? 0 : -mean / deviation;
  }
  return positions;
}
