import { brotliDecompressSync } from 'node:zlib';
import { UserError } from '../../../shared/errors';
import { crsByCode, isLonLat, type Crs } from '../../terrain/geo/crs';
import table from './esriWkt.json';

/** A CRS that exports can be in. */
export interface WrittenCrs {
  /** Code of the EPSG data set. */
  readonly epsg: number;
  readonly crs: Crs;
  /** As ArcGIS writes it, which .prj files hold: well-known text 1. */
  readonly wkt: string;
}

/** How systems are written, a line of code|text for each; compressed, since exports are rare and the text is long. */
const lines = (): string =>
  `\n${brotliDecompressSync(Buffer.from(table.brotli, 'base64')).toString('utf8')}\n`;

/** A CRS as exports write it; null for one without an EPSG code, and for those that a GIS would read as another one. */
export function writtenCrsOf(crs: Crs): WrittenCrs | null {
  const epsg = /^EPSG:(\d+)$/.exec(crs.code)?.[1];
  // As a geographic system, its coordinates would be degrees.
  if (epsg === undefined || (isLonLat(crs) && !crs.geographic)) return null;
  const text = lines();
  const start = text.indexOf(`\n${epsg}|`);
  if (start < 0) return null;
  const wkt = text.slice(start + epsg.length + 2, text.indexOf('\n', start + 1));
  return { epsg: Number(epsg), crs, wkt };
}

/** @throws UserError `bad-input` for a CRS that cannot be written */
export function mustBeWritten(crs: Crs): WrittenCrs {
  const written = writtenCrsOf(crs);
  if (written !== null) return written;
  throw new UserError(
    'bad-input',
    `Coordinates of ${crs.name} cannot be written so that every GIS reads them correctly. ` +
      'Export longitude and latitude, and reproject them with: ogr2ogr or gdalwarp',
  );
}

/** Longitude and latitude on WGS 84. */
export const wgs84 = (): WrittenCrs => mustBeWritten(crsByCode('EPSG:4326'));
