import type { Random } from '../../../shared/statistics/random';
import { tf, type Tensor } from '../backend';
import { named, type TensorSpec } from '../architectures/namedTensors';
import type { TrainingTensors } from '../architectures/topo2vec';
import { NEWEST_WEIGHT, type BatchNormStatistics } from '../architectures/batchNorm';
import { sizeOf, type StoredTensor } from '../encoders/safetensors';
import { FrozenNorms } from './frozenNorms';

/** Values of all tensors of a list. */
export const totalSize = (specs: readonly TensorSpec[]): number =>
  specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/**
 * Starting values: kernels normal with variance 2 / fan-in (He et al. 2015), scales and variances one, all else zero.
 * @returns [totalSize(specs)]
 */
function initialValues(specs: readonly TensorSpec[], random: Random): Float32Array {
  const values = new Float32Array(totalSize(specs));
  let at = 0;
  for (const { name, shape } of specs) {
    const size = sizeOf(shape);
    if (name.endsWith('/kernel')) {
      const spread = Math.sqrt(2 / sizeOf(shape.slice(0, -1)));
      for (let i = at; i < at + size; i++) values[i] = spread * normal(random);
    } else if (name.endsWith('/gamma') || name.endsWith('/variance')) values.fill(1, at, at + size);
    at += size;
  }
  return values;
}

/** A number of the standard normal distribution (Box and Muller 1958). */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());

/** Tensors by name from one array of all their values. Disposed by the caller or its tidy. */
export function tensorsOf(specs: readonly TensorSpec[], values: Float32Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  let at = 0;
  for (const { name, shape } of specs) {
    const size = sizeOf(shape);
    tensors.set(name, tf.tensor(values.subarray(at, at + size), [...shape]));
    at += size;
  }
  return tensors;
}

/** Keeps the running statistics of batch norms, by name; the caller disposes them. */
const gatherInto =
  (gathered: Map<string, Tensor>) =>
  (block: string, { mean, variance }: BatchNormStatistics): void => {
    gathered.set(`${block}/mean`, tf.keep(mean));
    gathered.set(`${block}/variance`, tf.keep(variance));
  };

/** All values of some tensors, one after the other. */
const joined = (tensors: readonly Tensor[]): Tensor =>
  tensors.length === 0 ? tf.tensor1d([]) : tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])));

/** The context in which a loss is computed. */
export interface LossContext extends TrainingTensors {
  /** Returns a tensor from the computation, beside the loss. */
  readonly observe: (name: string, tensor: Tensor) => void;
}

/** The results of one training step. */
export interface Gradients {
  readonly loss: number;
  /** [n] with respect to each parameter */
  readonly gradient: Float32Array;
  /**
   * Values of a tensor that was handed out.
   * @throws Error when none has that name
   */
  readonly observed: (name: string) => Float32Array;
}

/** A network in training: the values that training changes, and losses by them. */
export class TrainingNetwork {
  /** [n] in the order of parameterSpecs */
  readonly parameters: Float32Array;
  /** [m] in the order of statisticSpecs */
  readonly statistics: Float32Array;
  readonly #frozen: FrozenNorms;

  constructor(
    readonly parameterSpecs: readonly TensorSpec[],
    readonly statisticSpecs: readonly TensorSpec[],
    random: Random,
  ) {
    this.parameters = initialValues(parameterSpecs, random);
    this.statistics = initialValues(statisticSpecs, random);
    this.#frozen = new FrozenNorms(parameterSpecs, statisticSpecs);
  }

  /**
   * A loss and its gradient with respect to the parameters; batch norm's running statistics are updated unless they are frozen.
   * @param frozen whether batch norm uses its running statistics as they are; else the batch's own
   * @param lossOf returns a scalar; everything it reads besides its context is a constant
   */
  gradients(frozen: boolean, lossOf: (context: LossContext) => Tensor): Gradients {
    const observed = new Map<string, Tensor>();
    const specs = frozen ? this.#frozen.specs : this.parameterSpecs;
    const values = frozen ? this.#frozen.fold(this.parameters, this.statistics) : this.parameters;
    // Tidy traverses whatever is returned, number by number: only tensors leave it.
    const [loss, statistics, gradient] = tf.tidy((): [Tensor, Tensor, Tensor] => {
      const statisticSpecs = frozen ? [] : this.statisticSpecs;
      const statistics = tensorsOf(statisticSpecs, this.statistics);
      const gathered = new Map<string, Tensor>();
      const gather = gatherInto(gathered);
      const { value, grads } = tf.valueAndGrads((...tensors: Tensor[]) => {
        const parameters = new Map(tensors.map((tensor, i) => [specs[i]?.name ?? '', tensor]));
        const observe = (name: string, tensor: Tensor): void => {
          observed.set(name, tf.keep(tensor));
        };
        return lossOf({ parameters, statistics, onStatistics: frozen ? null : gather, observe }).asScalar();
      })([...tensorsOf(specs, values).values()]);
      const order = statisticSpecs.map(({ name }) => gathered.get(name) ?? named(statistics, name));
      const result: [Tensor, Tensor, Tensor] = [value, joined(order), joined(grads)];
      tf.dispose([...gathered.values()]);
      return result;
    });
    const seen = new Map([...observed].map(([name, tensor]) => [name, tensor.dataSync<'float32'>()]));
    const byValues = gradient.dataSync<'float32'>();
    const result: Gradients = {
      loss: loss.dataSync()[0] ?? NaN,
      gradient: frozen ? this.#frozen.unfold(byValues, this.parameters, this.statistics) : byValues,
      observed: (name) => {
        const found = seen.get(name);
        if (found === undefined) throw new Error(`No tensor was handed out as ${name}.`);
        return found;
      },
    };
    if (!frozen) this.statistics.set(statistics.dataSync<'float32'>());
    tf.dispose([loss, statistics, gradient, ...observed.values()]);
    return result;
  }

  /**
   * Sets batch norm's running statistics to those of one batch.
   * @param forward computes on the batch; its result is not used
   */
  calibrate(forward: (tensors: TrainingTensors) => Tensor): void {
    // From zero, so that the running statistics are the batch's own times its weight.
    this.statistics.fill(0);
    const found = tf.tidy(() => {
      const gathered = new Map<string, Tensor>();
      forward({
        parameters: tensorsOf(this.parameterSpecs, this.parameters),
        statistics: tensorsOf(this.statisticSpecs, this.statistics),
        onStatistics: gatherInto(gathered),
      });
      const all = joined(this.statisticSpecs.map(({ name }) => named(gathered, name)));
      tf.dispose([...gathered.values()]);
      return tf.div(all, NEWEST_WEIGHT);
    });
    this.statistics.set(found.dataSync<'float32'>());
    found.dispose();
  }

  /**
   * The values of one parameter, as a view.
   * @throws Error when none has that name
   */
  parameter(name: string): Float32Array {
    let at = 0;
    for (const { name: other, shape } of this.parameterSpecs) {
      if (other === name) return this.parameters.subarray(at, at + sizeOf(shape));
      at += sizeOf(shape);
    }
    throw new Error(`No parameter ${name}.`);
  }

  /** The network's tensors as they are stored. */
  stored(): Map<string, StoredTensor> {
    const tensors = new Map<string, StoredTensor>();
    const add = (specs: readonly TensorSpec[], all: Float32Array): void => {
      let at = 0;
      for (const { name, shape } of specs) {
        tensors.set(name, { shape, values: all.slice(at, at + sizeOf(shape)) });
        at += sizeOf(shape);
      }
    };
    add(this.parameterSpecs, this.parameters);
    add(this.statisticSpecs, this.statistics);
    return tensors;
  }
}
