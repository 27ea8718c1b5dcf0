import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadPlaces } from '../../../src/main/engine/labels/areas/spreadPlaces';
import { checkedRings } from '../../../src/shared/geo/checkedRings';
import { ringsAreaM2, ringsContain } from '../../../src/shared/geo/rings';
import { closestM, pairs } from './outlines';

const everywhere = (locations: Float64Array) =>
  Promise.resolve(new Array(locations.length / 2).fill(true) as boolean[]);

test('places lie where there is data, even if that is a strip of the area', async () => {
  const rings = checkedRings([[9, 47, 10, 47, 10, 48, 9, 48]]);
  const places = await spreadPlaces(rings, {
    ...{ count: 10, apartM: 30, known: new Float64Array() },
    onGround: (locations) => Promise.resolve(pairs(locations).map(([lon]) => lon < 9.1)),
  });
  expect(pairs(places)).toHaveLength(10);
  expect(pairs(places).every(([lon]) => lon < 9.1)).toBe(true);
});

/** Stars: outlines of any thinness around a middle, at any latitude and across the antimeridian. */
const star = fc
  .record({
    lon: fc.double({ min: 175, max: 185, noNaN: true }),
    lat: fc.double({ min: -75, max: 75, noNaN: true }),
    sizeDeg: fc.constantFrom(0.0005, 0.01, 0.3),
    reaches: fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 3, maxLength: 14 }),
  })
  .map(({ lon, lat, sizeDeg, reaches }) =>
    reaches.flatMap((reach, index) => {
      const angle = (2 * Math.PI * index) / reaches.length;
      return [lon + 2 * sizeDeg * reach * Math.cos(angle), lat + sizeDeg * reach * Math.sin(angle)];
    }),
  );

test('places of any area lie in it, are as many as requested, and keep their distance', async () => {
  await fc.assert(
    fc.asyncProperty(star, fc.constantFrom(1, 5, 40), async (corners, count) => {
      const rings = checkedRings([corners]);
      const spread = { count, apartM: 0, known: new Float64Array(), onGround: everywhere };
      const places = pairs(await spreadPlaces(rings, spread));
      expect(places).toHaveLength(count);
      for (const [lon, lat] of places) {
        expect(Math.abs(lon)).toBeLessThanOrEqual(180);
        expect(ringsContain(rings, lon, lat)).toBe(true);
      }
      if (count > 1) expect(closestM(places)).toBeGreaterThan(0.4 * Math.sqrt(ringsAreaM2(rings) / count));
      expect(pairs(await spreadPlaces(rings, spread))).toEqual(places);
    }),
    { numRuns: 60 },
  );
});
