import { expect, test } from 'vitest';
import { sortFiles } from '../../../src/renderer/features/import/sortFiles';

test('files are sorted by their endings, whatever their case, and the rest is named', () => {
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

test('what lies beside another file is no file of its own, unless it comes alone', () => {
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
