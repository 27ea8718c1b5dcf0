import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { degreesText, dmsText, eastNorthText, parseCoordinates } from '../../../src/shared/geo/coordinates';
import { UserError } from '../../../src/shared/errors';

const anyPlace = fc.record({
  lonDeg: fc.double({ min: -180, max: 180, noNaN: true }),
  latDeg: fc.double({ min: -90, max: 90, noNaN: true }),
});

describe('written coordinates are read back', () => {
  test.each([
    ['decimal degrees', degreesText, 0.5e-5],
    ['degrees, minutes and seconds', dmsText, 0.5 / 360_000],
  ] as const)('%s', (_, write, halfStepDeg) => {
    fc.assert(
      fc.property(anyPlace, (place) => {
        const found = parseCoordinates(write(place));
        if (found.kind !== 'lonLat') throw new Error('It is an angle.');
        expect(Math.abs(found.lonDeg - place.lonDeg)).toBeLessThan(halfStepDeg * 1.0001);
        expect(Math.abs(found.latDeg - place.latDeg)).toBeLessThan(halfStepDeg * 1.0001);
      }),
    );
  });

  test('east and north', () => {
    const any = fc.double({ min: -2e7, max: 2e7, noNaN: true });
    fc.assert(
      fc.property(any, any, fc.constantFrom('m', 'ft'), (x, y, unit) => {
        const found = parseCoordinates(eastNorthText({ x, y }, unit));
        if (found.kind !== 'eastNorth') throw new Error('It is a length.');
        expect(Math.abs(found.x - x)).toBeLessThan(0.0501);
        expect(Math.abs(found.y - y)).toBeLessThan(0.0501);
      }),
    );
  });
});

test('writing', () => {
  const vaduz = { lonDeg: 9.5209, latDeg: 47.141 };
  expect(degreesText(vaduz)).toBe('47.14100 N 9.52090 E');
  expect(dmsText(vaduz)).toBe('47° 08′ 27.60″ N 9° 31′ 15.24″ E');
  // 59.999 seconds are a whole minute.
  expect(dmsText({ lonDeg: -70.9999999, latDeg: -33.5 })).toBe('33° 30′ 00.00″ S 71° 00′ 00.00″ W');
  expect(eastNorthText({ x: 2758123.44, y: 1223456.66 }, 'm')).toBe('E 2758123.4 m N 1223456.7 m');
});

// 47 degrees, 8 minutes, 28 seconds = 47 + 8 / 60 + 28 / 3600.
const latDeg = 47.14111111111111;
const lonDeg = 9.522222222222222;
test.each([
  ['47.1411 N 9.5222 E', 9.5222, 47.1411],
  ['47.1411, 9.5222', 9.5222, 47.1411],
  ['47.1411 9.5222', 9.5222, 47.1411],
  ['  47.1411;9.5222 ', 9.5222, 47.1411],
  ['47,1411 9,5222', 9.5222, 47.1411],
  ['47,1411; 9,5222', 9.5222, 47.1411],
  ['47,9', 9, 47],
  ['9.5222 E, 47.1411 N', 9.5222, 47.1411],
  ['N47.1411 E9.5222', 9.5222, 47.1411],
  ['e 9.5222 n 47.1411', 9.5222, 47.1411],
  ['-33.5 -70.25', -70.25, -33.5],
  ['33.5 S 70.25 W', -70.25, -33.5],
  ['−33.5°, −70.25°', -70.25, -33.5],
  ['150.5 -33.5', 150.5, -33.5],
  [`47° 8′ 28″ N 9° 31′ 20″ E`, lonDeg, latDeg],
  [`47°8'28"N 9°31'20"E`, lonDeg, latDeg],
  [`47°8’28” N, 9°31’20” E`, lonDeg, latDeg],
  [`N 47° 8' 28'' E 9° 31' 20''`, lonDeg, latDeg],
  [`47 8 28 N 9 31 20 E`, lonDeg, latDeg],
  [`47° 8' 28" 9° 31' 20"`, lonDeg, latDeg],
  [`47° 8' 28", 9° 31' 20"`, lonDeg, latDeg],
  [`47° 30.5' N 9° 15' E`, 9.25, 47.50833333333333],
] as const)('%s is a place', (text, lon, lat) => {
  const found = parseCoordinates(text);
  if (found.kind !== 'lonLat') throw new Error('It is an angle.');
  expect(found.lonDeg).toBeCloseTo(lon, 10);
  expect(found.latDeg).toBeCloseTo(lat, 10);
});

test.each([
  ['2758123 1223457', 2758123, 1223457],
  ['2758123.4, 1223456.7', 2758123.4, 1223456.7],
  ['2758123,4 1223456,7', 2758123.4, 1223456.7],
  ["2'758'123 1'223'457", 2758123, 1223457],
  ['2’758’123 / 1’223’457'.replace(' /', ','), 2758123, 1223457],
  ['E 2758123 m N 1223457 m', 2758123, 1223457],
  ['1223457 N 2758123 E', 2758123, 1223457],
  ['120 m 50 m', 120, 50],
  ['W 120 m, N 50 m', -120, 50],
] as const)('%s is east and north', (text, x, y) => {
  expect(parseCoordinates(text)).toEqual({ kind: 'eastNorth', x, y });
});

test.each([
  ['', 'not two coordinates'],
  ['Vaduz', 'not two coordinates'],
  ['47.1', 'not two coordinates'],
  ['47.1 9.5 3', 'not two coordinates'],
  ['47.1 N 9.5', 'Two of the letters'],
  ['47.1 N 9.5 S', 'One letter of N and S'],
  ['-47.1 N 9.5 E', 'both a sign and a letter'],
  ['47° 60′ N 9° E', '60 minutes'],
  ['47.5° 30′ N 9° E', 'decimals before its last number'],
  ['95° N 9° E', 'Latitudes end at 90'],
  ['47.1 m N 9° E', 'an angle and the other a length'],
  ['peak 12', 'Two of the letters'],
  ['12 abc', 'is not a coordinate'],
] as const)('%j is refused and told why', (text, reason) => {
  expect(() => parseCoordinates(text)).toThrow(UserError);
  expect(() => parseCoordinates(text)).toThrow(reason);
});
