import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { LabelFeature } from '../../../src/main/engine/labels/files/feature';
import { fixture } from './folder';
import { coordinatesOf, everything, featuresOf, fileFeatures, tagged } from './labelFeatures';
import mutateCode from './mutateLabels?bundled';
import { mutationReport } from './mutateLabels';
import { block, bytesOf, dense, head, raw, zlib } from './osmBlocks';

const small = (kind: string): string => fixture('osm', `small${kind}.osm.pbf`);

describe('kinds of .osm.pbf', () => {
  test.each(['', '-raw', '-plain', '-lz4'])('small%s has the features that were written', (kind) => {
    const peaks = fileFeatures(small(kind), tagged('natural', 'peak')).features;
    expect(peaks).toHaveLength(20);
    expect(peaks[1]).toEqual({
      ref: 'node/66',
      attributes: { natural: 'peak', name: 'Gipfel 6' },
      parts: [{ kind: 'point', coordinates: Float64Array.of(9.506, 47.106) }],
    });
    const cliffs = fileFeatures(small(kind), tagged('natural', 'cliff')).features;
    expect(cliffs.map((cliff) => [cliff.ref, coordinatesOf(cliff).length])).toEqual([
      ['way/1', 16],
      ['way/3', 16],
      ['way/5', 16],
    ]);
    // Nodes 8 to 15 of the file.
    expect(cliffs.slice(0, 1).flatMap(coordinatesOf).slice(0, 4)).toEqual([9.508, 47.108, 9.509, 47.1]);
    expect(fileFeatures(small(kind), everything).features).toHaveLength(20 + 6 + 6);
  });

  test('an unsupported compression is named with a way to convert it', () => {
    const lzma = block('OSMData', (blob) => {
      blob.writeVarintField(2, 10);
      blob.writeBytesField(4, Buffer.alloc(10));
    });
    expect(() => read(head, lzma)).toThrow(
      'odd.osm.pbf is compressed with lzma, which is not supported. Rewrite it with zlib: ' +
        'osmium cat odd.osm.pbf -o out.osm.pbf --output-format pbf,pbf_compression=zlib',
    );
  });
});

const read = (...blocks: Uint8Array[]): LabelFeature[] =>
  featuresOf({ kind: 'answer', name: 'odd.osm.pbf', bytes: Buffer.concat(blocks) }, everything).features;

describe('odd .osm.pbf', () => {
  const texts = ['', 'natural', 'peak'];

  test('dense nodes are read', () => {
    const features = read(head, block('OSMData', raw(dense(texts, [5, 1], [1, 2, 0, 1, 2, 0]))));
    expect(features.map(({ ref }) => ref)).toEqual(['node/5', 'node/6']);
  });

  test('blocks of other types are skipped', () => {
    const other = block('OSMIndex', raw(Buffer.from('whatever')));
    expect(read(head, other, block('OSMData', raw(dense(texts, [5], [1, 2, 0]))))).toHaveLength(1);
  });

  test.each<[string, Uint8Array[], string]>([
    ['no bytes', [], 'it is empty'],
    ['data before the header', [block('OSMData', raw(new Uint8Array()))], 'it has no header'],
    ['a header of 4 GB', [Buffer.alloc(8, 0xff)], 'header has 4294967295 bytes'],
    ['tags without an end', [head, block('OSMData', raw(dense(texts, [5], [1, 2])))], 'varint'],
    [
      'a text that is not there',
      [head, block('OSMData', raw(dense(texts, [5], [1, 7, 0])))],
      'not in the string table',
    ],
    [
      'columns of different lengths',
      [head, block('OSMData', raw(dense(texts, [5], [1, 2, 0], [5, 6])))],
      'lengths',
    ],
    [
      'a place off the Earth',
      [head, block('OSMData', raw(dense(texts, [1e9], [1, 2, 0])))],
      'coordinate is 100 degrees',
    ],
    ['400 MB in a header', [block('OSMHeader', zlib(Buffer.alloc(400e6), 1000))], '1000 bytes'],
    ['400 MB stated', [head, block('OSMData', zlib(Buffer.alloc(10), 400e6))], '400000000 bytes'],
    [
      '16 million texts in 33 kB',
      [
        head,
        block(
          'OSMData',
          zlib(
            bytesOf((m) => {
              m.writeBytesField(1, Buffer.alloc(32e6, '\x0a\x00'));
            }),
            32e6 + 5,
          ),
        ),
      ],
      'too many strings',
    ],
    [
      '16 million groups in 33 kB',
      [head, block('OSMData', zlib(Buffer.alloc(32e6, '\x12\x00'), 32e6))],
      'too many groups',
    ],
    [
      'features that are not known',
      [
        block(
          'OSMHeader',
          raw(
            bytesOf((m) => {
              m.writeStringField(4, 'Sort.Odd');
            }),
          ),
        ),
      ],
      '"Sort.Odd"',
    ],
  ])('%s: refused by name', (_what, blocks, expected) => {
    expect(() => read(...blocks)).toThrow(new RegExp(`^odd\\.osm\\.pbf.*${expected}`));
  });
});

const COUNT = 2400;
const damagedToo = [
  'xml.osm',
  'xml.osm.bz2',
  'peaks.csv',
  'peaks.gpx',
  'peaks.shp',
  'peaks.kml',
  'peaks.fgb',
  'peaks.zip',
];

test('damaged label files are either read or refused by name, whatever the damage', async () => {
  const collection = {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        id: 'node/1',
        properties: { natural: 'peak' },
        geometry: { type: 'Point', coordinates: [9.5, 47.1] },
      },
      {
        type: 'Feature',
        properties: { tags: { natural: 'cliff' } },
        geometry: {
          type: 'MultiLineString',
          coordinates: [
            [
              [9.5, 47.1],
              [9.6, 47.2],
            ],
          ],
        },
      },
    ],
  };
  const answer = {
    version: 0.6,
    elements: [
      { type: 'node', id: 1, lat: 47.1, lon: 9.5, tags: { natural: 'peak', name: 'Grünhörnli' } },
      { type: 'way', id: 3, nodes: [1, 2], tags: { natural: 'cliff' } },
      { type: 'way', id: 4, geometry: [{ lat: 47.1, lon: 9.5 }, null], tags: { natural: 'cliff' } },
    ],
  };
  const files = [
    ...['', '-raw', '-plain', '-lz4'].map((kind) => ({
      name: `a${kind}.osm.pbf`,
      bytes: readFileSync(small(kind)),
    })),
    ...damagedToo.map((name) => ({ name, bytes: readFileSync(fixture('field', name)) })),
    { name: 'a.geojson', bytes: Buffer.from(JSON.stringify(collection)) },
    { name: 'a.json', bytes: Buffer.from(JSON.stringify(answer, null, 1)) },
  ];
  const worker = new Worker(mutateCode, {
    eval: true,
    workerData: { seed: 11, count: COUNT, files },
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  const report = await new Promise<z.infer<typeof mutationReport>>((resolve, reject) => {
    worker.once('message', (message) => {
      resolve(mutationReport.parse(message));
    });
    worker.once('error', reject);
  }).finally(() => worker.terminate());
  expect(report.faults).toEqual([]);
  expect(report.read + report.refused).toBe(COUNT);
  expect(Math.min(report.read, report.refused)).toBeGreaterThan(20);
  expect(report.arrayBytes).toBeLessThan(200e6);
});
