import { basename } from 'node:path';
import type { FileSource } from '../../platform/fileSource';

/** A format that is not read here: how its files are known, and how GDAL makes GeoTIFFs of them. */
interface OtherFormat {
  readonly name: string;
  /** Its first bytes, as Latin-1; and what its file's name must end with, where bytes alone tell too little. */
  readonly head: RegExp;
  readonly extension?: RegExp;
  /** The way out; FILE stands for the file's name. */
  readonly wayOut: string;
}

const TRANSLATE = 'Turn it into a GeoTIFF: gdal_translate -of GTiff FILE dtm.tif';
const POINTS =
  'Make a grid of its ground points, for example with PDAL (writers.gdal) or LAStools, and import that.';

const OTHERS: readonly OtherFormat[] = [
  { name: 'an Erdas Imagine raster', head: /^EHFA_HEADER_TAG/, wayOut: TRANSLATE },
  {
    name: 'a GRIB file',
    head: /^GRIB/,
    wayOut: `${TRANSLATE} (-b N chooses the message that holds elevations)`,
  },
  {
    name: 'a NetCDF or HDF5 file',
    head: /^(?:CDF\W|\x89HDF\r\n)/,
    wayOut:
      'gdalinfo FILE lists what it holds. Turn its elevations into a GeoTIFF, such as: ' +
      'gdal_translate -of GTiff NETCDF:FILE:elevation dtm.tif',
  },
  { name: 'a JPEG 2000 image', head: /^(?:\0\0\0.jP {2}|\xff\x4f\xff\x51)/, wayOut: TRANSLATE },
  {
    name: 'a database (SQLite, as GeoPackage and MBTiles are)',
    head: /^SQLite format 3\0/,
    wayOut: `If it holds elevations as a raster: gdal_translate -of GTiff FILE dtm.tif`,
  },
  { name: 'a point cloud (LAS or LAZ)', head: /^LASF/, wayOut: POINTS },
  {
    name: 'an Arc/Info binary grid or a part of one',
    head: /^GRID/,
    extension: /^\.adf$/,
    wayOut: 'Turn the folder that it lies in into a GeoTIFF: gdal_translate -of GTiff FOLDER dtm.tif',
  },
  { name: 'an Arc/Info export', head: /^EXP {2}[01] /, wayOut: TRANSLATE },
  {
    name: 'a USGS DEM in text',
    head: /^[\x20-\x7e\r\n]{144}/,
    extension: /^\.dem$/,
    wayOut: TRANSLATE,
  },
  {
    name: 'a list of points in text (XYZ)',
    head: /^(?:\xef\xbb\xbf)?(?:["\w]+[ \t,;]+["\w]+[ \t,;]+["\w]+[ \t]*\r?\n)?\s*(?:[-+]?\d+(?:[.,]\d+)?[ \t,;]+){2}[-+]?\d+(?:[.,]\d+)?[ \t]*[\r\n]/,
    extension: /^\.(?:xyz|txt|csv|asc|pts)$/,
    wayOut:
      'If it holds a whole grid, turn it into a GeoTIFF, with the EPSG code of its coordinates: ' +
      'gdal_translate -of GTiff -a_srs EPSG:CODE FILE dtm.tif',
  },
];

/**
 * Refuses a file of a format that is known by name and not read here, with the command that makes a GeoTIFF of it.
 * @param head its first bytes
 * @param extension of its name, lower case with the dot
 * @throws UserError `unsupported-file`
 */
export function refuseByName(file: FileSource, head: Buffer, extension: string): void {
  const text = head.toString('latin1');
  const other = OTHERS.find(
    (format) => format.head.test(text) && (format.extension?.test(extension) ?? true),
  );
  if (other === undefined) return;
  const name = basename(file.path);
  const shown = /^[\w.-]+$/.test(name) ? name : `"${name}"`;
  throw file.error(
    'unsupported-file',
    `is ${other.name}, which is not read here. ${other.wayOut.replace('FILE', shown)}`,
  );
}
