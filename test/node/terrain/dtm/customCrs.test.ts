import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { crsByCode, findCrs, type Crs } from '../../../../src/main/terrain/geo/crs';
import { crsFromText } from '../../../../src/main/terrain/geo/crsFromText';
import { projectionOf } from '../../../../src/main/terrain/geo/projection';
import { searchCrs } from '../../../../src/main/terrain/geo/searchCrs';
import { UserError } from '../../../../src/shared/errors';

const folder = join(import.meta.dirname, '../../../fixtures/crs');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** Metres between the place of coordinates and the one that PROJ gives. */
function apartM(crs: Crs, [x, y, lonDeg, latDeg]: readonly number[] = []): number {
  if (x === undefined || y === undefined || lonDeg === undefined || latDeg === undefined) return NaN;
  const [lon, lat] = projectionOf(crs).inverse(x, y);
  const turn = lon - lonDeg - 360 * Math.round((lon - lonDeg) / 360);
  return 111_320 * Math.hypot(turn * Math.cos((latDeg * Math.PI) / 180), lat - latDeg);
}

/** The round-trip error of a place's coordinates, in units of the CRS. */
function lost(crs: Crs, [x = NaN, y = NaN]: readonly number[] = []): number {
  const { forward, inverse } = projectionOf(crs);
  const [backX, backY] = forward(...inverse(x, y));
  const turn = crs.geographic ? 360 * Math.round((backX - x) / 360) : 0;
  return Math.hypot(backX - turn - x, backY - y);
}

describe('codes of EPSG and ESRI, at places in their area of use', () => {
  const lines = readFileSync(process.env.PROJ_PLACES ?? join(folder, 'places.txt'), 'utf8')
    .trim()
    .split('\n');
  const codes = lines.map((line) => {
    const [code = '', ...places] = line.split(' ');
    return { code, places: places.map((place) => place.split(',').map(Number)) };
  });

  test('each agrees with PROJ, or states by how much it may differ, or is refused', () => {
    const wrong: string[] = [];
    let exact = 0;
    let refused = 0;
    for (const { code, places } of codes) {
      const crs = findCrs(code);
      if (crs === null) {
        expect(() => crsByCode(code)).toThrow(/is not supported|is not known/);
        refused++;
        continue;
      }
      const farM = Math.max(...places.map((place) => apartM(crs, place)));
      if (farM < 1) exact++;
      if (!(farM < Math.max(1, crs.accuracyM ?? 0))) wrong.push(`${code} ${farM}`);
      const back = Math.max(...places.map((place) => lost(crs, place)));
      if (!(back < (crs.geographic ? 2e-6 : 0.2))) wrong.push(`${code} comes back ${back} off`);
    }
    expect(wrong).toEqual([]);
    // The shares hold for both authorities together.
    if (process.env.PROJ_PLACES !== undefined) return;
    expect(refused / codes.length).toBeLessThan(0.03);
    expect(exact / codes.length).toBeGreaterThan(0.85);
  });

  test('a withdrawn system that shrinks the terrain to a metre is refused, and names its successor', () => {
    for (const code of ['EPSG:6996', 'EPSG:6997']) expect(() => crsByCode(code)).toThrow(/EPSG:7131/);
    expect(crsByCode('EPSG:7131').name).toBe('NAD83(2011) / San Francisco CS13');
  });

  test.each(['2000', '2097', '5174', '2312', '6991', '8433', '2053', '22287', '29373', '4807', '7400'])(
    'EPSG:%s agrees within a metre, for any datum shift, axis order and unit',
    (code) => {
      const [, ...texts] = new RegExp(`^${code} .*$`, 'm').exec(read('places.txt'))?.[0].split(' ') ?? [];
      const places = texts.map((place) => place.split(',').map(Number));
      expect(places.length).toBeGreaterThan(0);
      for (const place of places) expect(apartM(crsByCode(code), place)).toBeLessThan(1);
    },
  );
});

test('systems given only by a description agree with PROJ within a metre, or are refused', () => {
  const systems = z
    .array(z.object({ text: z.string(), places: z.array(z.array(z.number())) }))
    .parse(JSON.parse(read('custom.json')));
  const wrong: string[] = [];
  let refused = 0;
  for (const { text, places } of systems) {
    let crs: Crs;
    try {
      crs = crsFromText(text);
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({ code: 'crs-unknown' });
      refused++;
      continue;
    }
    const farM = Math.max(...places.map((place) => apartM(crs, place)));
    if (!(farM < Math.max(1, crs.accuracyM ?? 0))) wrong.push(`${farM} ${text}`);
    expect(Math.max(...places.map((place) => lost(crs, place)))).toBeLessThan(0.2);
  }
  expect(wrong).toEqual([]);
  // ESRI's WKT cannot state a shift, so its datum is unknown.
  expect(refused / systems.length).toBeLessThan(0.2);
});

describe('forms of a coordinate system', () => {
  test.each([
    '2056',
    ' epsg:2056 ',
    'EPSG::2056',
    'urn:ogc:def:crs:EPSG::2056',
    'urn:ogc:def:crs:EPSG:6.9:2056',
    'urn:x-ogc:def:crs:EPSG:2056',
    'http://www.opengis.net/def/crs/EPSG/0/2056',
    'http://www.opengis.net/gml/srs/epsg.xml#2056',
    '+init=epsg:2056',
    '+init=EPSG:2056 +no_defs +type=crs',
  ])('%s is CH1903+ / LV95', (text) => {
    expect(crsFromText(text)).toMatchObject({ code: 'EPSG:2056', name: 'CH1903+ / LV95', accuracyM: 1 });
  });

  test.each([
    ['urn:ogc:def:crs:OGC:1.3:CRS84', 'EPSG:4326'],
    ['OGC:CRS84', 'EPSG:4326'],
    ['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 'EPSG:4326'],
    ['ESRI:54009', 'ESRI:54009'],
    ['urn:ogc:def:crs:EPSG::3857', 'EPSG:3857'],
  ])('%s is %s', (text, code) => {
    expect(crsFromText(text).code).toBe(code);
  });

  test('a code of an older datum includes its shift: CH1903+ by PROJ', () => {
    expect(
      apartM(crsFromText('urn:ogc:def:crs:EPSG::4150'), [9.521274794063286, 47.14132511840024, 9.52, 47.14]),
    ).toBeLessThan(0.01);
  });

  test('longitude and latitude in grads, as ArcGIS writes them', () => {
    const crs = crsFromText(
      'GEOGCS["GCS_NTF_Paris",DATUM["Nouvelle_Triangulation_Francaise_(Paris)",SPHEROID["Clarke_1880_IGN",6378249.2,' +
        '293.466021293627]],PRIMEM["Paris",2.33722917],UNIT["Grad",0.0157079632679489]]',
    );
    const [, ...places] =
      read('places.txt')
        .split('\n')
        .find((line) => line.startsWith('4807 '))
        ?.split(' ') ?? [];
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(apartM(crs, place.split(',').map(Number))).toBeLessThan(1);
  });

  test.each([
    ['', /state an EPSG code/],
    ['Swiss grid', /"Swiss grid" is not understood/],
    ['EPSG:99999', /EPSG:99999.*not known/],
    ['IAU_2015:30100', /not for the Earth/],
    ['EPSG:4087', /25 km apart.*gdalwarp/],
    ['ESRI:104903', /not for the Earth/],
    ['+proj=longlat +R=1737400 +no_defs', /1737 km radius.*Moon/],
    ['+proj=utm +zone=32 +ellps=intl', /datum whose shift/],
    ['+proj=utm +zone=99 +datum=WGS84', /zone/],
    ['+proj=tmerc +lon_0=abc +datum=WGS84', /lon_0/],
    ['+proj=tmerc +lon_0=9 +datum=XYZ', /XYZ/],
    ['+proj=tmerc +lon_0=9 +ellps=nothing', /ellipsoid/],
    ['+proj=tmerc +lon_0=9 +nadgrids=chenyx06.gsb +ellps=bessel', /grid/],
    ['+proj=tmerc +lon_0=9 +surprise=1 +ellps=GRS80', /surprise/],
    ['+proj=ob_tran +o_proj=longlat +o_lat_p=30 +ellps=GRS80', /ob_tran/],
    ['+proj=eqc +datum=WGS84', /25 km/],
    ['LOCAL_CS["x",UNIT["m",1]]', /kind/],
    ['Projection UTM\nZone 32\nDatum MARS\nUnits METERS\nParameters', /MARS/],
    ['Projection UTM\nZone 32\nDatum WGS84\nUnits FEET\nParameters', /feet/],
  ])('%s is refused, saying why', (text, why) => {
    expect(() => crsFromText(text)).toThrow(UserError);
    expect(() => crsFromText(text)).toThrow(why);
  });

  test.each([
    '+proj=longlat +R=6371000',
    '+proj=laea +lat_0=45 +lon_0=-100 +R=6370997',
    '+proj=sinu +R=6371007.181',
  ])('a spherical Earth is accepted: %s', (text) => {
    expect(crsFromText(text).accuracyM).toBeNull();
  });

  test('lines of Arc/Info 7 are read with their parameters', () => {
    const text =
      'Projection    ALBERS\nDatum         NAD83\nSpheroid      GRS80\nUnits         METERS\nZunits        NO\n' +
      'Xshift        0.0\nYshift        0.0\nParameters\n 29 30  0.0 /* 1st standard parallel\n' +
      ' 45 30  0.0 /* 2nd standard parallel\n -96  0  0.0 /* central meridian\n 23  0  0.0 /* latitude of projection origin\n' +
      '0.0 /* false easting (meters)\n0.0 /* false northing (meters)\n';
    const [x, y] = projectionOf(crsFromText(text)).forward(-100, 40);
    const [otherX, otherY] = projectionOf(crsByCode('EPSG:5070')).forward(-100, 40);
    expect(Math.hypot(x - otherX, y - otherY)).toBeLessThan(0.001);
  });
});

describe('a search', () => {
  test('finds by code first, then by name, then by area', () => {
    expect(searchCrs('2056')[0]).toMatchObject({ code: 'EPSG:2056', unit: 'm', accuracyM: 1 });
    expect(searchCrs('lv95 ch1903')[0]?.code).toBe('EPSG:2056');
    expect(searchCrs('utm 32n')[0]?.code).toBe('EPSG:32632');
    expect(searchCrs('mollweide').map(({ code }) => code)).toContain('ESRI:54009');
    expect(searchCrs('switzerland').map(({ code }) => code)).toContain('EPSG:21781');
    expect(searchCrs('utm zone 32n', 7)).toHaveLength(7);
  });

  test('finds nothing for an empty query, and only systems that can be calculated', () => {
    expect(searchCrs('  ')).toEqual([]);
    expect(searchCrs('no such system')).toEqual([]);
    expect(searchCrs('4087')).toEqual([]);
  });
});
