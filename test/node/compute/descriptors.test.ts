import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { polarDescriptors } from '../../../src/main/compute/architectures/polar';
import { loadTensorflow } from '../../../src/main/compute/backend';
import { buildEncoder } from '../../../src/main/compute/encoders/encoder';
import { writeDescriptor } from '../../../src/main/compute/encoders/encoderFile';
import { symmetryPermutations } from '../../../src/main/compute/encoders/symmetry';
import { patches, reference } from './reference';
import { card } from './cards';

beforeAll(loadTensorflow);

const { polar } = reference('polar.json', z.object({ polar: z.array(z.array(z.number()).length(289)) }));
const metres = Float32Array.from(reference('patches.json', patches).patches.flatMap(({ values }) => values));

test('the polar descriptor has the values that NumPy computes', () => {
  const ours = polarDescriptors(metres);
  expect(ours.length).toBe(polar.length * 289);
  const most = Math.max(...polar.flat().map((value, i) => Math.abs(value - (ours[i] ?? NaN))));
  expect(most).toBeLessThan(1e-5);
});

/** The descriptor by its definition, in float64. */
function plainly(patch: Float32Array): number[] {
  const at = (x: number, y: number): number => {
    const [column, row] = [Math.min(15, Math.floor(x)), Math.min(15, Math.floor(y))];
    const value = (right: number, down: number): number => patch[(row + down) * 17 + column + right] ?? NaN;
    const north = value(0, 0) + (x - column) * (value(1, 0) - value(0, 0));
    const south = value(0, 1) + (x - column) * (value(1, 1) - value(0, 1));
    return north + (y - row) * (south - north);
  };
  const angles = Array.from({ length: 32 }, (_, i) => (2 * Math.PI * i) / 32);
  const radii = [1, 2, 3, 4, 5, 6, 7, 8];
  const inMetres = radii.map((r) =>
    angles.map((angle) => at(8 + r * Math.cos(angle), Math.max(0, 8 + r * Math.sin(angle)))),
  );
  const all = [at(8, 8), ...inMetres.flat()];
  const [low, range] = [Math.min(...all), Math.max(1, Math.max(...all) - Math.min(...all))];
  const rings = inMetres.map((ring) => ring.map((value) => (value - low) / range));
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const orders = [1, 2, 3, 4, 5, 6];
  const scale = Math.SQRT2 / 32;
  const coefficients = rings.map((ring) =>
    orders.map((order) => ({
      re: scale * sum(ring.map((value, i) => value * Math.cos(order * (angles[i] ?? NaN)))),
      im: -scale * sum(ring.map((value, i) => value * Math.sin(order * (angles[i] ?? NaN)))),
    })),
  );
  const coherences = coefficients.flatMap((first, i) =>
    coefficients.slice(i + 1).flatMap((second) =>
      first.map((a, order) => {
        const b = second[order] ?? { re: NaN, im: NaN };
        const floors = (Math.hypot(a.re, a.im) + 0.001) * (Math.hypot(b.re, b.im) + 0.001);
        return (a.re * b.re + a.im * b.im) / Math.sqrt(floors);
      }),
    ),
  );
  return [
    (at(8, 8) - low) / range,
    ...rings.map((ring) => sum(ring) / 32),
    ...coefficients.flat().map(({ re, im }) => Math.hypot(re, im)),
    ...coherences,
    ...rings.flatMap((ring) => [...ring].sort((a, b) => a - b).filter((_, i) => i % 4 === 0)),
  ];
}

test('the polar descriptor equals its definition in float64, on mountains and on high flat terrain', () => {
  const grounds = fc.record({
    aboveM: fc.double({ min: -400, max: 8000, noNaN: true }),
    reliefM: fc.constantFrom(0.5, 2, 50, 3000),
    shares: fc.array(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 289, maxLength: 289 }),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
  });
  fc.assert(
    fc.property(grounds, ({ aboveM, reliefM, shares }) => {
      const some = Float32Array.from(shares.flat(), (share) => aboveM + share * reliefM);
      const ours = polarDescriptors(some);
      for (let i = 0; i < shares.length; i++) {
        const expected = plainly(some.subarray(i * 289, (i + 1) * 289));
        const apart = expected.map((value, k) => Math.abs(value - (ours[i * 289 + k] ?? NaN)));
        expect(Math.max(...apart)).toBeLessThan(1e-5);
      }
    }),
    { numRuns: 30 },
  );
});

test('rotated and mirrored patches have the same polar descriptor', () => {
  const elevations = fc.float32Array({ minLength: 289, maxLength: 289, min: -400, max: 8000, noNaN: true });
  fc.assert(
    fc.property(elevations, fc.nat(7), (patch, symmetry) => {
      const permutation = symmetryPermutations(17)[symmetry] ?? new Uint32Array();
      const turned = Float32Array.from(permutation, (from) => patch[from] ?? NaN);
      const upright = polarDescriptors(patch);
      polarDescriptors(turned).forEach((value, i) => {
        expect(Math.abs(value - (upright[i] ?? NaN))).toBeLessThan(1e-3);
      });
    }),
    { numRuns: 60 },
  );
});

test('level terrain has a polar descriptor without NaN', () => {
  expect([...polarDescriptors(new Float32Array(289).fill(812))].every(Number.isFinite)).toBe(true);
});

test('encoders that need no training embed patches in metres, and keep the size that their card states', () => {
  const polarEncoder = buildEncoder({
    key: 'p',
    card: card({ size: 289 }),
    weights: writeDescriptor('polar'),
  });
  expect(polarEncoder.embed(metres)).toEqual(polarDescriptors(metres));
  const id = buildEncoder({ key: 'i', card: card({ size: 289 }), weights: writeDescriptor('id') });
  const embedded = id.embed(metres.slice(0, 289));
  expect(Math.min(...embedded)).toBe(0);
  expect(Math.max(...embedded)).toBe(1);
  expect(() => buildEncoder({ key: 'i', card: card({ size: 128 }), weights: writeDescriptor('id') })).toThrow(
    /states 128 values, but its weights give 289/,
  );
});
