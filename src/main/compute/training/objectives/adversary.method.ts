import { Random } from '../../../../shared/statistics/random';
import {
  discriminate,
  DISCRIMINATED_SIZE,
  discriminatorParameterSpecs,
  discriminatorStatisticSpecs,
} from '../../architectures/discriminator';
import { encoderParameterSpecs } from '../../architectures/topo2vecTensors';
import type { TrainingTensors } from '../../architectures/topo2vec';
import { tf, type Tensor4D } from '../../backend';
import type { OptimiserState } from '../adam';
import { bceLoss } from '../bceLoss';
import { bilinearUpsample } from '../../numeric/bilinear';
import { l1Loss } from '../l1Loss';
import { tensorsOf, totalSize, TrainingNetwork, type Gradients } from '../network';
import type { Method, Objective, StepBatch, StepLosses, TrainedEncoder } from '../objective';
import { optimiserOf, type Optimiser } from '../optimiser';
import { imageTensors } from '../reconstruction';
import { sampleFinerPatches, type FinerPatches } from './finerPatches';

/** Adam's decay of the gradient's mean where two networks play against each other (Radford et al. 2016). */
const BETA1 = 0.5;

/** The discriminator's loss is halved: it then learns at half the pace of the generator (Isola et al. 2017). */
const DISCRIMINATOR_WEIGHT = 0.5;

/** topo2vec-adv: patches to finer patches that a discriminator judges to be real (paper, algorithm 1 and section 2.4). */
export const method: Method = {
  smallestRadiusM: (terrain, { factor }) => terrain.smallestTargetRadiusM(factor),
  prepare: async function* (terrains, settings, spec, signal) {
    return new Adversary(yield* sampleFinerPatches(terrains, settings, spec, signal), spec.seed);
  },
};

class Adversary implements Objective {
  readonly size: number;
  readonly state: Record<string, Float32Array>;
  readonly #discriminator: TrainingNetwork;
  readonly #discriminatorOptimiser: Optimiser;
  /** [1] steps of the discriminator, which may skip some */
  readonly #discriminatorSteps = new Float32Array(1);
  readonly #encoderOptimiser: Optimiser;
  readonly #decoderOptimiser: Optimiser;
  /** Parameters of the encoder, which come before those of the decoder. */
  readonly #encoderSize = totalSize(encoderParameterSpecs());

  constructor(
    private readonly patches: FinerPatches,
    seed: number,
  ) {
    const { size, network, settings } = patches;
    const { decoderRate, discriminatorRate } = settings.adversary;
    this.size = size;
    this.#discriminator = new TrainingNetwork(
      discriminatorParameterSpecs(),
      discriminatorStatisticSpecs(),
      new Random(seed + 1),
    );
    const encoderTensors = encoderParameterSpecs().length;
    this.#encoderOptimiser = optimiserOf(
      settings,
      {
        parameterSpecs: network.parameterSpecs.slice(0, encoderTensors),
        parameters: network.parameters.subarray(0, this.#encoderSize),
      },
      BETA1,
    );
    this.#decoderOptimiser = optimiserOf(
      { ...settings, learningRate: decoderRate },
      {
        parameterSpecs: network.parameterSpecs.slice(encoderTensors),
        parameters: network.parameters.subarray(this.#encoderSize),
      },
      BETA1,
    );
    this.#discriminatorOptimiser = optimiserOf(
      { optimiser: 'adam', learningRate: discriminatorRate },
      this.#discriminator,
      BETA1,
    );
    this.state = {
      ...prefixed('encoder', this.#encoderOptimiser.state),
      ...prefixed('decoder', this.#decoderOptimiser.state),
      statistics: network.statistics,
      ...prefixed('discriminator', this.#discriminatorOptimiser.state),
      discriminatorStatistics: this.#discriminator.statistics,
      discriminatorSteps: this.#discriminatorSteps,
    };
  }

  startEpoch(random: Random): void {
    this.patches.startEpoch(random);
  }

  /** The loss is L1 alone, to be compared with validation and with topo2vec-4; the other parts are named. */
  step({ step, steps, frozen, ...which }: StepBatch): StepLosses {
    const { network, settings } = this.patches;
    const { inputs, targets } = this.patches.batch(which);
    const upsampled = bilinearUpsample(inputs, settings.factor);

    const { gradient, observed } = network.gradients(frozen, (context) => {
      const { x, y } = imageTensors(inputs, targets, settings.factor);
      const { generated, offCentre } = this.patches.forward(x, context);
      const l1 = l1Loss(generated, y);
      const judged = discriminate(pairsOf(upsampled, generated), this.#judge());
      const adversarial = bceLoss(judged, 1);
      context.observe('generated', generated);
      context.observe('l1', l1);
      context.observe('adversarial', adversarial);
      return tf.add(tf.mul(tf.add(l1, offCentre), settings.adversary.l1Weight), adversarial);
    });
    this.#encoderOptimiser.update(gradient.subarray(0, this.#encoderSize), step, steps);
    this.#decoderOptimiser.update(gradient.subarray(this.#encoderSize), step, steps);

    // Separately: in one batch, batch norm would reveal to the discriminator which are which.
    const real = this.#discriminatorGradients(upsampled, targets, 1);
    const fake = this.#discriminatorGradients(upsampled, observed('generated'), 0);
    const discriminator = real.loss + fake.loss;
    if (discriminator >= settings.adversary.discriminatorFloor) {
      const both = real.gradient.map((value, i) => value + (fake.gradient[i] ?? NaN));
      const taken = (this.#discriminatorSteps[0] ?? 0) + 1;
      this.#discriminatorSteps[0] = taken;
      this.#discriminatorOptimiser.update(both, taken, steps);
    }

    return {
      loss: observed('l1')[0] ?? NaN,
      others: {
        adversarial: observed('adversarial')[0] ?? NaN,
        discriminator,
      },
    };
  }

  validate(): number | null {
    return this.patches.validate();
  }

  encoder(): TrainedEncoder {
    return this.patches.encoder();
  }

  /** The discriminator's tensors as constants; it uses each batch's own statistics and keeps none of them. */
  #judge(): TrainingTensors {
    const { parameterSpecs, parameters, statisticSpecs, statistics } = this.#discriminator;
    return {
      parameters: tensorsOf(parameterSpecs, parameters),
      statistics: tensorsOf(statisticSpecs, statistics),
      onStatistics: () => undefined,
    };
  }

  /** Half the loss on real or generated targets, and its gradient. */
  #discriminatorGradients(upsampled: Float32Array, targets: Float32Array, label: 0 | 1): Gradients {
    return this.#discriminator.gradients(false, (context) => {
      const loss = bceLoss(discriminate(pairsOf(upsampled, imagesOf(targets)), context), label);
      return tf.mul(loss, DISCRIMINATOR_WEIGHT);
    });
  }
}

/** Targets, real or generated, as tensors. */
const imagesOf = (values: Float32Array): Tensor4D =>
  tf.tensor4d(values, [values.length / DISCRIMINATED_SIZE ** 2, DISCRIMINATED_SIZE, DISCRIMINATED_SIZE, 1]);

/** Input of the discriminator: [n, 64, 64, 2] */
const pairsOf = (upsampled: Float32Array, targets: Tensor4D): Tensor4D =>
  tf.concat([imagesOf(upsampled), targets], 3);

/** A state's arrays under names of their own. */
const prefixed = (prefix: string, state: OptimiserState): Record<string, Float32Array> =>
  Object.fromEntries(Object.entries(state).map(([name, values]) => [`${prefix}/${name}`, values]));
