import { PATCH_SIZE } from '../../../shared/terrain/patch';
import { shadePatch } from '../../../shared/drawing/patchShade';

/** Pixels of the picture per sample. */
const SCALE = 4;

/**
 * Draws a patch as a small hillshade, north up.
 * @param values 289 elevations in metres, row-major, north row first
 */
export function drawPatch(context: CanvasRenderingContext2D, values: Float32Array, spacingM: number): void {
  const edge = PATCH_SIZE * SCALE;
  context.putImageData(new ImageData(shadePatch(values, PATCH_SIZE, spacingM, SCALE), edge), 0, 0);
}
