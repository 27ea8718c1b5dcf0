import { UserError } from '../../../../shared/errors';
import { PATCH_SIZE, PATCH_VALUES } from '../../../../shared/terrain/patch';
import { Random } from '../../../../shared/statistics/random';
import type { TrainingSettings } from '../../../../shared/encoders/trainingPresets';
import { cnnForward, CNN_HIDDEN, cnnSpecs } from '../../architectures/cnn';
import type { NamedTensors } from '../../architectures/namedTensors';
import { tf, type Tensor } from '../../backend';
import { byBatches } from '../../encoders/byBatches';
import { writeCnn } from '../../encoders/cnnFile';
import { SYMMETRIES, symmetryPermutations } from '../../encoders/symmetry';
import { copyPermuted } from '../batches';
import { sampleLabelled, type LabelledSet } from '../labelledSet';
import { tensorsOf, TrainingNetwork } from '../network';
import type { Method, Objective, StepBatch, StepLosses, TrainedEncoder } from '../objective';
import { optimiserOf, type Optimiser } from '../optimiser';

/** Patches whose logits are computed at once. */
const PREDICTED_AT_ONCE = 1024;

/** The paper's supervised baseline (section 3.1): a small network learns label classes; its last hidden layer embeds. */
export const method: Method = {
  smallestRadiusM: (terrain) => terrain.radiusRangeM.minM,
  prepare: async function* (terrains, { images, ...settings }, { labels, seed, validationBox }, signal) {
    if (labels === undefined) {
      throw new UserError(
        'too-few-labels',
        `${settings.name} learns from labels. Label some places, or import some.`,
      );
    }
    const sets = yield* sampleLabelled(terrains, { labels, images, seed, validationBox }, signal);
    return new Classification(sets, [...labels.classIds, 'none'], { images, ...settings }, seed);
  },
};

/** Learns classes of patches by cross-entropy. TensorFlow must be loaded. */
export class Classification implements Objective {
  readonly size: number;
  readonly state: Record<string, Float32Array>;
  readonly #network: TrainingNetwork;
  readonly #optimiser: Optimiser;
  readonly #copies = symmetryPermutations(PATCH_SIZE);
  #symmetries = new Uint8Array();

  /**
   * @param sets classes as indices into `classes`
   * @param classes names of the classes
   */
  constructor(
    private readonly sets: { readonly training: LabelledSet; readonly heldOut: LabelledSet },
    private readonly classes: readonly string[],
    private readonly settings: TrainingSettings,
    seed: number,
  ) {
    this.size = sets.training.patches.size;
    this.#network = new TrainingNetwork(cnnSpecs(classes.length), [], new Random(seed));
    this.#optimiser = optimiserOf(settings, this.#network);
    this.state = { ...this.#optimiser.state };
  }

  startEpoch(random: Random): void {
    const { symmetries } = this.settings;
    this.#symmetries = Uint8Array.from({ length: this.size }, () =>
      symmetries ? random.nextInt(SYMMETRIES) : 0,
    );
  }

  step({ images, from, step, steps }: StepBatch): StepLosses {
    const { patches, classes } = this.sets.training;
    const inputs = new Float32Array(images.length * PATCH_VALUES);
    images.forEach((image, i) => {
      const copy = this.#copies[this.#symmetries[from + i] ?? 0];
      copyPermuted(patches.row(image), copy, inputs, i * PATCH_VALUES);
    });
    const expected = Int32Array.from(images, (image) => classes[image] ?? 0);
    const { loss, gradient } = this.#network.gradients(false, ({ parameters }) =>
      this.#loss(inputs, expected, parameters),
    );
    this.#optimiser.update(gradient, step, steps);
    return { loss, others: {} };
  }

  validate(): number | null {
    const { patches, classes } = this.sets.heldOut;
    if (patches.size === 0) return null;
    const loss = tf.tidy(() => {
      const { parameterSpecs, parameters } = this.#network;
      return this.#loss(patches.joined(), Int32Array.from(classes), tensorsOf(parameterSpecs, parameters));
    });
    const [value = NaN] = loss.dataSync();
    loss.dispose();
    return value;
  }

  /**
   * Logits of patches.
   * @param patches [n, 289] normalised to 0..1
   * @returns [n, classes]
   */
  logits(patches: Float32Array): Float32Array {
    const { parameterSpecs, parameters } = this.#network;
    const tensors = tensorsOf(parameterSpecs, parameters);
    const width = this.classes.length;
    const logits = byBatches(patches, PREDICTED_AT_ONCE, width, (x) => cnnForward(x, tensors).logits);
    tf.dispose([...tensors.values()]);
    return logits;
  }

  encoder(): TrainedEncoder {
    return {
      weights: writeCnn({ classes: this.classes, tensors: this.#network.stored() }),
      figures: { size: CNN_HIDDEN, invariant: false, factor: null, lossBilinear: null },
    };
  }

  /** Mean cross-entropy. */
  #loss(inputs: Float32Array, expected: Int32Array, tensors: NamedTensors): Tensor {
    const x = tf.tensor4d(inputs, [expected.length, PATCH_SIZE, PATCH_SIZE, 1]);
    const oneHot = tf.oneHot(tf.tensor1d(expected, 'int32'), this.classes.length);
    return tf.losses.softmaxCrossEntropy(oneHot, cnnForward(x, tensors).logits);
  }
}
