import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classicalAnswer } from '../../../src/main/terrain/landforms/classicalAnswer';
import { topographicPosition } from '../../../src/main/terrain/landforms/position';
import { quadraticOf } from '../../../src/main/terrain/landforms/quadratic';
import { patchOf, rough, SPACING_M, turned } from './madePatches';

describe('the quadratic of a patch', () => {
  it('is the surface itself if that is a quadratic', () => {
    const coefficient = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 1000);
    fc.assert(
      fc.property(coefficient, coefficient, coefficient, coefficient, coefficient, (xx, yy, xy, x, y) => {
        const patch = patchOf((e, n) => xx * e * e + yy * n * n + xy * e * n + x * e + y * n + 700);
        const found = quadraticOf(patch, 0, 1);
        for (const [key, value] of Object.entries({ xx, yy, xy, x, y }))
          expect(found[key as keyof typeof found]).toBeCloseTo(value, 5);
      }),
    );
  });
});

describe('the topographic position', () => {
  it('of one outlier among 289 is the root of 288, and zero on slopes and level terrain', () => {
    const tower = patchOf((east, north) => (east === 0 && north === 0 ? 40 : 3));
    const [above, below, slope, level] = topographicPosition(
      Float32Array.of(
        ...tower,
        ...tower.map((height) => -height),
        ...patchOf((east) => 8 * east),
        ...patchOf(() => 9),
      ),
    );
    expect(above).toBeCloseTo(Math.sqrt(288), 4);
    expect(below).toBeCloseTo(-Math.sqrt(288), 4);
    expect(slope).toBeCloseTo(0, 6);
    expect(level).toBe(0);
  });

  it('does not depend on relief, height or orientation', () => {
    fc.assert(
      fc.property(rough, (patch) => {
        const [position = NaN] = topographicPosition(patch);
        expect(topographicPosition(patch.map((height) => 4 * height + 256))[0]).toBeCloseTo(position, 4);
        expect(topographicPosition(turned(patch))[0]).toBeCloseTo(position, 4);
      }),
    );
  });
});

describe('the classical classification', () => {
  const answers = (patch: Float32Array): (number | undefined)[] =>
    ['peak', 'saddle', 'river'].map((classId) => classicalAnswer(classId, patch, SPACING_M)?.[0]);

  it('distinguishes peaks, passes and river valleys, and nothing else', () => {
    expect(answers(patchOf((east, north) => -10 * Math.hypot(east, north)))).toEqual([1, 0, 0]);
    expect(answers(patchOf((east, north) => 2 * east * north))).toEqual([0, 1, 0]);
    expect(answers(patchOf((_, north) => 10 * Math.abs(north)))).toEqual([0, 0, 1]);
    expect(answers(patchOf((east, north) => 10 * east + north))).toEqual([0, 0, 0]);
    expect(answers(patchOf(() => 10))).toEqual([0, 0, 0]);
    expect(answers(patchOf(() => NaN))).toEqual([NaN, NaN, NaN]);
    expect(
      classicalAnswer(
        'cliff',
        patchOf(() => 10),
        SPACING_M,
      ),
    ).toBeNull();
  });

  it('finds a pass within the radius', () => {
    const passAt = (away: number): Float32Array => patchOf((east, north) => (east - away) ** 2 - north ** 2);
    expect([0, 5, 7.9, 8.1, 12].map((away) => answers(passAt(away))[1])).toEqual([1, 1, 1, 0, 0]);
    const whole = fc.integer({ min: -12, max: 12 });
    fc.assert(
      fc.property(whole, whole, whole, whole, whole, (xx, yy, xy, a, b) => {
        fc.pre(4 * xx * yy < xy * xy && a * a + b * b !== 64);
        const patch = patchOf((e, n) => xx * (e - a) ** 2 + yy * (n - b) ** 2 + xy * (e - a) * (n - b));
        const isBetween = Math.abs(topographicPosition(patch)[0] ?? NaN) <= 1;
        expect(answers(patch)[1]).toBe(isBetween && Math.hypot(a, b) < 8 ? 1 : 0);
      }),
    );
  });

  it('does not take a ridge for a pass', () => {
    // Of east² - k north² the position is 24 (k - 1) / sqrt(456 (1 + k²)): 0.5 for k = 2, 1.007 for k = 10.
    const ridge = (k: number): Float32Array => patchOf((east, north) => east ** 2 - k * north ** 2);
    expect(topographicPosition(ridge(2))[0]).toBeCloseTo(24 / Math.sqrt(456 * 5), 4);
    expect([2, 10].map((k) => answers(ridge(k))[1])).toEqual([1, 0]);
  });
});
