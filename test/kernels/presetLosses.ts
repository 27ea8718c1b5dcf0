import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { loadTensorflow } from '../../src/main/compute/backend';
import { openTrainingTerrains, type TrainingTerrain } from '../../src/main/compute/training/trainingTerrains';
import { resultOf } from '../../src/main/compute/training/objective';
import { methods } from '../../src/main/compute/training/train';
import type { TrainSpec } from '../../src/shared/contract/compute';
import { Random } from '../../src/shared/statistics/random';
import { trainingPresets, type TrainingSettings } from '../../src/shared/encoders/trainingPresets';

/**
 * Trains every preset for a few steps and prints its losses as JSON, with the kernels that TF_ENABLE_ONEDNN_OPTS
 * selects: they
 * are selected once per process. Argument: a DTM.
 */
const STEPS = 24;

/** From this step on batch norms are frozen. */
const FROZEN_FROM = 12;

const BATCH = 32;

/** Training images; momentum contrast has as many negatives. */
const IMAGES = 96;

/** At the presets' own rates rounding grows tenfold in each of the first steps. */
const RATE_SHARE = 0.01;

const RADIUS_M = 960;

const SEED = 1;

/** Every second location is of class 0, the others of class 1: what is learned does not matter here. */
async function labelsOn([first]: readonly TrainingTerrain[], radiusM: number): Promise<TrainSpec['labels']> {
  const locations = (await first?.terrain.randomLocations(IMAGES, radiusM, SEED)) ?? new Float64Array();
  return {
    classIds: ['a', 'b'],
    locations,
    classes: Uint8Array.from(locations.subarray(0, IMAGES), (_, i) => i % 2),
  };
}

async function lossesOf(preset: TrainingSettings, dtm: string): Promise<number[]> {
  const { method } = preset;
  if (method === 'descriptor') return [];
  const radiiM = [RADIUS_M];
  const settings: TrainingSettings = {
    ...preset,
    images: IMAGES,
    radiiM,
    learningRate: preset.learningRate * RATE_SHARE,
    contrast: { ...preset.contrast, queue: IMAGES },
    adversary: { ...preset.adversary, decoderRate: preset.adversary.decoderRate * RATE_SHARE },
  };
  const terrain = { dtms: [{ path: dtm }], cacheDir: tmpdir() };
  const grounds = await openTrainingTerrains(terrain, { radiiM, given: true, smallestM: () => 0 });
  try {
    const labels = method === 'classification' ? await labelsOn(grounds, RADIUS_M) : undefined;
    const spec: TrainSpec = {
      terrain,
      preset: preset.name,
      name: preset.name,
      seed: SEED,
      validationBox: null,
      data: [],
      checkpoint: null,
      ...(labels === undefined ? {} : { labels }),
    };
    const objective = await resultOf(
      methods.of(method).prepare(grounds, settings, spec, new AbortController().signal),
    );
    objective.startEpoch(new Random(SEED));
    const losses = Array.from({ length: STEPS }, (_, step) => {
      const images = Uint32Array.from({ length: BATCH }, (_, i) => (step * BATCH + i) % objective.size);
      const { loss, others } = objective.step({
        images,
        from: 0,
        step: step + 1,
        steps: STEPS,
        frozen: step >= FROZEN_FROM,
      });
      return [loss, ...Object.values(others)];
    });
    return [...losses.flat(), objective.validate() ?? NaN];
  } finally {
    await Promise.all(grounds.map(({ terrain: opened }) => opened.close()));
  }
}

async function main(): Promise<void> {
  await loadTensorflow();
  const losses: Record<string, number[]> = {};
  for (const preset of trainingPresets)
    losses[preset.name] = await lossesOf(preset, resolve(process.argv[2] ?? ''));
  console.log(JSON.stringify(losses));
}

void main();
