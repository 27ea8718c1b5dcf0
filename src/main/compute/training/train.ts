import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TrainEvent, TrainSpec } from '../../../shared/contract/compute';
import type { EncoderCard } from '../../../shared/encoders/encoderCard';
import { wrappedLonDeg } from '../../../shared/geo/lonLat';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { Random } from '../../../shared/statistics/random';
import {
  trainingMethod,
  trainingSettings,
  type TrainingSettings,
} from '../../../shared/encoders/trainingPresets';
import { Listed } from '../../platform/listed';
import { loadTensorflow, softwareVersions } from '../backend';
import { isUsable, restoreCheckpoint, writeCheckpoint } from './checkpoint';
import { diverged } from './diverged';
import { fixedEncoder } from './fixedEncoder';
import { keyOfGround, openTrainingTerrains } from './trainingTerrains';
import type { Method, Objective } from './objective';
import { describeOptimiser } from './optimiser';

/** How often the validation loss is computed in a training, and the fewest steps between two of them. */
const VALIDATIONS = 40;
const VALIDATION_STEPS_MIN = 4;

const PROGRESS_EVERY_MS = 500;

/** Longest time between checkpoints; there is one after each validation as well. */
const CHECKPOINT_EVERY_MS = 10_000;

/** Steps whose mean loss is the training loss on the card. */
const CARD_STEPS = 100;

/** Steps after which batch norm's running statistics can replace a batch's own. */
const SETTLING_STEPS = 100;

/** Keeps the seeds of different trainings' epochs distinct. */
const EPOCHS_MAX = 1_000_003;

/** How each method's objective is made. */
export const methods = new Listed(
  trainingMethod.exclude(['descriptor']).options,
  import.meta.glob<Method>('./objectives/*.method.ts', { eager: true, import: 'method' }),
);

/**
 * Trains an encoder (paper, algorithm 1). Yields progress twice a second, a checkpoint every ten seconds, and the encoder
 * at the end. To pause, stop after a checkpoint: on a CPU, a training resumed from one ends bit-identical to
 * one that was never interrupted.
 * @throws UserError `bad-input` for unknown presets, radii that the terrain is too coarse for and checkpoints of other
 * settings or terrain, `outside-terrain` for too little terrain, `diverged` when the loss is no longer a finite number,
 * `cancelled`
 */
export async function* train(spec: TrainSpec, signal: AbortSignal): AsyncGenerator<TrainEvent> {
  const preset = trainingSettings(spec.preset, spec.paper ?? false);
  await loadTensorflow();
  if (preset.method === 'descriptor') {
    yield { kind: 'encoder', ...fixedEncoder(preset, spec) };
    return;
  }
  if (spec.contrast !== undefined && preset.method !== 'contrast') {
    throw new UserError(
      'bad-input',
      `Momentum, temperature and close places apply to saumoco only, not to ${spec.preset}. Leave them out.`,
    );
  }
  const method = methods.of(preset.method);
  const wanted: TrainingSettings = {
    ...preset,
    images: spec.images ?? preset.images,
    epochs: spec.epochs ?? preset.epochs,
    radiiM: spec.radiiM ?? preset.radiiM,
    learningRate: spec.learningRate ?? preset.learningRate,
    contrast: { ...preset.contrast, ...spec.contrast },
  };
  const terrains = await openTrainingTerrains(spec.terrain, {
    region: spec.region,
    radiiM: wanted.radiiM,
    given: spec.radiiM !== undefined,
    smallestM: (terrain) => method.smallestRadiusM(terrain, wanted),
  });
  const settings = { ...wanted, radiiM: [...new Set(terrains.flatMap(({ radiiM }) => radiiM))] };
  const ground = keyOfGround(terrains, spec.region);
  let objective: Objective;
  try {
    const preparing = method.prepare(terrains, settings, spec, signal);
    for (;;) {
      const prepared = await preparing.next();
      if (prepared.done === true) {
        objective = prepared.value;
        break;
      }
      yield { kind: 'sampling', done: prepared.value, total: settings.images };
    }
  } finally {
    await Promise.all(terrains.map(({ terrain }) => terrain.close()));
  }
  yield* trainOn(objective, settings, ground, spec, signal);
}

/** The loop itself, the same for every method. */
async function* trainOn(
  objective: Objective,
  settings: TrainingSettings,
  ground: string,
  spec: TrainSpec,
  signal: AbortSignal,
): AsyncGenerator<TrainEvent> {
  const { size, state } = objective;
  if (size === 0) {
    throw new UserError(
      'outside-terrain',
      'No place of the terrain has a whole patch to train on. Choose smaller radii.',
    );
  }
  const batchSize = Math.min(settings.batchSize, size);
  const stepsPerEpoch = Math.floor(size / batchSize);
  const steps = stepsPerEpoch * settings.epochs;
  const stepsPerValidation = Math.max(VALIDATION_STEPS_MIN, Math.ceil(steps / VALIDATIONS));
  const freezeAt = Math.max(SETTLING_STEPS, Math.round(steps * settings.batchStatisticsShare));
  // A training that diverged may be resumed with another learning rate.
  const { learningRate, ...lasting } = settings;
  const identity = { settings: JSON.stringify({ ...lasting, seed: spec.seed, size }), ground };
  const done = spec.checkpoint === null ? 0 : restoreCheckpoint(spec.checkpoint, identity, state);

  const losses: number[] = [];
  let epoch = -1;
  let order = new Uint32Array();
  let reported = { step: done, atMs: performance.now() };
  let checkpoint = { step: done, atMs: performance.now() };

  for (let step = done; step < steps; step++) {
    await nextTurn();
    throwIfAborted(signal);

    if (Math.floor(step / stepsPerEpoch) !== epoch) {
      epoch = Math.floor(step / stepsPerEpoch);
      // Depends only on the seed and the epoch, so that a checkpoint need not hold it.
      const random = new Random(spec.seed * EPOCHS_MAX + epoch + 1);
      order = random.shuffle(Uint32Array.from({ length: size }, (_, image) => image));
      objective.startEpoch(random);
    }

    const from = (step % stepsPerEpoch) * batchSize;
    const { loss, others } = objective.step({
      images: order.subarray(from, from + batchSize),
      from,
      step: step + 1,
      steps,
      frozen: step >= freezeAt,
    });

    const isLast = step + 1 === steps;
    const lossValidation = (step + 1) % stepsPerValidation === 0 || isLast ? objective.validate() : null;
    const now = performance.now();
    const isDue = lossValidation !== null || isLast || now - checkpoint.atMs > CHECKPOINT_EVERY_MS;
    const found = [loss, ...Object.values(others), lossValidation ?? 0];
    if (!found.every(Number.isFinite) || (isDue && !isUsable(state))) {
      throw diverged({ step: step + 1, steps, keptStep: checkpoint.step, learningRate });
    }

    losses.push(loss);
    if (losses.length > CARD_STEPS) losses.shift();
    if (lossValidation !== null || isLast || now - reported.atMs > PROGRESS_EVERY_MS) {
      yield {
        kind: 'progress',
        step: step + 1,
        steps,
        epoch: (step + 1) / stepsPerEpoch,
        images: (step + 1) * batchSize,
        imagesTotal: steps * batchSize,
        lossTrain: mean(losses),
        lossValidation,
        losses: { ...others },
        imagesPerSecond: ((step + 1 - reported.step) * batchSize * 1000) / (now - reported.atMs),
      };
      reported = { step: step + 1, atMs: now };
    }
    if (isDue) {
      yield { kind: 'checkpoint', bytes: writeCheckpoint(state, step + 1, identity) };
      checkpoint = { step: step + 1, atMs: now };
    }
  }
  const { weights, figures } = objective.encoder();
  const card: EncoderCard = {
    name: spec.name,
    variant: settings.name,
    ...figures,
    headC: settings.headC,
    radiiM: [...settings.radiiM],
    data: spec.data,
    images: size,
    epochs: settings.epochs,
    presentations: steps * batchSize,
    batchSize,
    optimiser: describeOptimiser(settings),
    lossTrain: losses.length === 0 ? null : mean(losses),
    lossValidation: objective.validate(),
    seed: spec.seed,
    software: softwareVersions(),
    created: new Date().toISOString(),
    licence: 'as the data',
    notes: notesOf(spec),
  };
  yield { kind: 'encoder', card, weights };
}

function notesOf({ paper, region }: TrainSpec): string {
  const edges = region && [region.westDeg, region.southDeg, wrappedLonDeg(region.eastDeg), region.northDeg];
  const outlined = region?.outline === undefined ? '' : ' within an outline';
  return [
    ...(paper === true ? ["Trained with the paper's values."] : []),
    ...(edges === undefined
      ? []
      : [
          `Trained on places of ${edges.map((edge) => Number(edge.toFixed(5))).join(', ')} degrees${outlined}.`,
        ]),
  ].join(' ');
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
