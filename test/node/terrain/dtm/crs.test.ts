import { readFileSync } from 'node:fs';
import proj4 from 'proj4';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { crsByCode, findCrs, type Crs } from '../../../../src/main/terrain/geo/crs';
import { crsFromWkt } from '../../../../src/main/terrain/geo/crsFromWkt';
import { UserError } from '../../../../src/shared/errors';
import { expectedOf, made } from './fixtures';

/** The same places in many systems, by PROJ. */
const places = z
  .array(
    z.object({
      epsg: z.number(),
      name: z.string(),
      lonDeg: z.number(),
      latDeg: z.number(),
      x: z.number(),
      y: z.number(),
      /** The accuracy that PROJ states for its transformation, metres. */
      accuracyM: z.number(),
      wktGdal: z.string().nullable(),
      wktEsri: z.string(),
      wkt2: z.string(),
    }),
  )
  .parse(JSON.parse(readFileSync(made('places.json'), 'utf8')));

const METRES_A_DEGREE = 111_320;

function distanceM(crs: Crs, [x, y]: [number, number], lonDeg: number, latDeg: number): number {
  const [lon, lat] = proj4(crs.proj4, 'WGS84', [x, y]);
  const east = (lon - lonDeg) * Math.cos((latDeg * Math.PI) / 180) * METRES_A_DEGREE;
  return Math.hypot(east, (lat - latDeg) * METRES_A_DEGREE);
}

/** Tolerance in metres where PROJ has several shifts in the area of a system and chooses by place. */
const severalShiftsM: Readonly<Record<number, number>> = { 5514: 13 };

describe.each(places)('EPSG:$epsg $name', ({ epsg, name, lonDeg, latDeg, x, y, ...wkt }) => {
  test('coordinates agree with PROJ', () => {
    const crs = crsByCode(`EPSG:${epsg}`);
    expect(crs).toMatchObject({ code: `EPSG:${epsg}`, name });
    expect(crs.accuracyM ?? 0).toBeGreaterThanOrEqual(severalShiftsM[epsg] ?? 0);
    expect(distanceM(crs, [x, y], lonDeg, latDeg)).toBeLessThan(severalShiftsM[epsg] ?? 0.1);
  });

  test.each(['wktGdal', 'wktEsri', 'wkt2'] as const)(
    'its description gives the same coordinates: %s',
    (kind) => {
      const text = wkt[kind];
      if (text === null) return;
      expect(distanceM(crsFromWkt(text), [x, y], lonDeg, latDeg)).toBeLessThan(severalShiftsM[epsg] ?? 0.1);
    },
  );
});

test.each([
  'crs_4326.tif',
  'crs_feet.tif',
  'crs_compound.tif',
  'crs_esri.tif',
  'crs_own.tif',
  'crs_own_feet.tif',
  'point.tif',
])('the corner of %s agrees with PROJ', async (name) => {
  const dtm = await openDtm(made(name));
  const { crs, originX, originY } = dtm.metadata;
  const [lonDeg, latDeg] = expectedOf(name).cornerLonLatDeg ?? [NaN, NaN];
  expect(distanceM(crs, [originX, originY], lonDeg, latDeg)).toBeLessThan(0.1);
  await dtm.close();
});

test('codes are accepted with and without their authority; others are unknown', () => {
  expect(findCrs('2056')?.name).toBe('CH1903+ / LV95');
  expect(findCrs(' epsg:2056 ')?.name).toBe('CH1903+ / LV95');
  for (const code of ['EPSG:0', '99999', 'LV95', '', 'EPSG:5728', '2056.5']) expect(findCrs(code)).toBeNull();
  expect(() => crsByCode('EPSG:99999')).toThrow(/EPSG:99999.*state/);
});

const OWN =
  'PROJCS["Valley grid",GEOGCS["x",DATUM["D_x",SPHEROID["s",SEMI_MAJOR,299.15]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",1000],PARAMETER["False_Northing",2000],PARAMETER["Central_Meridian",9],PARAMETER["Scale_Factor",1],PARAMETER["Latitude_Of_Origin",47],UNIT["Meter",1]]';

test('a description without a code or known name is used as it is, if its datum is known to lie close to WGS 84', () => {
  const crs = crsFromWkt(OWN.replace('SEMI_MAJOR', '6378137'));
  expect(crs).toMatchObject({ code: 'custom', name: 'Valley grid', geographic: false });
  expect(distanceM(crs, [1000, 2000], 9, 47)).toBeLessThan(0.01);
  expect(() => crsFromWkt(OWN.replace('SEMI_MAJOR', '6377397.155'))).toThrow(/Valley grid.*datum.*EPSG/);
});

test('a system whose projection proj4 lacks is reported by code and name, with what to do', () => {
  const refusal = /MAGNA-SIRGAS \/ Arauca urban grid.*EPSG:6244.*gdalwarp/;
  const named = OWN.replace('SEMI_MAJOR', '6378137').replace(
    'Valley grid',
    'MAGNA-SIRGAS / Arauca urban grid',
  );
  for (const read of [() => crsByCode('EPSG:6244'), () => crsFromWkt(named)]) {
    expect(read).toThrow(UserError);
    expect(read).toThrow(refusal);
  }
});

test.each([
  [
    'a name that belongs to another place',
    OWN.replace('SEMI_MAJOR', '6378137').replace('Valley grid', 'NAD83 / Texas North'),
  ],
  ['no text', ''],
  ['prose', 'Projection UTM, zone 32'],
  ['a broken text', OWN.slice(0, 150)],
  ['a compound of nothing', 'COMPD_CS["x",VERT_CS["y"]]'],
  ['an endless text', `PROJCS["${'x'.repeat(100_000)}"]`],
])('%s is refused as a coordinate system', (_, text) => {
  expect(() => crsFromWkt(text)).toThrow(UserError);
});
