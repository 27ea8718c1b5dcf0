import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sortIntoBuckets, stretchesIn } from '../../../src/renderer/map/points/buckets';

const metres = fc.double({ min: -2e7, max: 2e7, noNaN: true });
const anyPoints = fc.array(fc.tuple(metres, metres), { maxLength: 200 });

describe('squares of the map', () => {
  test('hold every point once, and return those of an extent', () => {
    fc.assert(
      fc.property(anyPoints, metres, metres, metres, metres, (points, x0, x1, y0, y1) => {
        const x = Float64Array.from(points, ([east]) => east);
        const y = Float64Array.from(points, ([, north]) => north);
        const { order, buckets } = sortIntoBuckets(x, y, Uint32Array.from(points.keys()));
        expect([...order].sort((a, b) => a - b)).toEqual([...points.keys()]);
        const extent = [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)] as const;
        const found = stretchesIn(buckets, extent).flatMap(({ start, count }) => [
          ...order.subarray(start, start + count),
        ]);
        expect(new Set(found).size).toBe(found.length);
        const [west, south, east, north] = extent;
        const { edge } = buckets;
        for (const [index, [px, py]] of points.entries()) {
          const isIn = px >= west && px <= east && py >= south && py <= north;
          if (isIn) expect(found).toContain(index);
          // Nothing farther away than a square is drawn.
          const isNear = px >= west - edge && px <= east + edge && py >= south - edge && py <= north + edge;
          if (!isNear) expect(found).not.toContain(index);
        }
      }),
    );
  });
});
