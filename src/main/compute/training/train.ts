import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TrainEvent, TrainSpec } from '../../../shared/contract/compute';
import type { EncoderCard } from '../../../shared/encoderCard';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { Random } from '../../../shared/random';
import { EMBEDDING_SIZE } from '../../../shared/patch';
import { findTrainingPreset, type TrainingPreset } from '../../../shared/trainingPresets';
import { openTerrain, type Terrain } from '../../terrain/terrain';
import { loadTensorflow, softwareVersions } from '../backend';
import { writeNetwork } from '../encoderFile';
import { adamStep, newOptimiserState, warmUpCosine, type OptimiserState } from './adam';
import { BatchAssembler } from './batches';
import { readCheckpoint, writeCheckpoint, type TrainingState } from './checkpoint';
import { locationsInside, locationsOutside, randomValidationBox } from './ground';
import { kernelGroups, kernelMask, kernelPlaces, muonStep } from './muon';
import { TrainingNetwork } from './network';
import { bilinearLoss, reconstructionLoss } from './reconstruction';
import { SYMMETRIES } from '../symmetry';
import { sampleImages, sampleTrainingSet, type TrainingChunk, type TrainingSet } from './trainingSet';

/** Held-out images that the validation loss is the mean of. */
const VALIDATION_IMAGES = 512;

/** Times that the validation loss is taken in a training, and the fewest steps between two of them. */
const VALIDATIONS = 40;
const VALIDATION_STEPS_MIN = 4;

const PROGRESS_EVERY_MS = 500;

/** Longest time between checkpoints; there is one after each validation as well. */
const CHECKPOINT_EVERY_MS = 10_000;

/** Steps whose mean loss is the training loss on the card. */
const CARD_STEPS = 100;

/** Steps that batch norm's running statistics need at least before they can stand for a batch's own. */
const SETTLING_STEPS = 100;

/** Muon's learning rate, as a multiple of Adam's. */
const MUON_RATE = 2;

/** Keeps the seeds of two trainings' epochs apart. */
const EPOCHS_MAX = 1_000_003;

/**
 * Trains an encoder and its decoder (paper, algorithm 1). Yields progress twice a second, a checkpoint every ten
 * seconds, and the encoder at the end. To pause, stop after a checkpoint: a training that goes on from one ends, on a
 * CPU, with the very bits of one that never stopped.
 * @throws UserError `bad-input` for unknown presets and foreign checkpoints, `outside-terrain` for too little ground,
 * `cancelled`
 */
export async function* train(spec: TrainSpec, signal: AbortSignal): AsyncGenerator<TrainEvent> {
  const preset = settingsOf(spec);
  await loadTensorflow();
  const terrain = await openTerrain(spec.terrain);
  try {
    const { set, validation } = yield* sampleGround(terrain, preset, spec, signal);
    yield* trainOn(set, validation, preset, spec, signal);
  } finally {
    await terrain.close();
  }
}

/** The preset with what the request changes of it. */
function settingsOf(spec: TrainSpec): TrainingPreset {
  const preset = findTrainingPreset(spec.preset);
  return {
    ...preset,
    images: spec.images ?? preset.images,
    epochs: spec.epochs ?? preset.epochs,
    radiiM: spec.radiiM ?? preset.radiiM,
  };
}

/** The training set, and held-out images at the first radius; null where the terrain is too small for any. */
async function* sampleGround(
  terrain: Terrain,
  { images, radiiM, factor }: TrainingPreset,
  spec: TrainSpec,
  signal: AbortSignal,
): AsyncGenerator<TrainEvent, { set: TrainingSet; validation: TrainingChunk | null }> {
  const radiusM = radiiM[0] ?? NaN;
  const box = spec.validationBox ?? randomValidationBox(terrain.box, spec.seed);
  let validation: TrainingChunk | null = null;
  try {
    const locations = await locationsInside(terrain, VALIDATION_IMAGES, radiusM, spec.seed + 1, box);
    validation = await sampleImages(terrain, locations, radiusM, factor, signal);
  } catch (error) {
    if (spec.validationBox !== null || !(error instanceof UserError) || error.code !== 'outside-terrain')
      throw error;
  }
  const locations = await locationsOutside(
    terrain,
    Math.ceil(images / radiiM.length),
    Math.max(...radiiM),
    spec.seed,
    validation === null ? null : box,
  );
  const sampling = sampleTrainingSet(terrain, locations, radiiM, factor, signal);
  for (;;) {
    const sampled = await sampling.next();
    if (sampled.done === true) return { set: sampled.value, validation };
    yield { kind: 'sampling', done: sampled.value, total: images };
  }
}

/** The loop itself. */
async function* trainOn(
  set: TrainingSet,
  validation: TrainingChunk | null,
  preset: TrainingPreset,
  spec: TrainSpec,
  signal: AbortSignal,
): AsyncGenerator<TrainEvent> {
  if (set.size === 0) {
    throw new UserError('outside-terrain', 'No place of the terrain has a whole patch to learn from.');
  }
  const batchSize = Math.min(preset.batchSize, set.size);
  const stepsPerEpoch = Math.floor(set.size / batchSize);
  const steps = stepsPerEpoch * preset.epochs;
  const stepsPerValidation = Math.max(VALIDATION_STEPS_MIN, Math.ceil(steps / VALIDATIONS));
  const settings = JSON.stringify({ ...preset, seed: spec.seed, size: set.size });

  const fresh = TrainingNetwork.create(preset, new Random(spec.seed));
  const start: TrainingState = {
    optimiser: newOptimiserState(fresh.parameters),
    statistics: fresh.statistics,
    step: 0,
  };
  const {
    optimiser,
    statistics,
    step: done,
  } = spec.checkpoint === null ? start : readCheckpoint(spec.checkpoint, settings, start);
  const network = new TrainingNetwork(preset, optimiser.parameters, statistics);
  const update = updateOf(preset, network, optimiser, steps);
  const batches = new BatchAssembler(set);
  const freezeAt = Math.max(SETTLING_STEPS, Math.round(steps * preset.batchStatisticsShare));

  const losses: number[] = [];
  let epoch = -1;
  let order = new Uint32Array();
  let symmetries = new Uint8Array();
  let reported = { step: done, atMs: performance.now() };
  let checkpointMs = performance.now();
  let lossValidation: number | null = null;

  for (let step = done; step < steps; step++) {
    await nextTurn();
    throwIfAborted(signal);

    if (Math.floor(step / stepsPerEpoch) !== epoch) {
      epoch = Math.floor(step / stepsPerEpoch);
      // Drawn from the seed and the epoch alone, so that a checkpoint need not hold them.
      const random = new Random(spec.seed * EPOCHS_MAX + epoch + 1);
      order = random.shuffle(Uint32Array.from({ length: set.size }, (_, image) => image));
      symmetries = Uint8Array.from(order, () => (preset.symmetries ? random.nextInt(SYMMETRIES) : 0));
    }

    const from = (step % stepsPerEpoch) * batchSize;
    const batch = batches.assemble(
      order.subarray(from, from + batchSize),
      symmetries.subarray(from, from + batchSize),
    );
    const { loss, gradient } = network.gradients(batch.inputs, batch.targets, step >= freezeAt);
    update(gradient, step + 1);

    losses.push(loss);
    if (losses.length > CARD_STEPS) losses.shift();
    const isLast = step + 1 === steps;
    const validates = validation !== null && ((step + 1) % stepsPerValidation === 0 || isLast);
    if (validates) lossValidation = reconstructionLoss(network.stored(), validation);
    const now = performance.now();
    if (validates || isLast || now - reported.atMs > PROGRESS_EVERY_MS) {
      yield {
        kind: 'progress',
        step: step + 1,
        steps,
        epoch: (step + 1) / stepsPerEpoch,
        images: (step + 1) * batchSize,
        imagesTotal: steps * batchSize,
        lossTrain: mean(losses),
        lossValidation: validates ? lossValidation : null,
        imagesPerSecond: ((step + 1 - reported.step) * batchSize * 1000) / (now - reported.atMs),
      };
      reported = { step: step + 1, atMs: now };
    }
    if (validates || isLast || now - checkpointMs > CHECKPOINT_EVERY_MS) {
      yield {
        kind: 'checkpoint',
        bytes: writeCheckpoint({ optimiser, statistics, step: step + 1 }, settings),
      };
      checkpointMs = now;
    }
  }
  yield {
    kind: 'encoder',
    card: cardOf(preset, spec, {
      size: set.size,
      batchSize,
      presentations: steps * batchSize,
      lossTrain: losses.length === 0 ? null : mean(losses),
      lossValidation: validation === null ? null : reconstructionLoss(network.stored(), validation),
      lossBilinear: validation === null ? null : bilinearLoss(validation, preset.factor),
    }),
    weights: writeNetwork(network.stored()),
  };
}

/** One step of the preset's optimiser. */
function updateOf(
  { optimiser: kind, learningRate }: TrainingPreset,
  network: TrainingNetwork,
  state: OptimiserState,
  steps: number,
): (gradient: Float32Array, step: number) => void {
  if (kind === 'adam') {
    return (gradient, step) => {
      adamStep(state, gradient, step, learningRate, null);
    };
  }
  const places = kernelPlaces(network.parameterSpecs);
  const kernels = kernelMask(places, state.parameters.length);
  const groups = kernelGroups(places);
  return (gradient, step) => {
    const rate = warmUpCosine(learningRate, step, steps);
    muonStep(groups, state, gradient, rate * MUON_RATE);
    adamStep(state, gradient, step, rate, kernels);
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function cardOf(
  preset: TrainingPreset,
  spec: TrainSpec,
  measured: Pick<
    EncoderCard,
    'batchSize' | 'presentations' | 'lossTrain' | 'lossValidation' | 'lossBilinear'
  > & { readonly size: number },
): EncoderCard {
  const { size, ...figures } = measured;
  return {
    name: spec.name,
    variant: preset.name,
    size: EMBEDDING_SIZE,
    invariant: false,
    factor: preset.factor,
    radiiM: [...preset.radiiM],
    data: spec.data,
    images: size,
    epochs: preset.epochs,
    ...figures,
    optimiser:
      preset.optimiser === 'adam'
        ? `Adam, learning rate ${preset.learningRate}`
        : `Muon for kernels, Adam for the rest, learning rate ${preset.learningRate}, warm-up and cosine decay`,
    seed: spec.seed,
    software: softwareVersions(),
    created: new Date().toISOString(),
    licence: 'as the data',
    notes: '',
  };
}
