import type { GeoTransform } from '../geoTransform';
import type { TiffDirectory } from './directory';
import type { GeoKeys } from './geoKeys';

const PIXEL_SCALE = 33550;
const TIE_POINTS = 33922;
const TRANSFORMATION = 34264;
const KEY_DIRECTORY = 34735;
const RASTER_TYPE = 1025;
/** Keys of a vertical CRS, its datum and its unit. */
const VERTICAL = [4096, 4098, 4099] as const;
/** EPSG has no codes below this. */
const FIRST_CODE = 1024;
const PIXEL_IS_POINT = 2;

/**
 * The raster's position, from a pixel scale and its first tie point, or from a transformation matrix (GeoTIFF 1.1, section
 * 7.1.2); null if it has neither. If pixels are points, the tie point is the centre of a pixel, so the outer corner is
 * half a pixel outside. A negative pixel height is read as a positive one, as in GDAL.
 * @throws UserError `unsupported-file` when it is placed by control points only
 */
export async function readGeoreference(
  directory: TiffDirectory,
  keys: GeoKeys,
): Promise<GeoTransform | null> {
  const scale = await directory.numbers(PIXEL_SCALE);
  const ties = await directory.numbers(TIE_POINTS);
  const matrix = await directory.numbers(TRANSFORMATION);

  const [pixelWidth = 0, rowHeight = 0] = scale;
  let transform: GeoTransform;
  if (scale.length >= 2 && ties.length >= 6) {
    const pixelHeight = Math.abs(rowHeight);
    const [column = 0, row = 0, , x = 0, y = 0] = ties;
    transform = [x - column * pixelWidth, pixelWidth, 0, y + row * pixelHeight, 0, -pixelHeight];
  } else if (matrix.length === 16) {
    const [a = 0, b = 0, , x = 0, d = 0, e = 0, , y = 0] = matrix;
    transform = [x, a, b, y, d, e];
  } else if (ties.length > 6)
    throw directory.file.error(
      'unsupported-file',
      `is placed by ${ties.length / 6} control points, not by a grid. Straighten it with: gdalwarp -r bilinear`,
    );
  else return null;
  return keys.number(RASTER_TYPE) === PIXEL_IS_POINT ? outByHalfAPixel(transform) : transform;
}

function outByHalfAPixel([x, a, b, y, d, e]: GeoTransform): GeoTransform {
  return [x - (a + b) / 2, a, b, y - (d + e) / 2, d, e];
}

/**
 * Scale and offset of elevations from the third numbers of pixel scale and tie point; null where they do not
 * apply. As in GDAL they apply, before those of its metadata, if the keys are of GeoTIFF 1.1 and state something
 * vertical (found by trying: GDAL 3.10 ignores them in files of GeoTIFF 1.0). Elevation = stored value x scale + offset.
 */
export async function readHeightScale(
  directory: TiffDirectory,
  keys: GeoKeys,
): Promise<{ readonly scale: number; readonly offset: number } | null> {
  const scale = (await directory.numbers(PIXEL_SCALE))[2] ?? 0;
  const ties = await directory.numbers(TIE_POINTS);
  const [, revision = 0, minor = 0] = await directory.numbers(KEY_DIRECTORY);
  const isVertical = (keys.number(...VERTICAL) ?? 0) >= FIRST_CODE && (revision > 1 || minor > 0);
  if (!isVertical || scale === 0 || !Number.isFinite(scale)) return null;
  const [, , from = 0, , , to = 0] = ties.length === 6 ? ties : [];
  const offset = to - from * scale;
  return Number.isFinite(offset) ? { scale, offset } : null;
}
