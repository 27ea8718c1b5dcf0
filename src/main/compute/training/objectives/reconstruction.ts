import { Random } from '../../../../shared/random';
import { EMBEDDING_SIZE } from '../../../../shared/patch';
import type { TrainingSettings } from '../../../../shared/trainingPresets';
import { parameterSpecs, statisticSpecs, trainingForward } from '../../architectures/topo2vec';
import { writeNetwork, type StoredNetwork } from '../../encoderFile';
import { SYMMETRIES } from '../../symmetry';
import { BatchAssembler } from '../batches';
import { allotPlaces } from '../grounds';
import { l1Loss } from '../l1Loss';
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
import { bilinearLoss, imageTensors, reconstructionLoss } from '../reconstruction';
import { sampleTrainingSet, type Images, type TrainingSet } from '../trainingSet';

/** Held-out images that the validation loss is the mean of. */
const VALIDATION_IMAGES = 512;

/** topo2vec-1 and topo2vec-4: patches to finer patches by L1 (paper, algorithm 1). */
export const reconstruction: Method = {
  smallestRadiusM: (terrain, { factor }) => terrain.smallestTargetRadiusM(factor),
  prepare: async function* (grounds, settings, { seed, validationBox }, signal) {
    const { training, heldOut } = await allotPlaces(grounds, {
      images: settings.images,
      reach: 1,
      heldOutImages: VALIDATION_IMAGES,
      heldOutRadii: 'first',
      seed,
      validationBox,
    });
    const validation = await resultOf(sampleTrainingSet(heldOut, settings.factor, signal));
    const set = yield* sampleTrainingSet(training, settings.factor, signal);
    return new Reconstruction(set, imagesOf(validation), settings, seed);
  },
};

const imagesOf = ({ inputs, targets }: TrainingSet): Images | null =>
  inputs.size === 0 ? null : { inputs: inputs.joined(), targets: targets.joined() };

class Reconstruction implements Objective {
  readonly size: number;
  readonly state: Record<string, Float32Array>;
  readonly #network: TrainingNetwork;
  readonly #optimiser: Optimiser;
  readonly #batches: BatchAssembler;
  #symmetries = new Uint8Array();

  constructor(
    set: TrainingSet,
    private readonly validation: Images | null,
    private readonly settings: TrainingSettings,
    seed: number,
  ) {
    this.size = set.inputs.size;
    this.#network = new TrainingNetwork(parameterSpecs(settings), statisticSpecs(settings), new Random(seed));
    this.#optimiser = optimiserOf(settings, this.#network);
    this.#batches = new BatchAssembler(set);
    this.state = { ...this.#optimiser.state, statistics: this.#network.statistics };
  }

  startEpoch(random: Random): void {
    const { symmetries } = this.settings;
    this.#symmetries = Uint8Array.from({ length: this.size }, () =>
      symmetries ? random.nextInt(SYMMETRIES) : 0,
    );
  }

  step({ images, from, step, steps, frozen }: StepBatch): StepLosses {
    const { settings } = this;
    const batch = this.#batches.assemble(images, this.#symmetries.subarray(from, from + images.length));
    const { loss, gradient } = this.#network.gradients(frozen, (context) => {
      const { x, y } = imageTensors(batch.inputs, batch.targets, settings.factor);
      return l1Loss(trainingForward(x, context, settings), y);
    });
    this.#optimiser.update(gradient, step, steps);
    return { loss, others: {} };
  }

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
    return { shape: this.settings, tensors: this.#network.stored() };
  }
}
