import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { polarDescriptors } from '../../../src/main/compute/architectures/polar';
import { loadTensorflow } from '../../../src/main/compute/backend';
import { buildEncoder } from '../../../src/main/compute/encoder';
import { writeDescriptor } from '../../../src/main/compute/encoderFile';
import { symmetryPermutations } from '../../../src/main/compute/symmetry';
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

test('turned and mirrored patches have the same polar descriptor', () => {
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

test('level ground has a polar descriptor without a NaN', () => {
  expect([...polarDescriptors(new Float32Array(289).fill(812))].every(Number.isFinite)).toBe(true);
});

test('encoders that need no training embed patches in metres, and keep the size that their card promises', () => {
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
    /promises 128 values, its weights give 289/,
  );
});
