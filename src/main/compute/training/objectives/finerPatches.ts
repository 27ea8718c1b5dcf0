import { EMBEDDING_SIZE } from '../../../../shared/terrain/patch';
import { Random } from '../../../../shared/statistics/random';
import type { TrainSpec } from '../../../../shared/contract/compute';
import type { TrainingSettings } from '../../../../shared/encoders/trainingPresets';
import { parameterSpecs, statisticSpecs } from '../../architectures/topo2vecTensors';
import { trainingDecode, trainingEncode } from '../../architectures/topo2vec';
import { tf, type Tensor, type Tensor4D } from '../../backend';
import { writeNetwork, type StoredNetwork } from '../../encoders/encoderFile';
import { SYMMETRIES } from '../../encoders/symmetry';
import { BatchAssembler, type Batch } from '../batches';
import { allotPlaces, type TrainingTerrain } from '../trainingTerrains';
import { TrainingNetwork, type LossContext } from '../network';
import { resultOf, type StepBatch, type TrainedEncoder } from '../objective';
import { offCentreLoss } from '../offCentre';
import { bilinearLoss, reconstructionLoss } from '../reconstruction';
import { sampleTrainingSet, type Images, type TrainingSet } from '../trainingSet';

/** Held-out images over which the validation loss is averaged. */
const VALIDATION_IMAGES = 512;

/**
 * What all methods share that learn to predict finer patches: pairs of a patch and its target, and an encoder with its
 * decoder in training.
 */
export class FinerPatches {
  readonly network: TrainingNetwork;
  /** Pairs to train on. */
  readonly size: number;
  readonly #batches: BatchAssembler;
  #symmetries = new Uint8Array();

  constructor(
    set: TrainingSet,
    private readonly validation: Images | null,
    readonly settings: TrainingSettings,
    seed: number,
  ) {
    this.size = set.inputs.size;
    this.network = new TrainingNetwork(parameterSpecs(settings), statisticSpecs(settings), new Random(seed));
    this.#batches = new BatchAssembler(set);
  }

  /** Draws in which of its eight copies each pair is shown. */
  startEpoch(random: Random): void {
    const { symmetries } = this.settings;
    this.#symmetries = Uint8Array.from({ length: this.size }, () =>
      symmetries ? random.nextInt(SYMMETRIES) : 0,
    );
  }

  /** The pairs of a step. */
  batch({ images, from }: Pick<StepBatch, 'images' | 'from'>): Batch {
    return this.#batches.assemble(images, this.#symmetries.subarray(from, from + images.length));
  }

  /**
   * Decoded patches, and the loss of a linear embedding for lying off the centre; with ReLU it cannot be centred, and the loss is zero.
   * @param x [batch, 17, 17, 1]
   */
  forward(x: Tensor4D, context: LossContext): { generated: Tensor4D; offCentre: Tensor } {
    const embedding = trainingEncode(x, context, this.settings);
    return {
      generated: trainingDecode(embedding, context, this.settings),
      offCentre: this.settings.linearEmbedding ? offCentreLoss(embedding) : tf.scalar(0),
    };
  }

  /** L1 on held-out terrain; null if there is none. */
  validate(): number | null {
    return this.validation === null ? null : reconstructionLoss(this.#stored(), this.validation);
  }

  encoder(): TrainedEncoder {
    const { factor } = this.settings;
    return {
      weights: writeNetwork(this.#stored()),
      figures: {
        size: EMBEDDING_SIZE,
        invariant: false,
        factor,
        lossBilinear: this.validation === null ? null : bilinearLoss(this.validation, factor),
      },
    };
  }

  #stored(): StoredNetwork {
    return { shape: this.settings, tensors: this.network.stored() };
  }
}

/**
 * Samples pairs to train on and others to validate on; yields the pairs sampled so far.
 * @throws UserError `outside-terrain` for too little terrain, `cancelled`
 */
export async function* sampleFinerPatches(
  terrains: readonly TrainingTerrain[],
  settings: TrainingSettings,
  { seed, validationBox }: TrainSpec,
  signal: AbortSignal,
): AsyncGenerator<number, FinerPatches> {
  const { training, heldOut } = await allotPlaces(terrains, {
    images: settings.images,
    reach: 1,
    heldOutImages: VALIDATION_IMAGES,
    heldOutRadii: 'first',
    seed,
    validationBox,
  });
  const validation = await resultOf(sampleTrainingSet(heldOut, settings.factor, signal));
  const set = yield* sampleTrainingSet(training, settings.factor, signal);
  return new FinerPatches(set, imagesOf(validation), settings, seed);
}

const imagesOf = ({ inputs, targets }: TrainingSet): Images | null =>
  inputs.size === 0 ? null : { inputs: inputs.joined(), targets: targets.joined() };
