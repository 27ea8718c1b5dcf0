import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FLAT_RANGE_M, normalisePatches, normaliseTargets } from '../../../src/main/terrain/patch/normalise';

const patch = fc.float32Array({ min: -500, max: 9000, noNaN: true, minLength: 289, maxLength: 289 });

it('scales each patch to 0..1 by its own minimum and maximum', () => {
  fc.assert(
    fc.property(patch, patch, (a, b) => {
      const both = new Float32Array([...a, ...b]);
      const { values, minM, rangeM } = normalisePatches(both);
      for (const [index, metres] of [a, b].entries()) {
        const own = values.subarray(index * 289, (index + 1) * 289);
        const range = Math.max(...metres) - Math.min(...metres);
        expect(Math.min(...own)).toBe(0);
        expect(minM[index]).toBe(Math.min(...metres));
        if (range > FLAT_RANGE_M) {
          expect(Math.max(...own)).toBe(1);
          expect(rangeM[index]).toBe(Math.fround(range));
        }
        const back = metres.map((_, i) => (own[i] ?? NaN) * (rangeM[index] ?? NaN) + (minM[index] ?? NaN));
        back.forEach((value, i) => {
          expect(Math.abs(value - (metres[i] ?? NaN))).toBeLessThan(0.005);
        });
      }
    }),
    { numRuns: 30 },
  );
});

it('gives zeros for a level patch and never divides by less than FLAT_RANGE_M', () => {
  const level = new Float32Array(289).fill(417);
  expect(normalisePatches(level).values).toEqual(new Float32Array(289));
  const nearlyLevel = level.map((metres, i) => metres + (i % 2) * 0.0625);
  const { values, rangeM } = normalisePatches(nearlyLevel);
  expect(values[1]).toBeCloseTo(0.625, 6);
  expect(rangeM[0]).toBeCloseTo(FLAT_RANGE_M, 6);
});

it('overwrites its input on request', () => {
  const patches = Float32Array.from({ length: 289 }, (_, i) => i);
  expect(normalisePatches(patches, patches).values).toBe(patches);
  expect(patches[288]).toBe(1);
});

it('normalises targets with the range of their patch', () => {
  const targets = Float32Array.of(100, 150, 250, 10, 20, 15);
  const normalised = normaliseTargets(targets, Float32Array.of(100, 10), Float32Array.of(100, 10));
  expect([...normalised]).toEqual([0, 0.5, 1.5, 0, 1, 0.5]);
});
