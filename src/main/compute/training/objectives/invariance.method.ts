import { EMBEDDING_SIZE, PATCH_SIZE, PATCH_VALUES } from '../../../../shared/terrain/patch';
import { Random } from '../../../../shared/statistics/random';
import type { TrainingSettings } from '../../../../shared/encoders/trainingPresets';
import { normalisePatches } from '../../../terrain/patch/normalise';
import { POLAR_VALUES, polarDescriptors } from '../../architectures/polar';
import {
  encoderParameterSpecs,
  encoderStatisticSpecs,
  type Topo2vecShape,
} from '../../architectures/topo2vecTensors';
import { trainingEncode } from '../../architectures/topo2vec';
import { tf } from '../../backend';
import { embedPatches, foldNetwork } from '../../encoders/embedding';
import { writeNetwork, type StoredNetwork } from '../../encoders/encoderFile';
import { allotPlaces } from '../trainingTerrains';
import { TrainingNetwork } from '../network';
import {
  resultOf,
  type Method,
  type Objective,
  type StepBatch,
  type StepLosses,
  type TrainedEncoder,
} from '../objective';
import { optimiserOf, type Optimiser } from '../optimiser';
import { principalComponents, projected } from '../../numeric/principalComponents';
import { Rows } from '../../numeric/rows';
import { cropPatch, sampleWindows, turnPatch, TURNING_SIZE, windowReach } from '../windows';

/** Held-out images on which the validation loss is computed, over all radii. */
const VALIDATION_IMAGES = 2048;

/** Share of the images that are shown in one of the eight rotations and mirrorings, which need no interpolation, as in use. */
const EXACT_SHARE = 0.5;

/** Patches described at once. */
const DESCRIBED_AT_ONCE = 1024;

const QUARTER_TURN = Math.PI / 2;

/** The encoder has no decoder, and its embeddings are coordinates, which may be negative. */
const SHAPE: Topo2vecShape = { factor: 1, linearEmbedding: true };

/** The scale of the encoder's last batch norm. */
const LAST_SCALE = 'encoder/4/1/gamma';

/**
 * topo2vec-inv: the encoder learns to predict, from a patch in any rotation or mirroring, the first 128 principal components
 * of its polar descriptor, so that distances between embeddings approximate those between descriptors.
 */
export const method: Method = {
  smallestRadiusM: (terrain) => terrain.radiusRangeM.minM,
  prepare: async function* (terrains, settings, { seed, validationBox }, signal) {
    const { training, heldOut } = await allotPlaces(terrains, {
      images: settings.images,
      reach: windowReach(TURNING_SIZE),
      heldOutImages: VALIDATION_IMAGES,
      heldOutRadii: 'all',
      seed,
      validationBox,
    });
    const held = await resultOf(sampleWindows(heldOut, TURNING_SIZE, signal));
    const windows = yield* sampleWindows(training, TURNING_SIZE, signal);
    return new Invariance(windows, held, settings, seed);
  },
};

class Invariance implements Objective {
  readonly size: number;
  readonly state: Record<string, Float32Array>;
  readonly #network: TrainingNetwork;
  readonly #optimiser: Optimiser;
  readonly #mean: Float32Array;
  readonly #basis: Float32Array;
  /** [1] summed variance of the targets */
  readonly #variance: Float32Array;
  #descriptors: Rows | null;
  #targets: Rows | null = null;
  #angles = new Float32Array();
  #mirrorings = new Uint8Array();

  constructor(
    private readonly windows: Rows,
    private readonly heldOut: Rows,
    private readonly settings: TrainingSettings,
    seed: number,
  ) {
    this.size = windows.size;
    this.#network = new TrainingNetwork(encoderParameterSpecs(), encoderStatisticSpecs(), new Random(seed));
    this.#optimiser = optimiserOf(settings, this.#network);
    this.#descriptors = descriptorsOf(windows);
    const { mean, basis, variances } = principalComponents(this.#descriptors, EMBEDDING_SIZE);
    this.#mean = mean;
    this.#basis = basis;
    this.#variance = Float32Array.of(variances.reduce((sum, value) => sum + value, 0));
    // Outputs with the variance of their targets from the start save the first hundreds of steps.
    this.#network.parameter(LAST_SCALE).set(variances.map(Math.sqrt));
    this.state = {
      ...this.#optimiser.state,
      statistics: this.#network.statistics,
      targetMean: mean,
      targetBasis: basis,
      targetVariance: this.#variance,
    };
  }

  startEpoch(random: Random): void {
    const { symmetries } = this.settings;
    this.#angles = new Float32Array(this.size);
    this.#mirrorings = new Uint8Array(this.size);
    if (!symmetries) return;
    for (let i = 0; i < this.size; i++) {
      this.#mirrorings[i] = random.nextInt(2);
      this.#angles[i] =
        random.nextFloat() < EXACT_SHARE
          ? random.nextInt(4) * QUARTER_TURN
          : random.nextFloat() * 4 * QUARTER_TURN;
    }
  }

  step({ images, from, step, steps, frozen }: StepBatch): StepLosses {
    const inputs = new Float32Array(images.length * PATCH_VALUES);
    const targets = new Float32Array(images.length * EMBEDDING_SIZE);
    const all = this.#trainingTargets();
    images.forEach((image, i) => {
      const angle = this.#angles[from + i] ?? 0;
      const mirrored = this.#mirrorings[from + i] === 1;
      turnPatch(this.windows.row(image), angle, mirrored, inputs, i * PATCH_VALUES);
      targets.set(all.row(image), i * EMBEDDING_SIZE);
    });
    normalisePatches(inputs, inputs);
    const { loss, gradient } = this.#network.gradients(frozen, (context) => {
      const x = tf.tensor4d(inputs, [images.length, PATCH_SIZE, PATCH_SIZE, 1]);
      const y = tf.tensor4d(targets, [images.length, 1, 1, EMBEDDING_SIZE]);
      const squares = tf.sum(tf.squaredDifference(trainingEncode(x, context, SHAPE), y));
      return tf.div(squares, images.length * (this.#variance[0] ?? NaN));
    });
    this.#optimiser.update(gradient, step, steps);
    return { loss, others: {} };
  }

  /** The unexplained share of the held-out targets' variance, from patches in their eight exact rotations and mirrorings. */
  validate(): number | null {
    if (this.heldOut.size === 0) return null;
    const targets = projected(descriptorsOf(this.heldOut), this.#principal()).joined();
    const inputs = new Float32Array(this.heldOut.size * PATCH_VALUES);
    for (let i = 0; i < this.heldOut.size; i++) {
      const angle = (i % 4) * QUARTER_TURN;
      turnPatch(this.heldOut.row(i), angle, i % 8 >= 4, inputs, i * PATCH_VALUES);
    }
    const network = foldNetwork(this.#stored());
    const embeddings = embedPatches(network, normalisePatches(inputs, inputs).values);
    network.dispose();
    return unexplained(embeddings, targets, EMBEDDING_SIZE);
  }

  encoder(): TrainedEncoder {
    return {
      weights: writeNetwork(this.#stored()),
      figures: { size: EMBEDDING_SIZE, invariant: true, factor: null, lossBilinear: null },
    };
  }

  /** Computed when first needed: a checkpoint may have restored another basis by then, equal except for rounding. */
  #trainingTargets(): Rows {
    if (this.#targets === null) {
      this.#targets = projected(this.#descriptors ?? descriptorsOf(this.windows), this.#principal());
      this.#descriptors = null;
    }
    return this.#targets;
  }

  #principal(): { mean: Float32Array; basis: Float32Array } {
    return { mean: this.#mean, basis: this.#basis };
  }

  #stored(): StoredNetwork {
    return { shape: SHAPE, tensors: this.#network.stored() };
  }
}

/** Polar descriptors of the patches at the centres of windows. */
function descriptorsOf(windows: Rows): Rows {
  const descriptors = new Rows(POLAR_VALUES);
  for (let from = 0; from < windows.size; from += DESCRIBED_AT_ONCE) {
    const count = Math.min(DESCRIBED_AT_ONCE, windows.size - from);
    const patches = new Float32Array(count * PATCH_VALUES);
    for (let i = 0; i < count; i++) cropPatch(windows.row(from + i), 0, 0, patches, i * PATCH_VALUES);
    descriptors.add(polarDescriptors(patches));
  }
  return descriptors;
}

/** Squared differences of rows as a share of the second rows' squared differences from their mean. */
function unexplained(predictions: Float32Array, targets: Float32Array, width: number): number {
  const count = targets.length / width;
  const mean = new Float64Array(width);
  for (let i = 0; i < targets.length; i++)
    mean[i % width] = (mean[i % width] ?? 0) + (targets[i] ?? NaN) / count;
  let missed = 0;
  let total = 0;
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i] ?? NaN;
    missed += (target - (predictions[i] ?? NaN)) ** 2;
    total += (target - (mean[i % width] ?? NaN)) ** 2;
  }
  return missed / total;
}
