import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readPolygonFile } from '../../../src/main/engine/regions/polygonFile';
import { fixture, temporaryFolder } from '../engine/folder';
import { runCommand } from './runCommand';

const folder = temporaryFolder();
const topo2vec = (...args: string[]) => runCommand(folder, ...args);

/** A file of this text. */
function fileOf(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const outline = [
  [
    [9.54, 47.1, 2000],
    [9.58, 47.1, 2000],
    [9.56, 47.13, 2000],
    [9.54, 47.1, 2000],
  ],
];
const polygon = { type: 'Polygon', coordinates: outline };
const feature = (geometry: unknown) => ({ type: 'Feature', properties: null, geometry });

test('areas from boxes and polygons are added with their labels and reported', async () => {
  const path = join(folder, 'areas.topo2vec');
  await topo2vec('new', path);
  await topo2vec('import', path, fixture('dtm', 'liechtenstein_srtm1.tif'));
  const by = (...args: string[]) => topo2vec('labels', 'add-area', path, '--class', 'peaks', ...args);
  expect((await by('--negative', '--box', '9.54,47.1,9.58,47.13', '--places', '25')).stdout).toBe(
    'Added area 1 with 25 negative labels.\n',
  );
  const two = fileOf('two.geojson', {
    type: 'FeatureCollection',
    features: [feature(polygon), feature({ type: 'MultiPolygon', coordinates: [outline] })],
  });
  await by('--polygon', two, '--places', '4');
  const info = z
    .object({
      areaCount: z.number(),
      areas: z.array(z.object({ positive: z.boolean(), places: z.number() })),
    })
    .parse(JSON.parse((await topo2vec('info', path, '--json')).stdout));
  expect(info).toEqual({
    areaCount: 3,
    areas: [
      { positive: false, places: 25 },
      { positive: true, places: 4 },
      { positive: true, places: 4 },
    ],
  });
  expect(await by()).toMatchObject({
    code: 2,
    stderr: 'Give the area by one of --box, --region or --polygon.\n',
  });
});

test('polygons are read from a geometry, a feature and a collection, without elevations', async () => {
  const ring = Float64Array.of(9.54, 47.1, 9.58, 47.1, 9.56, 47.13, 9.54, 47.1);
  for (const [index, content] of [polygon, feature(polygon), `\uFEFF${JSON.stringify(polygon)}`].entries())
    expect(await readPolygonFile(fileOf(`${index}.geojson`, content))).toEqual([
      { name: null, rings: [ring] },
    ]);
});

test.each([
  ['no JSON', 'polygon', 'must be GeoJSON that holds polygons'],
  ['points', feature({ type: 'Point', coordinates: [9, 47] }), 'must be GeoJSON that holds polygons'],
  ['an empty collection', { type: 'FeatureCollection', features: [] }, 'must be GeoJSON that holds polygons'],
  [
    'metres',
    { ...polygon, crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::2056' } } },
    'is in urn:ogc:def:crs:EPSG::2056',
  ],
])('%s are no areas', async (_, content, reason) => {
  await expect(readPolygonFile(fileOf('other.geojson', content))).rejects.toThrow(reason);
});
