import { tf, type Tensor, type Tensor1D, type Tensor2D, type Tensor3D, type Tensor4D } from '../backend';
import { smallGridMatrix } from './smallGrid';
import { upsample } from './upsample';
import type { BatchNormStatistics } from './batchNorm';
import { batchNormRelu } from './batchNormRelu';
import { biasRelu } from './biasRelu';
import { addBias } from './perChannel';

/** The options in which topo2vec networks differ. */
export interface Topo2vecShape {
  /** Fractal factor k: how many times finer than its input the decoder's output is. */
  readonly factor: 1 | 4;
  /** Whether the embedding may be negative: the encoder's last block ends without ReLU. */
  readonly linearEmbedding: boolean;
}

/** Tensors by name, e.g. `encoder/0/1/kernel`. */
export type NamedTensors = ReadonlyMap<string, Tensor>;

/** A tensor's name and its dimensions. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A 3 x 3 convolution with batch norm and ReLU, by the name that its tensors begin with. */
export interface BlockSpec {
  readonly name: string;
  readonly inputs: number;
  readonly filters: number;
}

/** Filters of the encoder's stages; stages are joined by max-pooling: 17 -> 8 -> 4 -> 2 -> 1. */
const ENCODER_FILTERS = [8, 16, 32, 64, 128];

/** Filters of the decoder's stages, each after a doubling of the size: 1 -> 2 -> 4 -> 8 -> 16 (-> 32 -> 64). */
const decoderFilters = (factor: 1 | 4): readonly number[] =>
  factor === 1 ? [64, 32, 16, 8] : [64, 32, 16, 8, 4, 2];

/** Two blocks a stage. */
function stages(part: string, filters: readonly number[], inputs: number): BlockSpec[][] {
  return filters.map((count, stage) => {
    const before = filters[stage - 1] ?? inputs;
    return [
      { name: `${part}/${stage}/0`, inputs: before, filters: count },
      { name: `${part}/${stage}/1`, inputs: count, filters: count },
    ];
  });
}

/** The encoder's blocks, those between two max-poolings together. */
export const encoderStages = (): BlockSpec[][] => stages('encoder', ENCODER_FILTERS, 1);

/** The decoder's blocks, those after each doubling of the size together. */
export const decoderStages = (factor: 1 | 4): BlockSpec[][] =>
  stages('decoder', decoderFilters(factor), ENCODER_FILTERS.at(-1) ?? 1);

/** Convolutions have no bias of their own: the batch norm that follows would cancel it. */
const blockParameters = ({ name, inputs, filters }: BlockSpec): TensorSpec[] => [
  { name: `${name}/kernel`, shape: [3, 3, inputs, filters] },
  { name: `${name}/gamma`, shape: [filters] },
  { name: `${name}/beta`, shape: [filters] },
];

const blockStatistics = ({ name, filters }: BlockSpec): TensorSpec[] => [
  { name: `${name}/mean`, shape: [filters] },
  { name: `${name}/variance`, shape: [filters] },
];

/** Parameters of an encoder that are trained by gradient. */
export const encoderParameterSpecs = (): TensorSpec[] => encoderStages().flat().flatMap(blockParameters);

/** Running statistics that an encoder's batch norms estimate in training. */
export const encoderStatisticSpecs = (): TensorSpec[] => encoderStages().flat().flatMap(blockStatistics);

/** Parameters trained by gradient: encoder first, then decoder. */
export function parameterSpecs(shape: Topo2vecShape): TensorSpec[] {
  const last = decoderFilters(shape.factor).at(-1) ?? 1;
  return [
    ...encoderParameterSpecs(),
    ...decoderStages(shape.factor).flat().flatMap(blockParameters),
    { name: 'decoder/out/kernel', shape: [1, 1, last, 1] },
    { name: 'decoder/out/bias', shape: [1] },
  ];
}

/** Running statistics that batch norm estimates in training. */
export const statisticSpecs = (shape: Topo2vecShape): TensorSpec[] => [
  ...encoderStatisticSpecs(),
  ...decoderStages(shape.factor).flat().flatMap(blockStatistics),
];

/** The tensors that an encoder needs for embedding. */
export const encoderSpecs = (): TensorSpec[] =>
  encoderStages()
    .flat()
    .flatMap((block) => [...blockParameters(block), ...blockStatistics(block)]);

/** @throws Error when no tensor has that name */
export function named(tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`No tensor ${name}.`);
  return tensor;
}

const isVector = (tensor: Tensor): tensor is Tensor1D => tensor.rank === 1;
const isMatrix = (tensor: Tensor): tensor is Tensor2D => tensor.rank === 2;
const isKernel = (tensor: Tensor): tensor is Tensor4D => tensor.rank === 4;

/** One value for each channel. */
export function vector(tensors: NamedTensors, name: string): Tensor1D {
  const tensor = named(tensors, name);
  if (!isVector(tensor)) throw new Error(`${name} has ${tensor.rank} dimensions.`);
  return tensor;
}

/** A convolution's weights, [height, width, inputs, filters]. */
export function kernelOf(tensors: NamedTensors, name: string): Tensor4D {
  const tensor = named(tensors, name);
  if (!isKernel(tensor)) throw new Error(`${name} has ${tensor.rank} dimensions.`);
  return tensor;
}

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
