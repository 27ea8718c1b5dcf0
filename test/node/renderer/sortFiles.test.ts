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
      '/a/n.txt',
      '/a/b',
    ]),
  ).toEqual({
    projects: ['/a/p.topo2vec'],
    dtms: ['/a/x.TIF', '/a/N46E009.hgt'],
    labels: ['/a/l.osm.pbf', '/a/l.geojson'],
    others: ['/a/n.txt', '/a/b'],
  });
});

test('what lies beside a DTM is no file of its own, unless it comes alone', () => {
  expect(sortFiles(['/a/x.asc', '/a/x.prj', '/a/x.asc.aux.xml']).others).toEqual([]);
  expect(sortFiles(['/a/x.prj']).others).toEqual(['/a/x.prj']);
});
