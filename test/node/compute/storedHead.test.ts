import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoredHead } from '../../../src/main/compute/heads/storedHead';
import { storedForm } from '../../../src/main/compute/layerForm/storedForm';
import type { SvmModel } from '../../../src/shared/contract/compute';
import { Random } from '../../../src/shared/statistics/random';

/** As long as axes are needed; the components outside the first 32 of them are small, as in layers. */
const [SIZE, AXES] = [40, 32];

/** Axes rotated against the values: a reflection at a plane (Householder) of the first values. */
function turnedAxes(random: Random): Float32Array {
  const normal = Float64Array.from({ length: SIZE }, (_, i) => (i < AXES ? random.nextFloat() - 0.5 : 0));
  const squared = normal.reduce((sum, value) => sum + value * value, 0);
  return Float32Array.from({ length: AXES * SIZE }, (_, at) => {
    const [axis, i] = [Math.floor(at / SIZE), at % SIZE];
    return (axis === i ? 1 : 0) - (2 * (normal[axis] ?? 0) * (normal[i] ?? 0)) / squared;
  });
}

/** The formula itself, in double precision. */
function decisionOf({ gamma, rho, vectors, coefficients }: SvmModel, embedding: Float32Array): number {
  return coefficients.reduce((sum, coefficient, vector) => {
    let squared = 0;
    for (const [i, value] of embedding.entries())
      squared += (value - (vectors[vector * SIZE + i] ?? NaN)) ** 2;
    return sum + coefficient * Math.exp(-gamma * squared);
  }, -rho);
}

test('decisions on stored embeddings equal those on exact ones within their error bounds', () => {
  const heads = fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 30 }),
    vectors: fc.integer({ min: 1, max: 40 }),
    cells: fc.integer({ min: 1, max: 30 }),
    gamma: fc.double({ min: 0.01, max: 20, noNaN: true }),
  });
  fc.assert(
    fc.property(heads, ({ seed, vectors, cells, gamma }) => {
      const random = new Random(seed);
      // Values outside the axes are a hundredth of the others.
      const some = (count: number): Float32Array =>
        Float32Array.from(
          { length: count * SIZE },
          (_, at) => 3 + (at % SIZE < AXES ? 1 : 0.01) * (random.nextFloat() - 0.5),
        );
      const head: SvmModel = {
        ...{ kind: 'svm', gamma, rho: 0.3, size: SIZE, copies: 1, plattA: -1, plattB: 0 },
        vectors: some(vectors),
        coefficients: Float32Array.from({ length: vectors }, () => 20 * (random.nextFloat() - 0.5)),
      };
      const rotation = { mean: new Float32Array(SIZE).fill(3), axes: turnedAxes(random) };
      const embeddings = some(cells);
      const valid = Uint8Array.from({ length: cells }, () => (random.nextFloat() < 0.8 ? 1 : 0));
      const stored = storedForm(rotation)(embeddings, valid);
      const decisions = new StoredHead(head, rotation).decide(stored);
      expect(decisions).toHaveLength(cells);
      const weight = head.coefficients.reduce((sum, coefficient) => sum + Math.abs(coefficient), 0);
      for (const [cell, decision] of decisions.entries()) {
        if (valid[cell] === 0) {
          expect(decision).toBeNaN();
          continue;
        }
        // exp(-gamma d^2) is nowhere steeper than sqrt(2 gamma / e); what lies outside counts as orthogonal.
        const error = stored.error[cell] ?? NaN;
        const most = Math.sqrt((2 * gamma) / Math.E) * error + 2 * gamma * error * (error + 0.1) + 1e-5;
        const exact = decisionOf(head, embeddings.subarray(cell * SIZE, (cell + 1) * SIZE));
        expect(Math.abs(decision - exact)).toBeLessThan(weight * most);
      }
    }),
    { numRuns: 200 },
  );
});

test('a head on losslessly stored embeddings decides by its formula', () => {
  const axes = new Float32Array(16 * 16);
  for (let axis = 0; axis < 16; axis++) axes[axis * 17] = 1;
  const rotation = { mean: new Float32Array(16), axes };
  // Whole multiples of a 127th of the largest value are stored as they are.
  const embeddings = Float32Array.from(
    { length: 5 * 16 },
    (_, at) => (at % 16 === 0 ? 127 : (at * 37) % 101) / 256,
  );
  const head: SvmModel = {
    ...{ kind: 'svm', gamma: 1.5, rho: -0.25, size: 16, copies: 1, plattA: -1, plattB: 0 },
    vectors: embeddings.slice(0, 3 * 16),
    coefficients: Float32Array.of(2, -7, 0.5),
  };
  const stored = {
    ...storedForm(rotation)(embeddings, new Uint8Array(5).fill(1)),
    error: new Float32Array(5),
  };
  const decisions = new StoredHead(head, rotation).decide(stored);
  for (const [cell, decision] of decisions.entries()) {
    let expected = -head.rho;
    for (const [vector, coefficient] of head.coefficients.entries()) {
      let squared = 0;
      for (let i = 0; i < 16; i++)
        squared += ((embeddings[cell * 16 + i] ?? NaN) - (head.vectors[vector * 16 + i] ?? NaN)) ** 2;
      // Rounding is assumed to add a twelfth of a squared unit along each axis, and embeddings to have no error of
      // their own.
      expected += coefficient * Math.exp(-1.5 * (squared - (16 / 12) * (1 / 256) ** 2));
    }
    expect(decision).toBeCloseTo(expected, 3);
  }
});
