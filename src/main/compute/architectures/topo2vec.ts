import { tf, type Tensor, type Tensor2D, type Tensor3D, type Tensor4D } from '../backend';
import { smallGridMatrix } from './smallGrid';
import { upsample } from './upsample';
import type { BatchNormStatistics } from './batchNorm';
import { batchNormRelu } from './batchNormRelu';
import { biasRelu } from './biasRelu';
import { addBias } from './perChannel';
import { named, vector, kernelOf, type NamedTensors } from './namedTensors';
import { decoderStages, encoderStages, type BlockSpec, type Topo2vecShape } from './topo2vecTensors';

const isMatrix = (tensor: Tensor): tensor is Tensor2D => tensor.rank === 2;

/** How a block ends: without ReLU, or followed by max-pooling. */
interface Ending {
  readonly linear: boolean;
  readonly pooled: boolean;
}

/** One block's function of its input; training and inference differ only in it. */
type BlockFunction = (x: Tensor4D, block: BlockSpec, ending: Ending) => Tensor4D;

/** Halves width and height; an odd last row or column is dropped. */
const halve = (x: Tensor4D): Tensor4D => tf.maxPool(x, 2, 2, 'valid');

/** On a single cell a 3 x 3 kernel reaches nothing but padding around its centre. */
const reachingKernel = (x: Tensor4D, kernel: Tensor4D): Tensor4D =>
  x.shape[1] === 1 && x.shape[2] === 1 ? tf.slice(kernel, [1, 1, 0, 0], [1, 1, -1, -1]) : kernel;

/**
 * Encoder (paper, section 2.4): patch to embedding.
 * @param x [batch, 17, 17, 1] normalised elevations
 * @returns [batch, 1, 1, 128]
 */
function encodeWith(block: BlockFunction, x: Tensor4D, shape: Topo2vecShape): Tensor4D {
  const all = encoderStages();
  let y = x;
  all.forEach((stage, index) => {
    const isLastStage = index === all.length - 1;
    stage.forEach((spec, number) => {
      const endsStage = number === stage.length - 1;
      y = block(y, spec, {
        linear: endsStage && isLastStage && shape.linearEmbedding,
        pooled: endsStage && !isLastStage,
      });
    });
  });
  return y;
}

/** Decoder: [batch, 1, 1, 128] to [batch, 16 k, 16 k, 1]. */
function decodeWith(
  block: BlockFunction,
  embedding: Tensor4D,
  tensors: NamedTensors,
  shape: Topo2vecShape,
): Tensor4D {
  let y = embedding;
  for (const stage of decoderStages(shape.factor)) {
    y = upsample(y);
    for (const spec of stage) y = block(y, spec, { linear: false, pooled: false });
  }
  return tf.add(
    tf.conv2d(y, kernelOf(tensors, 'decoder/out/kernel'), 1, 'same'),
    named(tensors, 'decoder/out/bias'),
  );
}

/** A network's tensors during a step of training. */
export interface TrainingTensors {
  /** A block that has a bias instead of its batch norm's weights is computed with the bias: see FrozenNorms. */
  readonly parameters: NamedTensors;
  readonly statistics: NamedTensors;
  /** Given each block's new running statistics, by the block's name; null: see batchNormRelu. */
  readonly onStatistics: ((block: string, statistics: BatchNormStatistics) => void) | null;
}

const trainingBlock =
  ({ parameters, statistics, onStatistics }: TrainingTensors): BlockFunction =>
  (x, { name }, { linear, pooled }) => {
    const convolved = tf.conv2d(x, reachingKernel(x, kernelOf(parameters, `${name}/kernel`)), 1, 'same');
    if (parameters.has(`${name}/bias`)) {
      const y = biasRelu(convolved, vector(parameters, `${name}/bias`), linear);
      return pooled ? halve(y) : y;
    }
    const y = batchNormRelu(
      convolved,
      { gamma: vector(parameters, `${name}/gamma`), beta: vector(parameters, `${name}/beta`) },
      { mean: vector(statistics, `${name}/mean`), variance: vector(statistics, `${name}/variance`) },
      linear,
      onStatistics === null
        ? null
        : (gathered) => {
            onStatistics(name, gathered);
          },
    );
    return pooled ? halve(y) : y;
  };

/**
 * The encoder, differentiable by its parameters.
 * @param x [batch, 17, 17, 1]
 * @returns [batch, 1, 1, 128]
 */
export const trainingEncode = (x: Tensor4D, tensors: TrainingTensors, shape: Topo2vecShape): Tensor4D =>
  encodeWith(trainingBlock(tensors), x, shape);

/**
 * The decoder, differentiable by its parameters and its input.
 * @param embedding [batch, 1, 1, 128]
 * @returns [batch, 16 k, 16 k, 1]
 */
export const trainingDecode = (
  embedding: Tensor4D,
  tensors: TrainingTensors,
  shape: Topo2vecShape,
): Tensor4D => decodeWith(trainingBlock(tensors), embedding, tensors.parameters, shape);

/**
 * A convolution, and where it is pooled the largest of each four cells; what pooling would drop at odd sizes is not
 * computed. TensorFlow's own pooling is slower than two maxima over neighbours in memory.
 */
function convolve(x: Tensor4D, kernel: Tensor4D, pooled: boolean): Tensor4D {
  if (!pooled) return tf.conv2d(x, kernel, 1, 'same');
  const odd = x.shape[1] % 2;
  const padding: [number, number] = [1, 1 - odd];
  const y = tf.conv2d(x, kernel, 1, [[0, 0], padding, padding, [0, 0]]);
  const [batch, height, width, filters] = y.shape;
  const rows = tf.max(tf.reshape(y, [(batch * height) / 2, 2, width * filters]), 1);
  const cells = tf.max(tf.reshape(rows, [(batch * height * width) / 4, 2, filters]), 1);
  return tf.reshape(cells, [batch, height / 2, width / 2, filters]);
}

/** The same, by a small grid's matrix. */
function multiply(x: Tensor4D, matrix: Tensor2D, pooled: boolean): Tensor4D {
  const [batch, height, width] = x.shape;
  const cells = height * width;
  const y: Tensor3D = tf.reshape(tf.matMul(tf.reshape(x, [batch, -1]), matrix), [batch, cells, -1]);
  return pooled ? tf.reshape(tf.max(y, 1), [batch, 1, 1, -1]) : tf.reshape(y, [batch, height, width, -1]);
}

/** Bias and ReLU never change which of four values is largest: applied after pooling, they take a quarter of the work. */
const foldedBlock =
  (folded: NamedTensors): BlockFunction =>
  (x, { name }, { linear, pooled }) => {
    const matrix = folded.get(matrixName(name));
    const y = addBias(
      matrix !== undefined && isMatrix(matrix)
        ? multiply(x, matrix, pooled)
        : convolve(x, kernelOf(folded, `${name}/kernel`), pooled),
      vector(folded, `${name}/bias`),
    );
    return linear ? y : tf.relu(y);
  };

/** Name of a block's matrix, where its grid is small. */
export const matrixName = (block: string): string => `${block}/matrix`;

/** Stages of the encoder whose grids are small, by the side of their grids. */
const smallStages = [
  { stage: 3, side: 2 },
  { stage: 4, side: 1 },
] as const;

/**
 * Matrices of the encoder's blocks on small grids, by name, owned by the caller or its tidy.
 * @param folded kernels and biases
 */
export function encoderMatrices(folded: NamedTensors): Map<string, Tensor> {
  const matrices = new Map<string, Tensor>();
  for (const { stage, side } of smallStages) {
    for (const { name } of encoderStages()[stage] ?? []) {
      matrices.set(matrixName(name), smallGridMatrix(kernelOf(folded, `${name}/kernel`), side));
    }
  }
  return matrices;
}

/**
 * Embeddings by folded weights.
 * @param x [batch, 17, 17, 1]
 * @returns [batch, 1, 1, 128]
 */
export const encode = (x: Tensor4D, folded: NamedTensors, shape: Topo2vecShape): Tensor4D =>
  encodeWith(foldedBlock(folded), x, shape);

/** Reconstructions by folded weights: [batch, 1, 1, 128] to [batch, 16 k, 16 k, 1]. */
export const decode = (embedding: Tensor4D, folded: NamedTensors, shape: Topo2vecShape): Tensor4D =>
  decodeWith(foldedBlock(folded), embedding, folded, shape);
