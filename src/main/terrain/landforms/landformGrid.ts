import { once } from '../../../shared/once';
import { PATCH_SIZE } from '../../../shared/terrain/patch';
import { Kernel } from '../../kernels/kernel';
import { forms } from './geomorphon';
import geomorphonCode from './geomorphon.as?kernel';

/** Cells from a cell to its radius: so many at each edge of a grid have no landform. */
export const LOOK_OUT_CELLS = (PATCH_SIZE - 1) / 2;

/** Cells that are processed at once, which bounds the kernel's memory. */
const CELLS_AT_ONCE = 2 ** 20;

const geomorphonKernel = once(() => new Kernel(geomorphonCode, ['geomorphons']));

/**
 * Geomorphons of all cells of a grid, each as `geomorphons` computes it from the patch around the cell, whose samples are the grid's
 * cells; to the rounding of float32 where a line's angles sum to the flatness.
 * @param elevationsM [rows * columns] metres, north row first; NaN without data
 * @param spacingM metres between cells: an eighth of the radius
 * @param flatnessDeg the paper's flatness threshold t, degrees
 * @returns [rows * columns] codes of `landforms`; 0 where a line of sight meets no-data or leaves the grid
 */
export function landformsOfGrid(
  elevationsM: Float32Array,
  columns: number,
  spacingM: number,
  flatnessDeg = 1,
): Uint8Array {
  const codes = new Uint8Array(elevationsM.length);
  const rows = elevationsM.length / columns;
  const margin = 2 * LOOK_OUT_CELLS;
  if (columns <= margin || rows <= margin) return codes;
  const kernel = geomorphonKernel();
  const rowsAtOnce = margin + Math.max(1, Math.floor(CELLS_AT_ONCE / columns));
  const cells = Math.min(rows, rowsAtOnce) * columns;
  const table = Uint8Array.from(forms.flat());
  const [elevationsAt = 0, tableAt = 0, codesAt = 0] = kernel.place(4 * cells, table.length, cells);
  kernel.bytes(tableAt, table.length).set(table);
  const tangent = Math.tan((flatnessDeg * Math.PI) / 180);
  for (let from = 0; from + margin < rows; from += rowsAtOnce - margin) {
    const some = Math.min(rowsAtOnce, rows - from);
    const own = elevationsM.subarray(from * columns, (from + some) * columns);
    kernel.float32(elevationsAt, own.length).set(own);
    kernel.call('geomorphons', elevationsAt, tableAt, codesAt, columns, some, spacingM, tangent);
    for (let row = LOOK_OUT_CELLS; row < some - LOOK_OUT_CELLS; row++) {
      const at = row * columns + LOOK_OUT_CELLS;
      const written = kernel.bytes(codesAt + at, columns - margin);
      codes.set(written, from * columns + at);
    }
  }
  return codes;
}
