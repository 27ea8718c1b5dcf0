import type { DtmMetadata } from '../dtm';
import type { TiffDirectory } from './directory';
import type { GeoKeys } from './geoKeys';

const PIXEL_SCALE = 33550;
const TIE_POINTS = 33922;
const TRANSFORMATION = 34264;
const RASTER_TYPE = 1025;
const PIXEL_IS_POINT = 2;

const WARP = 'Straighten it with: gdalwarp -r bilinear';

type Georeference = Pick<DtmMetadata, 'originX' | 'originY' | 'pixelWidth' | 'pixelHeight'>;

/**
 * Where the raster lies, from a pixel scale and one tie point, or from a transformation matrix (GeoTIFF 1.1, section
 * 7.1.2). Where pixels are points, the tie point is the middle of a pixel, so the outer corner is half a pixel out.
 * @throws UserError `not-a-dtm` without a position, `unsupported-file` when it is rotated, sheared or upside down
 */
export async function readGeoreference(directory: TiffDirectory, keys: GeoKeys): Promise<Georeference> {
  const { file } = directory;
  const scale = await directory.numbers(PIXEL_SCALE);
  const ties = await directory.numbers(TIE_POINTS);
  const matrix = await directory.numbers(TRANSFORMATION);

  let place: Georeference;
  if (scale.length >= 2 && ties.length >= 6) {
    const [pixelWidth = 0, rowHeight = 0] = scale;
    const [column = 0, row = 0, , x = 0, y = 0] = ties;
    place = {
      originX: x - column * pixelWidth,
      originY: y + row * rowHeight,
      pixelWidth,
      pixelHeight: -rowHeight,
    };
  } else if (matrix.length === 16) {
    const [a = 0, b = 0, , x = 0, d = 0, e = 0, , y = 0] = matrix;
    // A hundred-thousandth of a pixel a pixel is rounding, not rotation.
    if (Math.abs(b) > Math.abs(a) * 1e-5 || Math.abs(d) > Math.abs(e) * 1e-5)
      throw file.error('unsupported-file', `is rotated or sheared: rows do not run west to east. ${WARP}`);
    place = { originX: x, originY: y, pixelWidth: a, pixelHeight: e };
  } else if (ties.length > 6)
    throw file.error(
      'unsupported-file',
      `is placed by ${ties.length / 6} control points, not by a grid. ${WARP}`,
    );
  else
    throw file.error(
      'not-a-dtm',
      'does not say where it lies (no pixel scale and tie point). Add it with: gdal_translate -a_ullr',
    );

  if (!Object.values(place).every(Number.isFinite))
    throw file.error('unsupported-file', 'lies at no place that is a number: it is damaged. Get it again.');
  if (place.pixelWidth <= 0 || place.pixelHeight >= 0)
    throw file.error(
      'unsupported-file',
      `is mirrored or upside down (pixel size ${place.pixelWidth} x ${place.pixelHeight}). ${WARP}`,
    );
  return keys.number(RASTER_TYPE) === PIXEL_IS_POINT ? outByHalfAPixel(place) : place;
}

function outByHalfAPixel(place: Georeference): Georeference {
  return {
    ...place,
    originX: place.originX - place.pixelWidth / 2,
    originY: place.originY - place.pixelHeight / 2,
  };
}
