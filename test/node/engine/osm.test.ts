import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { askOverpass, overpassQuery } from '../../../src/main/engine/labels/overpass';
import { UserError } from '../../../src/shared/errors';
import { sampleLine } from '../../../src/main/engine/labels/sampleLine';
import { fixture, temporaryFolder } from './folder';
import { answerFeatures, coordinatesOf, everything, fileFeatures, tagged } from './labelFeatures';

const folder = temporaryFolder();
const never = new AbortController().signal;

function write(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

describe('.osm.pbf', () => {
  // Counts by osmium: features with a point inside the box of liechtenstein_srtm1.
  const inside = (lon: number, lat: number): boolean =>
    lon >= 9.4332 && lon <= 9.6724 && lat >= 47.0224 && lat <= 47.3026;
  test.each([
    ['natural', 'peak', 47],
    ['natural', 'saddle', 8],
    ['natural', 'cliff', 267],
    ['waterway', 'river', 6],
    ['aerialway', 'station', 10],
    ['tourism', 'alpine_hut', 4],
  ])('%s=%s', (key, value, expected) => {
    const { features, fromOsm } = fileFeatures(fixture('osm', 'liechtenstein.osm.pbf'), tagged(key, value));
    expect(fromOsm).toBe(true);
    const there = features.filter((feature) => {
      const coordinates = coordinatesOf(feature);
      return coordinates.some((lon, i) => i % 2 === 0 && inside(lon, coordinates[i + 1] ?? 0));
    });
    expect(there.filter(({ attributes }) => attributes[key] === value)).toHaveLength(expected);
  });

  test('a truncated file is refused by name', () => {
    const whole = readFileSync(fixture('osm', 'liechtenstein.osm.pbf'));
    const path = join(folder, 'cut.osm.pbf');
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    expect(() => fileFeatures(path, tagged('natural', 'peak'))).toThrow(
      new UserError(
        'unsupported-file',
        'cut.osm.pbf cannot be read as .osm.pbf: it ends in the middle of a block. It may be damaged or cut short: download it again.',
      ),
    );
  });
});

describe('GeoJSON and Overpass JSON', () => {
  const peak = (properties: Record<string, unknown>, geometry: unknown): unknown => ({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties, geometry }],
  });

  test('tags are read from the properties or from a member of them', () => {
    const point = { type: 'Point', coordinates: [9.5, 47.1, 2000] };
    for (const properties of [
      { '@id': 'node/12', natural: 'peak' },
      { id: 'x', tags: { natural: 'peak' } },
    ]) {
      const path = write('peak.geojson', peak(properties, point));
      const { features } = fileFeatures(path, tagged('natural', 'peak'));
      expect(features).toHaveLength(1);
      expect(features.flatMap(coordinatesOf)).toEqual([9.5, 47.1]);
    }
  });

  test('ways of an Overpass response take their nodes from it', () => {
    const answer = {
      elements: [
        { type: 'node', id: 1, lat: 47.1, lon: 9.5 },
        { type: 'node', id: 2, lat: 47.2, lon: 9.6 },
        { type: 'way', id: 3, nodes: [1, 2, 77], tags: { natural: 'cliff' } },
      ],
    };
    const { features } = answerFeatures(answer, tagged('natural', 'cliff'));
    expect(features.map((feature) => [feature.ref, coordinatesOf(feature)])).toEqual([
      ['way/3', [9.5, 47.1, 9.6, 47.2]],
    ]);
  });

  test('a way whose nodes are not all there lies at its centre', () => {
    const answer = {
      elements: [
        { type: 'node', id: 1, lat: 47.1, lon: 9.5, tags: { tourism: 'alpine_hut' } },
        {
          ...{ type: 'way', id: 2, nodes: [1, 5, 6, 1], center: { lat: 47.105, lon: 9.514 } },
          tags: { tourism: 'alpine_hut' },
        },
      ],
    };
    const { features } = answerFeatures(answer, tagged('tourism', 'alpine_hut'));
    expect(features.map((feature) => [feature.ref, coordinatesOf(feature)])).toEqual([
      ['node/1', [9.5, 47.1]],
      ['way/2', [9.514, 47.105]],
    ]);
  });

  test.each([
    ['{"elements": [', 'not JSON'],
    ['{"type": "FeatureCollection", "features": []', 'not JSON'],
    ['{"type": "FeatureCollection", "features": []} {}', 'not JSON'],
    ['[]', 'not JSON'],
    ['{"features": [], "type": "Topology"}', 'holds no labels'],
    [`{"features": [${'['.repeat(1e6)}]}`, '100 levels'],
    [`{"elements": ["${'a'.repeat(20 * 2 ** 20)}"]}`, '16 MiB'],
  ])('odd JSON %# is refused by name', (text, expected) => {
    const path = write('odd.json', text);
    expect(() => fileFeatures(path, everything)).toThrow(new RegExp(`^odd\\.json.*${expected}`));
  });

  test('a collection is read in pieces, wherever they end', () => {
    // Escapes and letters of several bytes, so that every piece of 1 MiB ends somewhere else.
    const features = Array.from({ length: 12_000 }, (_, i) => ({
      type: 'Feature',
      properties: { natural: 'peak', name: `\\"[{Grünhörnli 山 ${'\\'.repeat(i % 7)}`, ele: `${i}` },
      geometry: { type: 'Point', coordinates: [9 + i / 12_000, 47] },
    }));
    const collection = { features, type: 'FeatureCollection' };
    const path = write('long.geojson', `\uFEFF ${JSON.stringify(collection, null, 1)}\n`);
    const read = fileFeatures(path, tagged('natural', 'peak')).features;
    expect(read.map(({ attributes }) => attributes)).toEqual(features.map(({ properties }) => properties));
    expect(read.slice(-1).flatMap(coordinatesOf)[0]).toBe(9 + 11_999 / 12_000);
  });
});

test('a line is sampled at equal distances on the Earth', () => {
  // A degree of latitude at 47 N is 111,182 m on WGS84 (PROJ); 0.01 degrees are 1,111.8 m: eleven intervals of 101 m.
  const samples = sampleLine(Float64Array.of(9.5, 47, 9.5, 47.005, 9.5, 47.01), 100);
  expect(samples.length / 2).toBe(11);
  for (let i = 0; i < 11; i++) {
    expect(samples[2 * i]).toBeCloseTo(9.5, 9);
    expect(samples[2 * i + 1]).toBeCloseTo(47 + (0.01 * (i + 0.5)) / 11, 6);
  }
  expect([...sampleLine(Float64Array.of(9.5, 47, 9.5001, 47), 100)]).toEqual([9.50005, 47]);
});

describe('an Overpass server', () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  const listen = (answer: RequestListener): Promise<string> =>
    new Promise((resolve) => {
      const server = createServer(answer);
      stops.push(() => {
        server.closeAllConnections();
        server.close();
      });
      server.listen(0, '127.0.0.1', () => {
        resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api`);
      });
    });

  test('is queried in Overpass QL and its response read', async () => {
    let body = '';
    const url = await listen((request, response) => {
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => response.end('{"elements": []}'));
    });
    const box = { westDeg: 9.4, southDeg: 47, eastDeg: 9.7, northDeg: 47.3 };
    const query = overpassQuery([{ natural: ['peak'] }, { aerialway: ['*'] }], box);
    expect(Buffer.from(await askOverpass(url, query, () => undefined, never)).toString()).toBe(
      '{"elements": []}',
    );
    const asked = decodeURIComponent(body.replace('data=', ''));
    expect(asked).toContain('[out:json]');
    expect(asked).toContain('node["natural"~"^(peak)$"](47.000000,9.400000,47.300000,9.700000);');
    expect(asked).toContain('way["aerialway"](47.000000,9.400000,47.300000,9.700000);');
    expect(asked).toContain('out geom;');
  });

  test.each([
    [429, 'busy', /busy/],
    [400, 'no', /tag filter/],
    [200, '<html>', /did not answer with JSON/],
  ])('that answers %i gets a clear message', async (status, text, message) => {
    const url = await listen((_request, response) => {
      response.writeHead(status).end(text);
    });
    await expect(askOverpass(url, 'query', () => undefined, never)).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(message) as string,
    });
  });

  test('that cannot be reached gets a clear message', async () => {
    await expect(
      askOverpass('http://127.0.0.1:1/api', 'query', () => undefined, never),
    ).rejects.toMatchObject({
      code: 'network',
    });
  });

  test('that takes long can be cancelled', async () => {
    const stop = new AbortController();
    const url = await listen((_request, response) => {
      response.write('{"elements": [');
      stop.abort();
    });
    await expect(askOverpass(url, 'query', () => undefined, stop.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('a partial response is not accepted', () => {
    const remark = 'runtime error: Query timed out in "query" at line 3';
    expect(() => answerFeatures({ elements: [], remark }, everything)).toThrow(/smaller area/);
  });
});
