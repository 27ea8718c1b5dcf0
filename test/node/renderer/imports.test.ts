import { expect, test } from 'vitest';
import {
  areAlike,
  classNamed,
  firstChoice,
  importSpec,
  takes,
} from '../../../src/renderer/features/import/labelChoice';
import { reportWords } from '../../../src/renderer/features/import/labelReport';
import { besideTerrain, boxAround } from '../../../src/renderer/features/import/placement';
import { statesCrs } from '../../../src/renderer/features/import/statedCrs';
import { labelClassCatalogue } from '../../../src/shared/labels/labelClasses';
import type { LabelFilePreview } from '../../../src/shared/labels/labelFiles';

const peaks: LabelFilePreview = {
  format: { id: 'geojson', name: 'GeoJSON' },
  layers: ['peaks'],
  layer: 'peaks',
  crs: { code: 'EPSG:4326', name: 'WGS 84' },
  fields: [
    { name: 'id', type: 'number', values: [1, 2, 3].map((value) => ({ value: String(value), count: 1 })) },
    {
      name: 'fclass',
      type: 'text',
      values: [
        { value: 'tree', count: 5 },
        { value: 'peak', count: 2 },
      ],
    },
  ],
  counts: { points: 6, lines: 1, polygons: 0, without: 1 },
  rows: [],
  places: new Float64Array(),
  classes: [],
  isList: false,
  table: null,
  complete: true,
};

const withTags = labelClassCatalogue.slice(0, 2);

test('a file with classes is imported by class, another by the attribute that names kinds, a list as a whole', () => {
  const held = { ...peaks, classes: [{ classId: 'peak', count: 2 }] };
  expect(firstChoice(held, withTags)).toMatchObject({ way: 'classes', classIds: ['peak'] });
  expect(firstChoice({ ...held, complete: false }, withTags).classIds).toEqual(['peak', 'saddle']);
  expect(firstChoice(peaks, withTags)).toMatchObject({
    way: 'values',
    field: 'fclass',
    values: [],
    classId: null,
  });
  const [id] = peaks.fields;
  const alone = { name: 'type', type: 'text', values: [{ value: 'rock glacier', count: 6 }] } as const;
  const kind = { ...alone, values: [...alone.values] };
  expect(firstChoice({ ...peaks, fields: id === undefined ? [] : [id, kind] }, withTags)).toMatchObject({
    field: 'type',
    values: ['rock glacier'],
  });
  expect(firstChoice({ ...peaks, isList: true }, withTags)).toMatchObject({
    way: 'everything',
    classId: null,
  });
  expect(firstChoice({ ...peaks, fields: [] }, withTags)).toMatchObject({ way: 'everything', field: '' });
});

test('a choice says what it imports, and nothing is imported until a class is chosen', () => {
  const values = { ...firstChoice(peaks, withTags), values: ['peak'] };
  expect(takes(values, peaks)).toBeNull();
  expect(importSpec('/a.json', values, {})).toBeNull();
  const chosen = { ...values, classId: 'saddle' };
  expect(takes(chosen, peaks)).toBe(2);
  expect(importSpec('/a.json', chosen, { crs: 'EPSG:2056' })).toEqual({
    kind: 'import-labels',
    path: '/a.json',
    crs: 'EPSG:2056',
    classIds: ['saddle'],
    where: { fclass: ['peak'] },
    intervalM: 100,
    polygons: 'inside',
  });
  const everything = { ...chosen, way: 'everything' } as const;
  expect(takes(everything, peaks)).toBe(7);
  expect(importSpec('/a.json', everything, {})).toMatchObject({ classIds: ['saddle'], everything: true });
  expect(importSpec('/a.json', { ...everything, classId: null }, {})).toBeNull();
  const classes = { ...chosen, way: 'classes', classIds: ['peak'] } as const;
  expect(takes(classes, { ...peaks, classes: [{ classId: 'peak', count: 2 }] })).toBe(2);
  expect(importSpec('/a.json', classes, {})).toMatchObject({ classIds: ['peak'] });
  expect(importSpec('/a.json', { ...classes, classIds: [] }, {})).toBeNull();
});

test('a value that names a class selects that class', () => {
  expect(classNamed('alpine_hut', labelClassCatalogue)?.id).toBe('alpine-hut');
  expect(classNamed('Cave entrance', labelClassCatalogue)?.id).toBe('cave-entrance');
  expect(classNamed('tree', labelClassCatalogue)).toBeUndefined();
});

test('files are alike where they offer the same choices', () => {
  const [id, kind] = peaks.fields;
  expect(areAlike(peaks, { ...peaks, fields: [...peaks.fields].reverse() })).toBe(true);
  expect(areAlike(peaks, { ...peaks, fields: id === undefined ? [] : [id] })).toBe(false);
  expect(areAlike(peaks, { ...peaks, crs: null })).toBe(false);
  expect(areAlike(peaks, { ...peaks, format: { id: 'gpx', name: 'GPX' } })).toBe(false);
  const osm = { ...peaks, format: { id: 'osm-pbf', name: 'OpenStreetMap PBF' } };
  expect(areAlike(osm, { ...osm, fields: kind === undefined ? [] : [kind] })).toBe(true);
});

test('an import is summarised in words, with all omissions', () => {
  const words = (report: Partial<Parameters<typeof reportWords>[1]>): unknown =>
    reportWords(
      'a.json',
      { added: 0, areas: 0, duplicates: 0, outside: 0, byClass: {}, leftOut: [], holds: [], ...report },
      (classId) => (classId === 'peak' ? 'Peak' : classId),
    );
  expect(words({ added: 1234, byClass: { peak: 1233, marsh: 1 } })).toEqual({
    text: 'a.json: 1,234 labels added (1,233 peaks, 1 marsh).',
    lines: [],
  });
  expect(words({ areas: 2 })).toEqual({ text: 'a.json: 2 areas added.', lines: [] });
  expect(words({ areas: 1, added: 2, byClass: { peak: 2 } })).toMatchObject({
    text: 'a.json: 1 area and 2 labels added (2 peaks).',
  });
  expect(
    words({
      added: 1,
      byClass: { peak: 1 },
      duplicates: 2,
      outside: 1,
      leftOut: [{ reason: 'no place', count: 3 }],
      holds: [{ kind: 'natural=tree', count: 9 }],
    }),
  ).toEqual({
    text: 'a.json: 1 label added (1 peak).',
    lines: ['2 were already in the project', '1 lies where there is no elevation', '3 left out: no place'],
  });
  expect(words({ holds: [{ kind: 'natural=tree', count: 14_000 }] })).toEqual({
    text: 'a.json: no labels added.',
    lines: ['It holds natural=tree (14,000)'],
  });
});

test('well-known text is distinguished from search words', () => {
  expect(['2056', 'EPSG:2056', 'ESRI:54009', 'epsg::4326'].map(statesCrs)).toEqual(Array(4).fill('code'));
  expect(
    [
      'PROJCS["x"]',
      '+proj=utm +zone=32',
      'urn:ogc:def:crs:EPSG::4326',
      'http://www.opengis.net/def/crs/EPSG/0/2056',
      'Projection UTM\nZone 32',
    ].map(statesCrs),
  ).toEqual(Array(5).fill('whole'));
  expect(['utm 32', 'CH1903+ / LV95', '32', 'WGS84'].map(statesCrs)).toEqual(Array(4).fill(null));
});

test('a box is described by its overlap with the terrain or its distance from it', () => {
  const terrain = { westDeg: 9, southDeg: 47, eastDeg: 10, northDeg: 48 };
  expect(besideTerrain(terrain, null)).toBe('');
  expect(besideTerrain({ ...terrain, westDeg: 9.5, eastDeg: 11 }, terrain)).toMatch(/^Overlaps/);
  // One degree along the meridian is 111.17 km there (pyproj's Geod on WGS84).
  expect(besideTerrain({ ...terrain, southDeg: 48.001, northDeg: 49 }, terrain)).toMatch(/^111 km from/);
  expect(besideTerrain({ westDeg: -171, southDeg: -48, eastDeg: -170, northDeg: -47 }, terrain)).toMatch(
    /^\d\d,\d\d\d km from/,
  );
  expect(boxAround(Float64Array.of(9, 47, 8, 48, 10, 46))).toEqual({
    westDeg: 8,
    southDeg: 46,
    eastDeg: 10,
    northDeg: 48,
  });
  expect(boxAround(new Float64Array())).toBeNull();
});
