import { expect, test } from 'vitest';
import { sortFiles } from '../../../src/renderer/features/import/sortFiles';

test('files are sorted by extension, in any case, and the rest is named', () => {
  expect(
    sortFiles([
      '/a/x.TIF',
      '/a/N46E009.hgt',
      '/a/p.topo2vec',
      '/a/l.osm.pbf',
      '/a/l.geojson',
      '/a/n.doc',
      '/a/b',
    ]),
  ).toEqual({
    projects: ['/a/p.topo2vec'],
    dtms: ['/a/x.TIF', '/a/N46E009.hgt'],
    labels: ['/a/l.osm.pbf', '/a/l.geojson'],
    unsure: [],
    others: ['/a/n.doc', '/a/b'],
  });
});

test('a sidecar file is not counted on its own unless it comes alone', () => {
  expect(sortFiles(['/a/x.asc', '/a/x.prj', '/a/x.asc.aux.xml']).others).toEqual([]);
  expect(sortFiles(['/a/x.prj']).others).toEqual(['/a/x.prj']);
  expect(sortFiles(['/a/x.TIF', '/a/X.TFW', '/a/x.tif.ovr', '/a/y.tfw', '/b/x.tfw'])).toMatchObject({
    dtms: ['/a/x.TIF'],
    others: ['/a/y.tfw', '/b/x.tfw'],
  });
  expect(
    sortFiles(['/a/p.dbf', '/a/p.shp', '/a/p.shx', '/a/p.prj', '/a/p.cpg', '/a/p.shp.xml']),
  ).toMatchObject({ labels: ['/a/p.shp'], others: [] });
});

test('a .zip may be terrain or labels', () => {
  expect(sortFiles(['/a/N46E010.zip', '/a/peaks.zip', '/a/peaks.shp.zip']).unsure).toHaveLength(3);
});

test('a header goes with its data file, of any extension, and represents it when it comes alone', () => {
  expect(sortFiles(['/a/x.bil', '/a/x.hdr', '/a/x.prj'])).toMatchObject({ dtms: ['/a/x.bil'], others: [] });
  expect(sortFiles(['/a/x.dat.hdr', '/a/x.dat'])).toMatchObject({ dtms: ['/a/x.dat'], others: [] });
  expect(sortFiles(['/a/x', '/a/x.hdr', '/a/E020N90.DEM', '/a/E020N90.HDR'])).toMatchObject({
    dtms: ['/a/x', '/a/E020N90.DEM'],
    others: [],
  });
  expect(sortFiles(['/a/x.hdr', '/a/y.tif', '/a/z'])).toMatchObject({
    dtms: ['/a/x.hdr', '/a/y.tif'],
    others: ['/a/z'],
  });
});

test('zipped tiles are terrain', () => {
  const tiles = ['/a/N46E010.hgt.zip', '/a/n46e010.SRTMGL1.hgt.gz'];
  expect(sortFiles(tiles)).toMatchObject({ dtms: tiles, labels: [], unsure: [], others: [] });
});
