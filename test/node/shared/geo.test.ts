import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { geodesicBetween } from '../../../src/shared/geo/geodesic';
import { boxContains, grown, shrunk, type LonLatBox } from '../../../src/shared/geo/lonLat';

const boxes = fc
  .record({
    west: fc.double({ min: -180, max: 179, noNaN: true }),
    south: fc.double({ min: -89.9, max: 89, noNaN: true }),
    width: fc.double({ min: 0.01, max: 1, noNaN: true }),
    height: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
  })
  .map(({ west, south, width, height }): LonLatBox => ({
    westDeg: west,
    southDeg: south,
    eastDeg: west + width,
    northDeg: south + height,
  }));

const share = fc.double({ min: 0, max: 1, noNaN: true });
const between = (from: number, to: number, part: number): number => from + part * (to - from);

/** Degrees of longitude between -180 and 180. */
const wrapped = (lonDeg: number): number => ((((lonDeg + 180) % 360) + 360) % 360) - 180;

describe('a box grown by metres', () => {
  test('holds all that is within the margin of the box, at any latitude and across the antimeridian', () => {
    fc.assert(
      fc.property(
        boxes,
        fc.double({ min: 1, max: 20_000, noNaN: true }),
        share,
        share,
        fc.double({ min: -1.2, max: 1.2, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        (box, marginM, x, y, up, over) => {
          const at = {
            lonDeg: between(box.westDeg, box.eastDeg, x),
            latDeg: between(box.southDeg, box.northDeg, y),
          };
          // A place near it: closer towards the pole, where a degree of longitude is short.
          const latDeg = Math.max(-90, Math.min(90, at.latDeg + (up * marginM) / 111_000));
          const lonDeg = wrapped(
            at.lonDeg + over * Math.min(1, marginM / 2e7 / Math.cos((at.latDeg * Math.PI) / 180)),
          );
          const distance = geodesicBetween({ ...at, lonDeg: wrapped(at.lonDeg) }, { lonDeg, latDeg });
          fc.pre(distance.lengthM <= marginM);
          expect(boxContains(grown(box, marginM), lonDeg, latDeg)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('spans every longitude where the margin reaches the pole', () => {
    const box = { westDeg: 10, southDeg: 89, eastDeg: 11, northDeg: 89.99 };
    // 0.01 degrees from the pole are 1,117 m.
    expect(boxContains(grown(box, 1200), -170, 89.995)).toBe(true);
    expect(boxContains(grown({ ...box, southDeg: 88, northDeg: 89 }, 1200), -170, 89)).toBe(false);
  });

  test('is wider by hand-worked degrees at 60 degrees north', () => {
    // A degree of longitude at 60 N has 55,800 m, one of latitude at the equator 110,574 m (Snyder, table 4-1).
    const { westDeg, northDeg } = grown({ westDeg: 20, southDeg: 59, eastDeg: 21, northDeg: 60 }, 1105.74);
    expect(northDeg).toBeCloseTo(60.01, 6);
    expect(20 - westDeg).toBeCloseTo(1105.74 / 55_783, 5);
  });
});

test('a box shrunk by metres keeps the margin from the original edges, or is empty', () => {
  fc.assert(
    fc.property(
      boxes,
      fc.double({ min: 1, max: 20_000, noNaN: true }),
      share,
      share,
      share,
      (box, marginM, x, y, edge) => {
        const inner = shrunk(box, marginM);
        fc.pre(inner !== null);
        const at = {
          lonDeg: wrapped(between(inner.westDeg, inner.eastDeg, x)),
          latDeg: between(inner.southDeg, inner.northDeg, y),
        };
        const lonDeg = between(box.westDeg, box.eastDeg, edge);
        const latDeg = between(box.southDeg, box.northDeg, edge);
        const onEdges = [
          { lonDeg: box.westDeg, latDeg },
          { lonDeg: box.eastDeg, latDeg },
          { lonDeg, latDeg: box.southDeg },
          { lonDeg, latDeg: box.northDeg },
        ];
        for (const place of onEdges) {
          const distance = geodesicBetween(at, { ...place, lonDeg: wrapped(place.lonDeg) });
          expect(distance.lengthM).toBeGreaterThanOrEqual(0.999 * marginM);
        }
      },
    ),
  );
  expect(shrunk({ westDeg: 9, southDeg: 47, eastDeg: 9.01, northDeg: 47.01 }, 600)).toBeNull();
});
