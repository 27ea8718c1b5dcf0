import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { expectUserError } from './fixtures';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'other-'));
});
afterAll(() => rm(folder, { recursive: true }));

const xyz = 'gdal_translate -of GTiff -a_srs EPSG:CODE';
const USGS = `${'MOUNT HOOD WEST, OR'.padEnd(144)}     1     1     1    10`.padEnd(1024);

test.each([
  ['dem.img', 'EHFA_HEADER_TAG\0', 'an Erdas Imagine raster', 'gdal_translate -of GTiff dem.img dtm.tif'],
  ['dem.grb2', 'GRIB\0\0\0\x02', 'a GRIB file', 'gdal_translate -of GTiff dem.grb2 dtm.tif'],
  ['gebco.nc', '\x89HDF\r\n\x1a\n', 'a NetCDF or HDF5 file', 'NETCDF:'],
  ['gmt.grd', 'CDF\x01\0\0\0\0', 'a NetCDF or HDF5 file', 'gdalinfo gmt.grd'],
  ['dem.jp2', '\0\0\0\x0cjP  \r\n', 'a JPEG 2000 image', 'gdal_translate -of GTiff dem.jp2 dtm.tif'],
  ['dem.gpkg', 'SQLite format 3\0', 'a database', 'gdal_translate -of GTiff dem.gpkg dtm.tif'],
  ['hood west.dem', USGS, 'a USGS DEM in text', '"hood west.dem"'],
  ['dem.xyz', '540015 5224985 512.3\n540045 5224985 513\n', 'a list of points', `${xyz} dem.xyz dtm.tif`],
  ['dem.txt', 'x;y;z\n540015;5224985;512,3\n', 'a list of points', xyz],
  ['cloud.laz', 'LASF\0\0', 'a point cloud', 'PDAL'],
  ['hdr.adf', 'GRID1.2\0', 'an Arc/Info binary grid', 'gdal_translate'],
] as const)('%s is refused by its name, with a way out', async (name, head, format, wayOut) => {
  const path = join(folder, name);
  await writeFile(path, Buffer.from(head, 'latin1'));
  const work = openDtm(path);
  await expectUserError(work, 'unsupported-file', name, format);
  await expect(work).rejects.toThrow(wayOut);
});
