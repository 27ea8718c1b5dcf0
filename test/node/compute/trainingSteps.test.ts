import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { loadTensorflow } from '../../../src/main/compute/backend';
import { FinerPatches } from '../../../src/main/compute/training/objectives/finerPatches';
import { Reconstruction } from '../../../src/main/compute/training/objectives/reconstruction.method';
import { trainingSettings } from '../../../src/shared/encoders/trainingPresets';
import { formulaSet } from './formulas';
import { reference } from './reference';

beforeAll(loadTensorflow);

/** Losses that JAX finds in double precision: see test/fixtures/reference/kernels.py. */
const expected = reference(
  'steps.json',
  z.array(z.object({ learningRate: z.number(), losses: z.array(z.number()) })),
);

/** As in kernels.py. */
const [IMAGES, STEPS, FROZEN_FROM, BATCH] = [128, 50, 25, 32];

/** Steps whose mean loss is compared: that of one step jumps where batch norms are frozen. */
const MEAN_OF = 5;

/**
 * The tolerance of means, by learning rate. At the preset's own rate rounding grows tenfold in each of the first steps:
 * JAX in single precision is as far from JAX in double precision. At a hundredth of it rounding stays small.
 */
const TOLERANCES = new Map([
  [4e-3, 0.03],
  [4e-5, 2e-3],
]);

test.each(expected)(
  'fifty steps of topo2vec-4, the second half with frozen batch norms, have the losses of another implementation: rate $learningRate',
  ({ learningRate, losses }) => {
    const settings = { ...trainingSettings('topo2vec-4', false), learningRate, symmetries: false };
    const objective = new Reconstruction(new FinerPatches(formulaSet(IMAGES), null, settings, 0));
    const found = losses.map((_, step) => {
      const images = Uint32Array.from({ length: BATCH }, (_, i) => ((step * BATCH + i) * 7) % IMAGES);
      const frozen = step >= FROZEN_FROM;
      return objective.step({ images, from: 0, step: step + 1, steps: STEPS, frozen }).loss;
    });
    expect(found).toHaveLength(STEPS);
    for (let from = 0; from < STEPS; from += MEAN_OF) {
      const mean = (values: readonly number[]): number =>
        values.slice(from, from + MEAN_OF).reduce((sum, value) => sum + value, 0) / MEAN_OF;
      const off = Math.abs(mean(found) - mean(losses));
      expect(off, `from step ${from + 1}`).toBeLessThan(TOLERANCES.get(learningRate) ?? NaN);
    }
  },
);
