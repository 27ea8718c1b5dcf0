import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { writeCatalog } from '../../../src/main/grid/catalog/catalog';
import type { CatalogRun, CatalogShard } from '../../../src/main/grid/catalog/catalogedGrid';
import { detectionsParquet, readDetections } from '../../../src/main/grid/catalog/detections';
import { footprintOf } from '../../../src/main/grid/catalog/footprint';
import { openObjectStore } from '../../../src/main/grid/objects/openObjectStore';
import { latticeOfShard } from '../../../src/main/grid/shards/shard';
import { fixture, temporaryFolder } from '../engine/folder';
import { address, layer } from './shardOf';

const store = await openObjectStore(temporaryFolder());
const shardAt = (crsCode: string, column: number, row: number): CatalogShard => ({
  ...{ crsCode, column, row, layerId: layer.id, sha256: 'ab'.repeat(32), bytes: 7, embeddings: 5 },
  key: `layers/c0ffee/${crsCode.toLowerCase().replace(':', '-')}/${column}.${row}.abababababababab.zarr`,
  createdMs: Date.UTC(2026, 10, 30, 9 + column),
});
const shards = [
  shardAt('EPSG:32632', 31, -340),
  shardAt('EPSG:32601', 23, -470),
  shardAt('EPSG:5041', 130, -131),
];

const [shard] = shards;
const run: CatalogRun = {
  id: 'f00d',
  layer,
  heads: [{ key: 'cd'.repeat(32), name: 'peak 240 m #1', classId: 'peak' }],
  shards: shard === undefined ? [] : [{ ...shard, key: 'detections/f00d/31.-340.parquet', detections: 12 }],
};

/** The published schemas: see test/fixtures/SOURCES.md. */
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
for (const iri of ['iri', 'iri-reference']) ajv.addFormat(iri, true);
beforeAll(async () => {
  for (const name of readdirSync(fixture('grid', 'stac'))) {
    const schema: unknown = JSON.parse(readFileSync(fixture('grid', 'stac', name), 'utf8'));
    ajv.addSchema(z.record(z.string(), z.unknown()).parse(schema));
  }
  // CRSs are given by their codes: what PROJ says of its JSON is not needed.
  ajv.addSchema({ $id: 'https://proj.org/schemas/v0.7/projjson.schema.json' });
  await writeCatalog(store, {
    name: 'Alps',
    layers: [layer, { ...layer, id: 'empty' }],
    shards,
    runs: [run],
    dtms: [{ name: 'SRTM', licence: 'CC0-1.0' }],
    program: 'topo2vec 0.1.0',
  });
});

const stacObject = z.looseObject({
  stac_extensions: z.array(z.string()).default([]),
  links: z.array(z.object({ rel: z.string(), href: z.string() })),
});
const read = async (key: string): Promise<unknown> =>
  JSON.parse(Buffer.from(await store.get(key)).toString('utf8'));

/** What the schemas of a document and of its extensions object to. */
async function objections(key: string, core: string): Promise<unknown[]> {
  const document = stacObject.parse(await read(key));
  return [core, ...document.stac_extensions].flatMap((id): unknown[] => {
    const validate = ajv.getSchema(id) ?? ajv.getSchema(`${id}#`);
    if (validate === undefined) return [`There is no schema ${id}`];
    void validate(document);
    return validate.errors ?? [];
  });
}

test('collection, items and catalog satisfy the published schemas', async () => {
  const schemas = 'https://schemas.stacspec.org/v1.0.0';
  expect(await objections('stac/catalog.json', `${schemas}/catalog-spec/json-schema/catalog.json`)).toEqual(
    [],
  );
  expect(
    await objections('stac/c0ffee/collection.json', `${schemas}/collection-spec/json-schema/collection.json`),
  ).toEqual([]);
  expect(
    await objections('stac/f00d/collection.json', `${schemas}/collection-spec/json-schema/collection.json`),
  ).toEqual([]);
  expect(
    await objections('stac/f00d/epsg-32632.31.-340.json', `${schemas}/item-spec/json-schema/item.json`),
  ).toEqual([]);
  for (const { crsCode, column, row } of shards)
    expect(
      await objections(
        `stac/c0ffee/${crsCode.toLowerCase().replace(':', '-')}.${column}.${row}.json`,
        `${schemas}/item-spec/json-schema/item.json`,
      ),
    ).toEqual([]);
});

test('the schemas would object', async () => {
  const id = 'https://stac-extensions.github.io/embeddings/v0.0.1/schema.json';
  const validate = ajv.getSchema(`${id}#`) ?? ajv.getSchema(id);
  const collection = stacObject.parse(await read('stac/c0ffee/collection.json'));
  expect(validate?.(collection)).toBe(true);
  expect(validate?.({ ...collection, 'emb:dimensions': '48' })).toBe(false);
  expect(validate?.({ ...collection, links: [] })).toBe(false);
});

test('every link leads to an object of the store', async () => {
  const found: string[] = [];
  for await (const { key } of store.list('stac/')) found.push(key);
  expect(found).toEqual([
    'stac/c0ffee/collection.json',
    'stac/c0ffee/encoder.json',
    ...['epsg-32601.23.-470', 'epsg-32632.31.-340', 'epsg-5041.130.-131'].map(
      (name) => `stac/c0ffee/${name}.json`,
    ),
    'stac/catalog.json',
    'stac/f00d/collection.json',
    'stac/f00d/epsg-32632.31.-340.json',
    'stac/terrain.json',
  ]);
  const documents = found.filter((key) => !/encoder|terrain/.test(key));
  for (const key of documents)
    for (const { href } of stacObject.parse(await read(key)).links) {
      const target = new URL(href, `file:///${key}`).pathname.slice(1);
      expect(found).toContain(target);
    }
  const collection = stacObject.parse(await read('stac/c0ffee/collection.json'));
  expect(collection).toMatchObject({
    license: 'CC0-1.0',
    'emb:dimensions': 48,
    extent: { temporal: { interval: [['2026-12-01T08:00:00.000Z', '2026-12-05T19:00:00.000Z']] } },
  });
});

test('an item says where its shard is', async () => {
  const [{ column, row }] = [shards[0] ?? address];
  expect([column, row]).toEqual([31, -340]);
  const item = await read('stac/c0ffee/epsg-32632.31.-340.json');
  // 31 shards of 2 x 64 cells of 120 m: 476,160 m east; 340 of them north: 5,222,400 m. By PROJ: 8.6846 E, 47.1557 N.
  expect(item).toMatchObject({
    properties: {
      'proj:code': 'EPSG:32632',
      'proj:shape': [128, 128],
      'proj:transform': [120, 0, 476_100, 0, -120, 5_222_460],
    },
    assets: { embeddings: { href: '../../layers/c0ffee/epsg-32632/31.-340.abababababababab.zarr' } },
  });
  const { bbox } = z.object({ bbox: z.array(z.number()) }).parse(item);
  expect(bbox[0]).toBeCloseTo(8.684, 2);
  expect(bbox[3]).toBeCloseTo(47.156, 2);
});

test('footprints close around poles and across the antimeridian', () => {
  const pole = footprintOf(latticeOfShard(layer, { crsCode: 'EPSG:5041', column: 130, row: -131 }));
  expect(pole.bbox[0]).toBe(-180);
  expect(pole.bbox.slice(2)).toEqual([180, 90]);
  const dateline = footprintOf(latticeOfShard(layer, { crsCode: 'EPSG:32601', column: 23, row: -470 }));
  expect(dateline.geometry.type).toBe('MultiPolygon');
  const [west, , east] = dateline.bbox;
  expect(west).toBeGreaterThan(170);
  expect(east).toBeLessThan(-170);
});

const detections = [
  { lonDeg: 9.8, latDeg: 46.8, probability: 0.875, classId: 'peak', radiusM: 240 },
  { lonDeg: -179.5, latDeg: -16.5, probability: 0.5, classId: 'saddle "x"', radiusM: 1000 },
];

test('detections are GeoParquet', async () => {
  const bytes = detectionsParquet(detections);
  const file = bytes.slice().buffer;
  const rows = await parquetReadObjects({ file, utf8: false });
  expect(rows).toMatchObject([
    { class: 'peak', probability: 0.875, radius_m: 240 },
    { class: 'saddle "x"', probability: 0.5, radius_m: 1000 },
  ]);
  const metadata = parquetMetadata(file).key_value_metadata ?? [];
  const geo: unknown = JSON.parse(metadata.find(({ key }) => key === 'geo')?.value ?? '');
  expect(geo).toMatchObject({ version: '1.1.0', primary_column: 'geometry' });
  expect(await readDetections(bytes)).toEqual(detections);
});

test('an item of detections says where they are, and its collection what they follow from', async () => {
  expect(await read('stac/f00d/epsg-32632.31.-340.json')).toMatchObject({
    properties: { 'topo2vec:detections': 12, 'proj:shape': [128, 128] },
    assets: { detections: { href: '../../detections/f00d/31.-340.parquet' } },
  });
  const { links } = stacObject.parse(await read('stac/f00d/collection.json'));
  expect(links).toContainEqual(
    expect.objectContaining({ rel: 'derived_from', href: '../c0ffee/collection.json' }),
  );
});
