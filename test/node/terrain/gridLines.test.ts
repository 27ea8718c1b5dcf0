import { expect, test } from 'vitest';
import { crsByCode } from '../../../src/main/terrain/geo/crs';
import { gridLines } from '../../../src/main/terrain/geo/gridLines';

test('the lines of the Swiss grid run through places that swisstopo gives', () => {
  const box = { westDeg: 7.2, southDeg: 46.7, eastDeg: 7.7, northDeg: 47.2 };
  const lines = gridLines(crsByCode('EPSG:2056'), box, 10_000);
  // The old observatory of Bern, 46° 57′ 3.9″ N 7° 26′ 19.1″ E, is at 2 600 000, 1 200 000 in LV95 (swisstopo).
  const east = lines.find(({ along, value }) => along === 'easting' && value === 2_600_000);
  const north = lines.find(({ along, value }) => along === 'northing' && value === 1_200_000);
  const nearest = (lonLat: Float64Array | undefined): number => {
    let least = Infinity;
    for (let at = 0; at + 3 < (lonLat?.length ?? 0); at += 2) {
      const [lon = NaN, lat = NaN, nextLon = NaN, nextLat = NaN] = lonLat?.subarray(at, at + 4) ?? [];
      const [dx, dy] = [nextLon - lon, nextLat - lat];
      const share = ((7.438637 - lon) * dx + (46.951083 - lat) * dy) / (dx * dx + dy * dy);
      if (share < 0 || share > 1) continue;
      least = Math.min(least, Math.hypot(lon + share * dx - 7.438637, lat + share * dy - 46.951083));
    }
    return least;
  };
  // 0.0001 degrees are about 10 m.
  expect(nearest(east?.lonLat)).toBeLessThan(0.0001);
  expect(nearest(north?.lonLat)).toBeLessThan(0.0001);
  expect(lines.filter(({ along }) => along === 'easting').map(({ value }) => value / 1000)).toEqual([
    2590, 2600, 2610,
  ]);
});

test('there are no lines where they would be too many', () => {
  const box = { westDeg: 5, southDeg: 45, eastDeg: 10, northDeg: 48 };
  expect(gridLines(crsByCode('EPSG:32632'), box, 100)).toEqual([]);
});
