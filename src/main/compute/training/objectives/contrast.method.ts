import { EMBEDDING_SIZE, PATCH_SIZE, PATCH_VALUES } from '../../../../shared/terrain/patch';
import { Random } from '../../../../shared/statistics/random';
import type { TrainingSettings } from '../../../../shared/encoders/trainingPresets';
import { normalisePatches } from '../../../terrain/patch/normalise';
import {
  encoderParameterSpecs,
  encoderStatisticSpecs,
  type Topo2vecShape,
} from '../../architectures/topo2vecTensors';
import { trainingEncode } from '../../architectures/topo2vec';
import { tf, type Scalar, type Tensor2D, type Tensor4D } from '../../backend';
import { embedPatches, foldNetwork } from '../../encoders/embedding';
import { writeNetwork } from '../../encoders/encoderFile';
import { SYMMETRIES, symmetryPermutations } from '../../encoders/symmetry';
import { copyPermuted } from '../batches';
import { allotPlaces } from '../trainingTerrains';
import { infoNce, unitRows } from '../infoNce';
import { enqueue, keyQueueOf, momentumUpdate, type KeyQueue } from '../momentum';
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
import type { Rows } from '../../numeric/rows';
import { cropPatch, sampleWindows, windowReach } from '../windows';

/** Held-out pairs on which the validation loss is computed. */
const VALIDATION_PAIRS = 512;

/** Patches that batch norms are calibrated on before the first step. */
const CALIBRATION_PATCHES = 1024;

/** Samples of a patch from its centre to its edge. */
const HALF = (PATCH_SIZE - 1) / 2;

/** Samples along the edge of a window that holds every close patch. */
const windowSize = ({ contrast }: TrainingSettings): number =>
  PATCH_SIZE + 2 * Math.ceil(HALF * contrast.neighbourRadii);

/**
 * SauMoCo (Kang et al. 2020) with the topo2vec encoder: a patch's embedding should be nearer to that of a close patch, by
 * a slowly moving copy of the encoder, than to those of earlier patches (He et al. 2020).
 */
export const method: Method = {
  smallestRadiusM: (terrain) => terrain.radiusRangeM.minM,
  prepare: async function* (terrains, settings, { seed, validationBox }, signal) {
    const size = windowSize(settings);
    const { training, heldOut } = await allotPlaces(terrains, {
      images: settings.images,
      reach: windowReach(size),
      heldOutImages: VALIDATION_PAIRS,
      heldOutRadii: 'first',
      seed,
      validationBox,
    });
    const held = await resultOf(sampleWindows(heldOut, size, signal));
    return new Contrast(yield* sampleWindows(training, size, signal), held, settings, seed);
  },
};

class Contrast implements Objective {
  readonly size: number;
  readonly state: Record<string, Float32Array>;
  readonly #network: TrainingNetwork;
  readonly #momentum: TrainingNetwork;
  readonly #optimiser: Optimiser;
  readonly #shape: Topo2vecShape;
  readonly #queue: KeyQueue;
  readonly #copies = symmetryPermutations(PATCH_SIZE);
  /** For each position of an epoch: how it is shown. */
  #views: PairView[] = [];

  constructor(
    private readonly windows: Rows,
    private readonly heldOut: Rows,
    private readonly settings: TrainingSettings,
    seed: number,
  ) {
    this.size = windows.size;
    this.#shape = { factor: 1, linearEmbedding: settings.linearEmbedding };
    // From one seed: the momentum encoder starts equal to the encoder.
    const network = (): TrainingNetwork =>
      new TrainingNetwork(encoderParameterSpecs(), encoderStatisticSpecs(), new Random(seed));
    this.#network = network();
    this.#momentum = network();
    this.#calibrate();
    this.#optimiser = optimiserOf(settings, this.#network);
    const { queue } = settings.contrast;
    // Random directions, with which a queue may also start, are trivially distinguished from any key.
    this.#queue = keyQueueOf(
      this.#directions(this.#momentum, this.#middles(Math.min(queue, Math.ceil(this.size / 2)))),
    );
    this.state = {
      ...this.#optimiser.state,
      statistics: this.#network.statistics,
      momentumParameters: this.#momentum.parameters,
      momentumStatistics: this.#momentum.statistics,
      queue: this.#queue.keys,
      queueNext: this.#queue.next,
    };
  }

  startEpoch(random: Random): void {
    this.#views = Array.from({ length: this.size }, () => randomView(this.settings, random));
  }

  step({ images, from, step, steps, frozen }: StepBatch): StepLosses {
    const { momentum } = this.settings.contrast;
    const { patches, close } = this.#pairs(this.windows, images, this.#views.slice(from));
    const keys = this.#directions(this.#momentum, close);
    const { loss, gradient } = this.#network.gradients(frozen, (context) => {
      const embeddings = trainingEncode(patchTensor(patches), context, this.#shape);
      return this.#loss(tf.reshape(embeddings, [images.length, EMBEDDING_SIZE]), keys);
    });
    this.#optimiser.update(gradient, step, steps);
    momentumUpdate(this.#momentum.parameters, this.#network.parameters, momentum);
    // Running statistics move with the parameters that they were estimated with.
    momentumUpdate(this.#momentum.statistics, this.#network.statistics, momentum);
    enqueue(this.#queue, keys, EMBEDDING_SIZE);
    return { loss, others: {} };
  }

  /** InfoNCE of held-out pairs, among the negatives of the training. */
  validate(): number | null {
    const count = this.heldOut.size;
    if (count === 0) return null;
    const random = new Random(0);
    const all = Uint32Array.from({ length: count }, (_, i) => i);
    const views = Array.from(all, () => randomView(this.settings, random));
    const { patches, close } = this.#pairs(this.heldOut, all, views);
    const keys = this.#directions(this.#momentum, close);
    const queries = this.#directions(this.#network, patches);
    const loss = tf.tidy(() => this.#loss(tf.tensor2d(queries, [count, EMBEDDING_SIZE]), keys));
    const [value = NaN] = loss.dataSync();
    loss.dispose();
    return value;
  }

  encoder(): TrainedEncoder {
    return {
      weights: writeNetwork({ shape: this.#shape, tensors: this.#network.stored() }),
      figures: { size: EMBEDDING_SIZE, invariant: false, factor: null, lossBilinear: null },
    };
  }

  /** Initialises batch norms on the first patches: the momentum encoder would take thousands of steps to get there. */
  #calibrate(): void {
    const patches = this.#middles(Math.min(CALIBRATION_PATCHES, this.size));
    if (patches.length === 0) return;
    this.#network.calibrate((context) => trainingEncode(patchTensor(patches), context, this.#shape));
    this.#momentum.statistics.set(this.#network.statistics);
  }

  /** Patches of some places, spread over the whole terrain, normalised: [count, 289]. */
  #middles(count: number): Float32Array {
    const patches = new Float32Array(count * PATCH_VALUES);
    for (let i = 0; i < count; i++) {
      const window = this.windows.row(Math.floor((i * this.size) / count));
      cropPatch(window, 0, 0, patches, i * PATCH_VALUES);
    }
    return normalisePatches(patches, patches).values;
  }

  #loss(queries: Tensor2D, keys: Float32Array): Scalar {
    const { keys: negatives } = this.#queue;
    return infoNce(
      queries,
      tf.tensor2d(keys, queries.shape),
      tf.tensor2d(negatives, [negatives.length / EMBEDDING_SIZE, EMBEDDING_SIZE]),
      this.settings.contrast.temperature,
    );
  }

  /** Patches and close ones, normalised: [n, 289] each. */
  #pairs(
    windows: Rows,
    images: Uint32Array,
    views: readonly PairView[],
  ): { patches: Float32Array; close: Float32Array } {
    const patches = new Float32Array(images.length * PATCH_VALUES);
    const close = new Float32Array(images.length * PATCH_VALUES);
    const patch = new Float32Array(PATCH_VALUES);
    images.forEach((image, i) => {
      const window = windows.row(image);
      const { right = 0, down = 0, symmetry = 0 } = views[i] ?? {};
      cropPatch(window, 0, 0, patch, 0);
      copyPermuted(patch, this.#copies[symmetry], patches, i * PATCH_VALUES);
      cropPatch(window, right, down, patch, 0);
      copyPermuted(patch, this.#copies[symmetry], close, i * PATCH_VALUES);
    });
    return {
      patches: normalisePatches(patches, patches).values,
      close: normalisePatches(close, close).values,
    };
  }

  /** Embeddings normalised to length one, with running statistics: those of a batch would reveal which patches came together. */
  #directions(network: TrainingNetwork, patches: Float32Array): Float32Array {
    const folded = foldNetwork({ shape: this.#shape, tensors: network.stored() });
    const embeddings = embedPatches(folded, patches);
    folded.dispose();
    const unit = tf.tidy(() =>
      unitRows(tf.tensor2d(embeddings, [embeddings.length / EMBEDDING_SIZE, EMBEDDING_SIZE])),
    );
    const directions = unit.dataSync<'float32'>();
    unit.dispose();
    return directions;
  }
}

/** [n, 289] as [n, 17, 17, 1]. */
const patchTensor = (patches: Float32Array): Tensor4D =>
  tf.tensor4d(patches, [patches.length / PATCH_VALUES, PATCH_SIZE, PATCH_SIZE, 1]);

/** How a patch and a close one are shown. */
interface PairView {
  /** Samples eastwards and southwards to the close patch. */
  readonly right: number;
  readonly down: number;
  /** In which of the terrain's eight rotations and mirrorings both are seen. */
  readonly symmetry: number;
}

/** A view with the offset uniform within a circle. */
function randomView({ contrast, symmetries }: TrainingSettings, random: Random): PairView {
  const radius = HALF * contrast.neighbourRadii;
  const side = 2 * Math.floor(radius) + 1;
  for (;;) {
    const right = random.nextInt(side) - Math.floor(radius);
    const down = random.nextInt(side) - Math.floor(radius);
    if (right * right + down * down > radius * radius) continue;
    return { right, down, symmetry: symmetries ? random.nextInt(SYMMETRIES) : 0 };
  }
}
