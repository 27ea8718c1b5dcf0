import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  brush,
  brushedCount,
  isInOutline,
  MOST_LABELS,
  placesToLabel,
} from '../../../src/renderer/features/explore/brush';
import {
  clusterColours,
  componentColours,
  planeColours,
  probabilityColours,
} from '../../../src/renderer/features/explore/placeColours';
import {
  drawingOrder,
  drawScatter,
  isInLasso,
  placeAt,
  scatterOf,
} from '../../../src/renderer/features/explore/scatter';

describe('colours', () => {
  test('components are stretched between their percentiles, one per channel', () => {
    // 0..100 in red, 100..0 in green, always the same in blue; one place far out.
    const components = Float32Array.from(
      { length: 303 },
      (_, at) => [at / 3, 100 - (at - 1) / 3, 5][at % 3] ?? 0,
    );
    components[0] = -1e6;
    const colours = componentColours(components);
    expect([...colours.subarray(0, 4)]).toEqual([48, 224, 136, 255]);
    expect([...colours.subarray(400, 404)]).toEqual([224, 48, 136, 255]);
    // The middle one of 101 lies halfway between the second and the ninety-ninth.
    expect([...colours.subarray(200, 204)]).toEqual([136, 136, 136, 255]);
  });

  test('the corners of a plane have the four colours, and its centre their mean', () => {
    const square = Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1, 0.5, 0.5);
    const colours = planeColours(square);
    const at = (place: number): number[] => [...colours.subarray(4 * place, 4 * place + 3)];
    expect(at(0)).toEqual([0x2c, 0x5f, 0xa8]);
    expect(at(3)).toEqual([0xf2, 0xc1, 0x4e]);
    const mean = [0, 1, 2].map(
      (channel) => [0, 1, 2, 3].reduce((sum, place) => sum + (at(place)[channel] ?? 0), 0) / 4,
    );
    for (const [channel, value] of at(4).entries())
      expect(Math.abs(value - (mean[channel] ?? 0))).toBeLessThan(1);
  });

  test('clusters and probabilities', () => {
    expect([...clusterColours(Uint8Array.of(1, 0))]).toEqual([0xcc, 0x66, 0x77, 255, 0x88, 0xcc, 0xee, 255]);
    expect([...probabilityColours(Float32Array.of(1, 0), '#2563EB')]).toEqual([
      0x25, 0x63, 0xeb, 255, 176, 176, 172, 255,
    ]);
  });
});

describe('the scatter plot', () => {
  const corners = Float32Array.of(-1, -1, 3, 1, 5, 3);

  test('spreads values over the picture, the second axis upwards', () => {
    const { x, y } = scatterOf(corners, 2, 100, 50, 10);
    expect([...x]).toEqual([10, 10 + (4 / 6) * 80, 90].map(Math.fround));
    expect([...y]).toEqual([40, 25, 10]);
  });

  test('draws each place in its colour; places not brushed are dimmed and below', () => {
    const scatter = scatterOf(Float32Array.of(0, 0, 1, 1, 1, 1), 2, 20, 20, 5);
    const colours = Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255);
    const pixel = (picture: Uint8ClampedArray, x: number, y: number): number[] => [
      ...picture.subarray(4 * (y * 20 + x), 4 * (y * 20 + x) + 4),
    ];
    const order = drawingOrder(3);
    const plain = drawScatter(scatter, order, colours, null, 2);
    expect(pixel(plain, 5, 15)).toEqual([255, 0, 0, 255]);
    expect(pixel(plain, 10, 10)).toEqual([0, 0, 0, 0]);
    const brushed = drawScatter(scatter, order, colours, Uint8Array.of(0, 1, 0), 2);
    expect(pixel(brushed, 15, 5)).toEqual([0, 255, 0, 255]);
    expect(pixel(brushed, 5, 15)).toEqual([255, 0, 0, 40]);
  });

  test('a lasso selects what lies inside; a place is found only near the pointer', () => {
    const scatter = scatterOf(Float32Array.of(0, 0, 10, 10, 5, 5), 2, 110, 110, 5);
    const isIn = isInLasso(scatter, [
      [40, 40],
      [70, 40],
      [70, 70],
      [40, 70],
    ]);
    expect([0, 1, 2].map(isIn)).toEqual([false, false, true]);
    expect(placeAt(scatter, [57, 54], 6)).toBe(2);
    expect(placeAt(scatter, [70, 54], 6)).toBeNull();
  });
});

describe('brushing', () => {
  test('replaces, adds and removes', () => {
    const first = brush(null, (place) => place < 2, 4, 'replace');
    expect([...first]).toEqual([1, 1, 0, 0]);
    expect([...brush(first, (place) => place === 3, 4, 'add')]).toEqual([1, 1, 0, 1]);
    expect([...brush(first, (place) => place === 0, 4, 'remove')]).toEqual([0, 1, 0, 0]);
    expect([...brush(first, (place) => place === 2, 4, 'replace')]).toEqual([0, 0, 1, 0]);
    expect(brushedCount(first)).toBe(2);
    expect(brushedCount(null)).toBe(0);
  });

  test('on the map, by a box from any corner, or by a polygon', () => {
    const places = { lonDeg: Float64Array.of(9, 9.5, 11), latDeg: Float64Array.of(47, 47.5, 47) };
    const corner = (lonDeg: number, latDeg: number): { lonDeg: number; latDeg: number } => ({
      lonDeg,
      latDeg,
    });
    const box = isInOutline(places, [corner(10, 48), corner(9.2, 46)]);
    expect([0, 1, 2].map(box)).toEqual([false, true, false]);
    const triangle = isInOutline(places, [corner(8, 46), corner(10, 46.9), corner(8, 48)]);
    expect([0, 1, 2].map(triangle)).toEqual([true, false, false]);
  });
});

describe('places to label', () => {
  test('keep their distance from each other and from labels, and no more would fit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 12 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 143 }), { minLength: 1, maxLength: 100 }),
        fc.double({ min: 1, max: 3.5, noNaN: true }),
        fc.array(fc.nat(99), { maxLength: 3 }),
        (columns, unsorted, steps, labels) => {
          const cells = Uint32Array.from(unsorted).sort();
          const brushed = Uint8Array.from(cells, (cell) => (cell % 3 === 0 ? 0 : 1));
          const labelled = labels.filter((place) => place < cells.length);
          const { places, apart } = placesToLabel(brushed, { cells, columns }, labelled, steps);
          const at = (place: number): [number, number] => {
            const cell = cells[place] ?? 0;
            return [cell % columns, Math.floor(cell / columns)];
          };
          const distance = (a: number, b: number): number => {
            const [from, to] = [at(a), at(b)];
            return Math.hypot(from[0] - to[0], from[1] - to[1]);
          };
          const standing = [...places, ...labelled];
          expect(apart).toBe(places.length);
          for (const place of places) {
            expect(brushed[place]).toBe(1);
            for (const other of standing) {
              if (other !== place) expect(distance(place, other)).toBeGreaterThanOrEqual(steps);
            }
          }
          for (const place of cells.keys()) {
            if (brushed[place] === 1 && !places.includes(place)) {
              expect(standing.some((other) => distance(place, other) < steps)).toBe(true);
            }
          }
        },
      ),
    );
  });

  test('are capped, and the uncapped number is reported', () => {
    const cells = Uint32Array.from({ length: 2000 }, (_, cell) => cell);
    const brushed = new Uint8Array(2000).fill(1);
    const { places, apart } = placesToLabel(brushed, { cells, columns: 50 }, [], 1);
    expect(places).toHaveLength(MOST_LABELS);
    expect(apart).toBe(2000);
  });
});
