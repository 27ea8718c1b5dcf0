import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readLabels } from '../../../src/main/engine/labels/readLabels';
import { fixture } from './folder';
import { never } from './workbench';

const pair = z.tuple([z.number(), z.number()]).rest(z.number());
const polygon = z.array(z.array(pair));
const shape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: pair }),
  z.object({ type: z.literal('MultiPoint'), coordinates: z.array(pair) }),
  z.object({ type: z.literal('LineString'), coordinates: z.array(pair) }),
  z.object({ type: z.literal('MultiLineString'), coordinates: z.array(z.array(pair)) }),
  z.object({ type: z.literal('Polygon'), coordinates: polygon }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(polygon) }),
]);
type Pair = z.infer<typeof pair>;
/** Tells whether a place is one where the label of a part may be. */
type Fits = (lon: number, lat: number) => boolean;

/** What GDAL and osmium read of the files (`fixtures/labels/make.py`), in degrees. */
const expected = z
  .record(z.string(), z.object({ features: z.array(shape), crs: z.string().optional() }))
  .parse(JSON.parse(readFileSync(fixture('labels', 'expected.json'), 'utf8')));

/** A hundredth of an arc-second, 0.3 m: more than datum shifts of GDAL and proj4 differ by. */
const DEG = 3e-6;

const atPoint =
  ([x, y]: Pair): Fits =>
  (lon, lat) =>
    Math.hypot(lon - x, lat - y) < DEG;

const onLine =
  (line: Pair[]): Fits =>
  (lon, lat) =>
    line.slice(1).some(([bx, by], i) => {
      const [ax, ay] = line[i] ?? [0, 0];
      const along = ((lon - ax) * (bx - ax) + (lat - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
      const share = Math.min(1, Math.max(0, along));
      return Math.hypot(lon - ax - share * (bx - ax), lat - ay - share * (by - ay)) < 10 * DEG;
    });

const inPolygon =
  (rings: Pair[][]): Fits =>
  (lon, lat) => {
    let inside = false;
    for (const ring of rings) {
      for (const [i, [bx, by]] of ring.entries()) {
        const [ax, ay] = ring.at(i - 1) ?? [0, 0];
        if (ay > lat !== by > lat && lon < ax + ((lat - ay) / (by - ay)) * (bx - ax)) inside = !inside;
      }
    }
    return inside;
  };

function partsOf(geometry: z.infer<typeof shape>): Fits[] {
  switch (geometry.type) {
    case 'Point':
      return [atPoint(geometry.coordinates)];
    case 'MultiPoint':
      return geometry.coordinates.map(atPoint);
    case 'LineString':
      return [onLine(geometry.coordinates)];
    case 'MultiLineString':
      return geometry.coordinates.map(onLine);
    case 'Polygon':
      return [inPolygon(geometry.coordinates)];
    case 'MultiPolygon':
      return geometry.coordinates.map(inPolygon);
  }
}

const peak = { id: 'peak', name: 'Peak', geometry: 'point' as const, filter: { natural: ['peak'] } };

describe('files written by GDAL and osmium are read as they read them', () => {
  test.each(Object.entries(expected))('%s', async (name, { features, crs }) => {
    const source = { kind: 'file', name, path: fixture('labels', name) } as const;
    const request = { source, choice: crs === undefined ? {} : { crs }, classes: [peak], intervalM: 100 };
    let labels = await readLabels({ ...request, take: 'kinds' }, () => undefined, never());
    if (labels.isList)
      labels = await readLabels({ ...request, take: 'everything' }, () => undefined, never());
    const fits = features.flatMap(partsOf);
    expect(labels.refs).toHaveLength(fits.length);
    for (const fit of fits) {
      const found = labels.refs.some((_, i) =>
        fit(labels.lonLat[2 * i] ?? NaN, labels.lonLat[2 * i + 1] ?? NaN),
      );
      expect(found).toBe(true);
    }
  });
});
