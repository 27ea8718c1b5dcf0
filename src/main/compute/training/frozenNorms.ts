import { BATCH_NORM_EPSILON } from '../architectures/batchNorm';
import type { TensorSpec } from '../architectures/namedTensors';
import { sizeOf } from '../encoders/safetensors';

/** Positions of a batch norm and of the convolution before it among a network's values. */
interface Block {
  readonly kernelAt: number;
  readonly kernelSize: number;
  readonly channels: number;
  readonly gammaAt: number;
  readonly betaAt: number;
  readonly meanAt: number;
  readonly varianceAt: number;
}

/** Values that are copied unchanged. */
interface Other {
  readonly from: number;
  readonly size: number;
}

/** What a batch norm divides by, as a factor. */
const inverseDeviation = (variance = NaN): number => 1 / Math.sqrt(variance + BATCH_NORM_EPSILON);

/** Index of each tensor's first value. */
function offsets(specs: readonly TensorSpec[]): Map<string, number> {
  let at = 0;
  return new Map(
    specs.map(({ name, shape }) => {
      const first = at;
      at += sizeOf(shape);
      return [name, first];
    }),
  );
}

/**
 * A network's parameters while its batch norms keep their running statistics: each is then a scale and a shift of a channel,
 * and is folded into the kernel before it, which leaves only a bias and hardly any work. See foldBatchNorm for the formula.
 */
export class FrozenNorms {
  /** The remaining parameters: kernels with biases, and what has no batch norm. */
  readonly specs: readonly TensorSpec[];
  readonly #parts: readonly (Block | Other)[];
  readonly #size: number;

  constructor(parameterSpecs: readonly TensorSpec[], statisticSpecs: readonly TensorSpec[]) {
    const parameterAt = offsets(parameterSpecs);
    const statisticAt = offsets(statisticSpecs);
    const specs: TensorSpec[] = [];
    const parts: (Block | Other)[] = [];
    for (const { name, shape } of parameterSpecs) {
      const block = name.slice(0, name.lastIndexOf('/'));
      const meanAt = statisticAt.get(`${block}/mean`);
      const at = (of: string): number => parameterAt.get(`${block}/${of}`) ?? NaN;
      if (meanAt === undefined) {
        specs.push({ name, shape });
        parts.push({ from: parameterAt.get(name) ?? NaN, size: sizeOf(shape) });
      } else if (name.endsWith('/kernel')) {
        const channels = shape.at(-1) ?? 1;
        specs.push({ name, shape }, { name: `${block}/bias`, shape: [channels] });
        parts.push({
          kernelAt: at('kernel'),
          kernelSize: sizeOf(shape),
          channels,
          gammaAt: at('gamma'),
          betaAt: at('beta'),
          meanAt,
          varianceAt: statisticAt.get(`${block}/variance`) ?? NaN,
        });
      }
    }
    this.specs = specs;
    this.#parts = parts;
    this.#size = specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  }

  /**
   * @param parameters [n] the network's
   * @param statistics [m] the network's
   * @returns values of `specs`
   */
  fold(parameters: Float32Array, statistics: Float32Array): Float32Array {
    const folded = new Float32Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      if ('from' in part) {
        folded.set(parameters.subarray(part.from, part.from + part.size), at);
        at += part.size;
        continue;
      }
      const { kernelAt, kernelSize, channels, gammaAt, betaAt, meanAt, varianceAt } = part;
      for (let channel = 0; channel < channels; channel++) {
        const inverse = inverseDeviation(statistics[varianceAt + channel]);
        const scale = (parameters[gammaAt + channel] ?? NaN) * inverse;
        for (let i = channel; i < kernelSize; i += channels) {
          folded[at + i] = (parameters[kernelAt + i] ?? NaN) * scale;
        }
        folded[at + kernelSize + channel] =
          (parameters[betaAt + channel] ?? NaN) - (statistics[meanAt + channel] ?? NaN) * scale;
      }
      at += kernelSize + channels;
    }
    return folded;
  }

  /**
   * The gradient with respect to the network's parameters, from that with respect to the folded ones.
   * @param gradient by each value of `specs`
   * @param parameters [n] the network's
   * @param statistics [m] the network's
   * @returns [n]
   */
  unfold(gradient: Float32Array, parameters: Float32Array, statistics: Float32Array): Float32Array {
    const unfolded = new Float32Array(parameters.length);
    let at = 0;
    for (const part of this.#parts) {
      if ('from' in part) {
        unfolded.set(gradient.subarray(at, at + part.size), part.from);
        at += part.size;
        continue;
      }
      const { kernelAt, kernelSize, channels, gammaAt, betaAt, meanAt, varianceAt } = part;
      for (let channel = 0; channel < channels; channel++) {
        const inverse = inverseDeviation(statistics[varianceAt + channel]);
        const scale = (parameters[gammaAt + channel] ?? NaN) * inverse;
        const byBias = gradient[at + kernelSize + channel] ?? NaN;
        let byScale = -(statistics[meanAt + channel] ?? NaN) * byBias;
        for (let i = channel; i < kernelSize; i += channels) {
          const byKernel = gradient[at + i] ?? NaN;
          byScale += byKernel * (parameters[kernelAt + i] ?? NaN);
          unfolded[kernelAt + i] = byKernel * scale;
        }
        unfolded[gammaAt + channel] = byScale * inverse;
        unfolded[betaAt + channel] = byBias;
      }
      at += kernelSize + channels;
    }
    return unfolded;
  }
}
