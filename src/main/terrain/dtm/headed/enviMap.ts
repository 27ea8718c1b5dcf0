import { UserError } from '../../../../shared/errors';
import { crsByCode, type Crs } from '../../geo/crs';
import type { DtmMetadata } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import { listIn, type EnviHeader } from './enviHeader';

type Place = Pick<DtmMetadata, 'originX' | 'originY' | 'pixelWidth' | 'pixelHeight'>;

/**
 * Where an ENVI raster lies, by "map info": a pixel, counted from 1 at the outer corner of the first, its place, and the size of
 * pixels.
 * @throws UserError `not-a-dtm` without a place, `unsupported-file` when it is rotated
 */
export function enviPlace(file: FileSource, header: EnviHeader): Place {
  const info = listIn(header.get('map info'));
  const [column = NaN, row = NaN, x = NaN, y = NaN, pixelWidth = NaN, rowHeight = NaN] = info
    .slice(1, 7)
    .map(Number);
  const rotation = Number(info.find((part) => /^rotation\s*=/i.test(part))?.replace(/^.*=/, '') ?? 0);
  const place = {
    originX: x - (column - 1) * pixelWidth,
    originY: y + (row - 1) * rowHeight,
    pixelWidth,
    pixelHeight: -rowHeight,
  };
  if (!Object.values(place).every(Number.isFinite) || pixelWidth <= 0 || rowHeight <= 0)
    throw file.error(
      'not-a-dtm',
      'does not say where it lies (no readable "map info" in its header). Add it with: gdal_translate -a_ullr',
    );
  if (rotation !== 0)
    throw file.error(
      'unsupported-file',
      'is rotated: rows do not run west to east. Straighten it with: gdalwarp -r bilinear',
    );
  return place;
}

/** EPSG codes by datum: of its geographic system, and what a UTM zone's number is added to, north and south. */
const DATUMS: readonly (readonly [name: RegExp, geographic: number, north: number, south: number | null])[] =
  [
    [/^wgs-?84$/i, 4326, 32600, 32700],
    [/^wgs-?72$/i, 4322, 32200, 32300],
    [/^(?:north america 1983|nad-?83)$/i, 4269, 26900, null],
    [/^(?:north america 1927|nad-?27)$/i, 4267, 26700, null],
    [/^european 1950$/i, 4230, 23000, null],
  ];

/**
 * The CRS that "map info" names where there is no text that defines it: UTM, or longitude and latitude, on a common datum.
 * @returns null where it names none
 * @throws UserError `crs-unknown` for others
 */
export function enviCrs(header: EnviHeader): Crs | null {
  const info = listIn(header.get('map info'));
  const projection = info[0] ?? '';
  if (projection === '' || /^arbitrary/i.test(projection)) return null;
  const isUtm = /^utm$/i.test(projection);
  const isGeographic = /^geographic/i.test(projection);
  const datum = isUtm ? info[9] : info[7];
  const [, geographic, north, south] = DATUMS.find(([name]) => name.test(datum ?? '')) ?? [];
  const zone = Number(info[7]);
  const isSouth = /^south$/i.test(info[8] ?? '');
  const base = isSouth ? south : north;
  if (isGeographic && geographic !== undefined) return crsByCode(`EPSG:${geographic}`);
  const units = info.find((part) => /^units\s*=/i.test(part))?.replace(/^.*=\s*/, '') ?? 'meters';
  if (isUtm && zone >= 1 && zone <= 60 && typeof base === 'number' && /^met(?:er|re)s$/i.test(units))
    return crsByCode(`EPSG:${base + zone}`);
  throw new UserError(
    'crs-unknown',
    `Its header names the map projection "${projection.slice(0, 60)}" on the datum "${(datum ?? '').slice(0, 60)}": state its EPSG code.`,
  );
}
