import type { DtmMetadata } from './dtm';
import type { FileSource } from '../../platform/fileSource';

/**
 * How columns and rows become CRS coordinates, in GDAL's order: x = [0] + column x [1] + row x [2] and
 * y = [3] + column x [4] + row x [5], where column 0 and row 0 are the outer corner of the first pixel.
 */
export type GeoTransform = readonly [
  x: number,
  xPerColumn: number,
  xPerRow: number,
  y: number,
  yPerColumn: number,
  yPerRow: number,
];

type Grid = Pick<DtmMetadata, 'originX' | 'originY' | 'pixelWidth' | 'pixelHeight'>;

const WARP = 'Straighten it with: gdalwarp -r bilinear';

/**
 * The grid of a raster with its first row in the north, and whether the file's first row is the southernmost.
 * @param height rows of the raster
 * @throws UserError `unsupported-file` when it is rotated, sheared, mirrored, or at no place at all
 */
export function gridOf(
  file: FileSource,
  [x, xPerColumn, xPerRow, y, yPerColumn, yPerRow]: GeoTransform,
  height: number,
): Grid & { readonly southUp: boolean } {
  if (![x, xPerColumn, xPerRow, y, yPerColumn, yPerRow].every(Number.isFinite))
    throw file.error('unsupported-file', 'lies at no place that is a number: it is damaged. Get it again.');
  // A hundred-thousandth of a pixel a pixel is rounding, not rotation.
  if (Math.abs(xPerRow) > Math.abs(xPerColumn) * 1e-5 || Math.abs(yPerColumn) > Math.abs(yPerRow) * 1e-5)
    throw file.error('unsupported-file', `is rotated or sheared: rows do not run west to east. ${WARP}`);
  if (xPerColumn <= 0 || yPerRow === 0)
    throw file.error(
      'unsupported-file',
      `is mirrored or has pixels of no size (pixel size ${xPerColumn} x ${yPerRow}). ${WARP}`,
    );
  const southUp = yPerRow > 0;
  return {
    originX: x,
    originY: southUp ? y + height * yPerRow : y,
    pixelWidth: xPerColumn,
    pixelHeight: -Math.abs(yPerRow),
    southUp,
  };
}
