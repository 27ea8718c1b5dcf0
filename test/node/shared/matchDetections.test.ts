import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { geodesicBetween, geodesicFrom } from '../../../src/shared/geo/geodesic';
import { matchDetections } from '../../../src/shared/mapQuality/matching';

describe('matching', () => {
  const origin = { lonDeg: 9.9, latDeg: 46.8 };
  const east = (metres: number): { lonDeg: number; latDeg: number } => geodesicFrom(origin, 90, metres);
  const detection = (metres: number, score: number): { lonDeg: number; latDeg: number; score: number } => ({
    ...east(metres),
    score,
  });

  test('takes the strongest first, and the nearest free place', () => {
    // Known at 0 and 300 m. The detection at 200 m is the strongest and takes the place at 300; the one at 280 m finds that
    // taken and the other too far; the one at 150 m gets the place at 0.
    const found = matchDetections(
      [detection(150, 0.5), detection(280, 0.7), detection(200, 0.9), detection(5000, 0.6)],
      [origin, east(300)],
      240,
    );
    expect(found.order).toEqual([2, 1, 3, 0]);
    expect(found.hits).toEqual([true, false, false, true]);
    expect(found.knownOf).toEqual([1, -1, -1, 0]);
    expect(found.distanceM.map(Math.round)).toEqual([100, NaN, NaN, 150]);
  });

  test('reaches the tolerance in every direction', () => {
    for (const azimuthDeg of [0, 45, 90, 135, 180, 225, 270, 315]) {
      const known = [geodesicFrom(origin, azimuthDeg, 240)];
      expect(matchDetections([{ ...origin, score: 1 }], known, 240.01).hits).toEqual([true]);
      expect(matchDetections([{ ...origin, score: 1 }], known, 239.99).hits).toEqual([false]);
    }
  });

  const place = fc.record({
    lonDeg: fc.double({ min: 9.9, max: 9.92, noNaN: true }),
    latDeg: fc.double({ min: 46.8, max: 46.81, noNaN: true }),
  });
  const detections = fc.array(
    place.chain((at) => fc.constantFrom(0.1, 0.2, 0.5, 0.9).map((score) => ({ ...at, score }))),
    { maxLength: 30 },
  );

  test('is one to one, within the tolerance, and leaves no detection a free place nearby', () => {
    fc.assert(
      fc.property(detections, fc.array(place, { maxLength: 20 }), (found, known) => {
        const { order, hits: hit, knownOf, distanceM } = matchDetections(found, known, 240);
        expect([...order].sort((a, b) => a - b)).toEqual([...found.keys()]);
        const taken = knownOf.filter((index) => index >= 0);
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.length).toBe(hit.filter(Boolean).length);
        for (const [rank, index] of order.entries()) {
          const at = found[index] ?? { lonDeg: NaN, latDeg: NaN };
          const lengths = known.map((one) => geodesicBetween(at, one).lengthM);
          const free = lengths.filter((_, one) => !knownOf.slice(0, rank).includes(one));
          const nearest = Math.min(...free);
          expect(hit[rank]).toBe(nearest <= 240);
          if (hit[rank] === true) expect(distanceM[rank]).toBe(nearest);
        }
      }),
      { numRuns: 60 },
    );
  });
});
