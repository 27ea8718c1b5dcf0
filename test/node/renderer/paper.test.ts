import { Geodesic } from 'geographiclib-geodesic';
import { expect, test } from 'vitest';
import { degreeLines, endsOf, gridStepM } from '../../../src/renderer/features/print/graticule';
import {
  boxOnPaper,
  fittingScale,
  mapOnPaper,
  placeOnPage,
} from '../../../src/renderer/features/print/mapOnPaper';
import { pageLayout } from '../../../src/renderer/features/print/paper';
import { scaleBar, scaleText } from '../../../src/renderer/features/print/scaleBar';

const frame = { x: 20, y: 10, width: 200, height: 150 };

test.each([0, 47, -33, 69])('at %s degrees a map is true to scale to the east and to the north', (latDeg) => {
  const map = mapOnPaper(frame, { lonDeg: 9.5, latDeg }, 50_000);
  expect(placeOnPage(map, 9.5, latDeg).map((mm) => mm.toFixed(6))).toEqual(['120.000000', '85.000000']);
  for (const azimuthDeg of [0, 90, 225]) {
    // A place 500 m away on WGS 84 (Karney 2013, by GeographicLib) is a centimetre away.
    const { lon2 = NaN, lat2 = NaN } = Geodesic.WGS84.Direct(latDeg, 9.5, azimuthDeg, 500);
    const [x, y] = placeOnPage(map, lon2, lat2);
    expect(Math.hypot(x - 120, y - 85)).toBeCloseTo(10, 2);
  }
});

test('a box is shown whole at the largest usual scale', () => {
  // At 47 degrees 0.2 x 0.1 degrees are 15.2 x 11.1 km: 1:76 0xx by width, 1:74 1xx by height.
  const box = { westDeg: 9.4, southDeg: 46.95, eastDeg: 9.6, northDeg: 47.05 };
  expect(fittingScale(box, frame)).toBe(80_000);
  const shown = boxOnPaper(mapOnPaper(frame, { lonDeg: 9.5, latDeg: 47 }, 80_000));
  expect(shown.westDeg).toBeLessThan(9.4);
  expect(shown.northDeg).toBeGreaterThan(47.05);
  expect(shown.eastDeg - shown.westDeg).toBeLessThan(0.22);
});

test('meridians and parallels have round numbers and meet the frame', () => {
  const map = mapOnPaper(frame, { lonDeg: 9.5, latDeg: 47 }, 100_000);
  const lines = degreeLines(map);
  expect(lines.filter(({ upright }) => upright).map(({ label }) => label)).toEqual([
    '9° 24′ E',
    '9° 26′ E',
    '9° 28′ E',
    '9° 30′ E',
    '9° 32′ E',
    '9° 34′ E',
    '9° 36′ E',
  ]);
  const middle = lines.find(({ label }) => label === '9° 30′ E');
  expect(middle && endsOf(middle, map).map((mm) => mm?.toFixed(3))).toEqual(['120.000', '120.000']);
});

test('scale bars and grids are round, and everything lies on the paper', () => {
  expect(scaleBar(50_000, 45)).toEqual({ lengthM: 2000, lengthMm: 40, parts: 4 });
  expect(scaleText(50_000)).toBe('1:50\u00a0000');
  expect(gridStepM(50_000)).toBe(2000);
  for (const paper of ['a4', 'a3'] as const) {
    for (const orientation of ['landscape', 'portrait'] as const) {
      const { widthMm, heightMm, title, map, legend, scale, notes } = pageLayout(paper, orientation);
      for (const { x, y, width, height } of [title, map, legend, scale, notes]) {
        expect(Math.min(x, y, width, height)).toBeGreaterThan(8);
        expect(x + width).toBeLessThanOrEqual(widthMm - 9 + 1e-9);
        expect(y + height).toBeLessThanOrEqual(heightMm - 9 + 1e-9);
      }
    }
  }
});
