import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { loadTensorflow } from '../../../src/main/compute/backend';
import { FinerPatches } from '../../../src/main/compute/training/objectives/finerPatches';
import { Reconstruction } from '../../../src/main/compute/training/objectives/reconstruction';
import { Rows } from '../../../src/main/compute/training/rows';
import type { TrainingSet } from '../../../src/main/compute/training/trainingSet';
import { normalisePatches, normaliseTargets } from '../../../src/main/terrain/patch/normalise';
import { trainingSettings } from '../../../src/shared/trainingPresets';
import { formulaGround } from './formulas';
import { reference } from './reference';

beforeAll(loadTensorflow);

/** Losses that JAX finds in double precision: see test/fixtures/reference/kernels.py. */
const expected = reference(
  'steps.json',
  z.object({
    images: z.number(),
    steps: z.number(),
    frozenFrom: z.number(),
    batch: z.number(),
    losses: z.array(z.number()),
  }),
);

/** Float32 and float64 part slowly: from 1e-7 in the first step to 1e-4 in the last, of losses of 0.7 to 0.16. */
const TOLERANCE = 1e-3;

function formulaSet(count: number): TrainingSet {
  const patches = formulaGround(count, 17, (i) => -1 + i / 8);
  const { values, minM, rangeM } = normalisePatches(patches);
  const finer = formulaGround(count, 64, (i) => -1 + (i + 0.5) / 32);
  const set = { inputs: new Rows(17 * 17), targets: new Rows(64 * 64) };
  set.inputs.add(values);
  set.targets.add(normaliseTargets(finer, minM, rangeM, finer));
  return set;
}

test('fifty steps of topo2vec-4, half of them with frozen batch norms, have the losses of another implementation', () => {
  const { images, steps, frozenFrom, batch, losses } = expected;
  const settings = { ...trainingSettings('topo2vec-4', false), symmetries: false };
  expect(settings).toMatchObject({ batchSize: batch, learningRate: 4e-3, optimiser: 'muon' });
  const objective = new Reconstruction(new FinerPatches(formulaSet(images), null, settings, 0));
  const found = losses.map((_, step) => {
    const order = Uint32Array.from({ length: batch }, (_, i) => ((step * batch + i) * 7) % images);
    return objective.step({ images: order, from: 0, step: step + 1, steps, frozen: step >= frozenFrom }).loss;
  });
  if (process.env.SHOW) console.log(found.map((loss, i) => (loss - (losses[i] ?? NaN)).toExponential(1)).join(' '));
  expect(found).toHaveLength(50);
  for (const [step, loss] of found.entries()) {
    expect(Math.abs(loss - (losses[step] ?? NaN)), `step ${step + 1}`).toBeLessThan(TOLERANCE);
  }
});
