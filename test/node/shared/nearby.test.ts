import fc from 'fast-check';
import { expect, test } from 'vitest';
import { geodesicBetween } from '../../../src/shared/geo/geodesic';
import { wrappedLonDeg } from '../../../src/shared/geo/lonLat';
import { nearbyOf } from '../../../src/shared/mapQuality/matching';

test('places nearby are those whose geodesic is short enough, up to the poles and across the antimeridian', () => {
  const offsets = fc.array(
    fc.record({
      east: fc.double({ min: -3, max: 3, noNaN: true }),
      north: fc.double({ min: -0.02, max: 0.02, noNaN: true }),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(
      fc.constantFrom(-179.9, 0, 179.99),
      fc.constantFrom(-89.99, -80, 0, 47, 78, 89.5, 89.995),
      fc.constantFrom(100, 1500),
      offsets,
      (lonDeg, latDeg, distanceM, around) => {
        const places = around.map(({ east, north }) => ({
          lonDeg: wrappedLonDeg(lonDeg + east),
          latDeg: Math.max(-90, Math.min(90, latDeg + north)),
        }));
        const wanted = places.flatMap((place, known) => {
          const { lengthM } = geodesicBetween({ lonDeg, latDeg }, place);
          return lengthM <= distanceM ? [known] : [];
        });
        const found = nearbyOf(places, distanceM)({ lonDeg, latDeg }).map(({ known }) => known);
        expect(found.sort((a, b) => a - b)).toEqual(wanted);
      },
    ),
  );
});
