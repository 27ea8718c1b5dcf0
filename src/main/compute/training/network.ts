import type { Random } from '../../../shared/random';
import { tf, type Tensor } from '../backend';
import {
  named,
  parameterSpecs,
  statisticSpecs,
  trainingForward,
  type TensorSpec,
  type Topo2vecShape,
} from '../architectures/topo2vec';
import type { BatchNormStatistics } from '../architectures/batchNormRelu';
import type { StoredNetwork } from '../encoderFile';
import { sizeOf, type StoredTensor } from '../safetensors';
import { l1Loss } from './l1Loss';
import { imageTensors } from './reconstruction';

/** Values of all tensors of a list. */
const totalSize = (specs: readonly TensorSpec[]): number =>
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
      const spread = Math.sqrt(2 / sizeOf(shape.slice(0, 3)));
      for (let i = at; i < at + size; i++) values[i] = spread * normal(random);
    } else if (name.endsWith('/gamma') || name.endsWith('/variance')) values.fill(1, at, at + size);
    at += size;
  }
  return values;
}

/** A number of the standard normal distribution (Box and Muller 1958). */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());

/** Tensors by name out of one array of all their values. Disposed by the caller or its tidy. */
function tensorsOf(specs: readonly TensorSpec[], values: Float32Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  let at = 0;
  for (const { name, shape } of specs) {
    const size = sizeOf(shape);
    tensors.set(name, tf.tensor(values.subarray(at, at + size), [...shape]));
    at += size;
  }
  return tensors;
}

/** What one step of training found. */
export interface Gradients {
  readonly loss: number;
  /** [n] by each parameter */
  readonly gradient: Float32Array;
}

/** A network in training: its shape and the values that training changes. */
export class TrainingNetwork {
  readonly parameterSpecs: TensorSpec[];
  readonly statisticSpecs: TensorSpec[];

  /**
   * @param parameters [n] in the order of parameterSpecs
   * @param statistics [m] in the order of statisticSpecs
   */
  constructor(
    readonly shape: Topo2vecShape,
    readonly parameters: Float32Array,
    readonly statistics: Float32Array,
  ) {
    this.parameterSpecs = parameterSpecs(shape);
    this.statisticSpecs = statisticSpecs(shape);
  }

  /** A network with starting values. */
  static create(shape: Topo2vecShape, random: Random): TrainingNetwork {
    return new TrainingNetwork(
      shape,
      initialValues(parameterSpecs(shape), random),
      initialValues(statisticSpecs(shape), random),
    );
  }

  /**
   * Loss of a batch and its gradient by the parameters.
   * @param frozen whether batch norm uses its running statistics as they are; else the batch's own, and they move on
   * @param inputs [batch, 289] normalised
   * @param targets [batch, (16 k)^2]
   */
  gradients(inputs: Float32Array, targets: Float32Array, frozen: boolean): Gradients {
    // Tidy looks through whatever it is given back, number by number: only tensors leave it.
    const [loss, statistics, gradient] = tf.tidy((): [Tensor, Tensor, Tensor] => {
      const { x, y } = imageTensors(inputs, targets, this.shape.factor);
      const statistics = tensorsOf(this.statisticSpecs, this.statistics);
      const gathered = new Map<string, Tensor>();
      const parameters = [...tensorsOf(this.parameterSpecs, this.parameters).values()];
      const { value, grads } = tf.valueAndGrads((...tensors: Tensor[]) => {
        const byName = new Map(tensors.map((tensor, i) => [this.parameterSpecs[i]?.name ?? '', tensor]));
        const gather = (block: string, { mean, variance }: BatchNormStatistics): void => {
          gathered.set(`${block}/mean`, tf.keep(mean));
          gathered.set(`${block}/variance`, tf.keep(variance));
        };
        const output = trainingForward(x, byName, statistics, this.shape, frozen ? null : gather);
        return l1Loss(output, y);
      })(parameters);
      const flat = (tensors: Tensor[]): Tensor =>
        tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])));
      const order = this.statisticSpecs.map(({ name }) => gathered.get(name) ?? named(statistics, name));
      const result: [Tensor, Tensor, Tensor] = [value, flat(order), flat(grads)];
      tf.dispose([...gathered.values()]);
      return result;
    });
    const result = { loss: loss.dataSync()[0] ?? NaN, gradient: gradient.dataSync<'float32'>() };
    this.statistics.set(statistics.dataSync<'float32'>());
    tf.dispose([loss, statistics, gradient]);
    return result;
  }

  /** The network as it is stored. */
  stored(): StoredNetwork {
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
    return { shape: this.shape, tensors };
  }
}
