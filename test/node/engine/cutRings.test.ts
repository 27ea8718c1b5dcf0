import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaPolygons } from '../../../src/main/engine/export/areaPolygons';
import { checkedRings } from '../../../src/shared/geo/checkedRings';
import { ringsAreaM2, ringsContain } from '../../../src/shared/geo/rings';

test('an area across the antimeridian is exported in two polygons, each within its half of the Earth', () => {
  const rings = checkedRings([
    [179, -17, -179, -17, -179, -15, 179, -15],
    [179.5, -16.5, -179.5, -16.5, -179.5, -15.5, 179.5, -15.5],
  ]);
  // By hand: the hole reaches the meridian, so each half is a bracket.
  expect(areaPolygons(rings).map((polygon) => polygon.map((ring) => new Set(ring.map(String))))).toEqual([
    [
      new Set([
        '179,-15',
        '179,-17',
        '180,-17',
        '180,-16.5',
        '179.5,-16.5',
        '179.5,-15.5',
        '180,-15.5',
        '180,-15',
      ]),
    ],
    [
      new Set([
        ...['-180,-17', '-179,-17', '-179,-15', '-180,-15'],
        ...['-180,-15.5', '-179.5,-15.5', '-179.5,-16.5', '-180,-16.5'],
      ]),
    ],
  ]);
});

const star = fc
  .record({
    lon: fc.constantFrom(-180, 180).chain((at) => fc.double({ min: at - 1.2, max: at + 1.2, noNaN: true })),
    reaches: fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 3, maxLength: 20 }),
    hole: fc.boolean(),
  })
  .map(({ lon, reaches, hole }) => {
    const ring = (scale: number): number[] =>
      reaches.flatMap((reach, index) => {
        const angle = (2 * Math.PI * index) / reaches.length;
        return [lon + scale * reach * Math.cos(angle), 10 + scale * reach * Math.sin(angle)];
      });
    return hole ? [ring(1), ring(0.4)] : [ring(1)];
  });

test('the cut polygons cover the same area, within ±180 degrees', () => {
  fc.assert(
    fc.property(
      star,
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: 9, max: 11, noNaN: true }),
      (outlines, east, latDeg) => {
        const rings = checkedRings(outlines);
        const polygons = areaPolygons(rings).map((polygon) =>
          polygon.map((ring) => Float64Array.from(ring.flat())),
        );
        const cut = polygons.flat();
        for (const ring of cut)
          for (let at = 0; at < ring.length; at += 2)
            expect(Math.abs(ring[at] ?? NaN)).toBeLessThanOrEqual(180);
        const sum = polygons.reduce((areaM2, polygon) => areaM2 + ringsAreaM2(polygon), 0);
        expect(sum / ringsAreaM2(rings)).toBeCloseTo(1, 6);
        const lonDeg = east < 0 ? 180 + east : -180 + east;
        if (east !== 0) expect(ringsContain(cut, lonDeg, latDeg)).toBe(ringsContain(rings, lonDeg, latDeg));
      },
    ),
    { numRuns: 100 },
  );
});
