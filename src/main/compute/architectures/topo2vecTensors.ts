import type { TensorSpec } from './namedTensors';

/** The options in which topo2vec networks differ. */
export interface Topo2vecShape {
  /** Fractal factor k: how many times finer than its input the decoder's output is. */
  readonly factor: 1 | 4;
  /** Whether the embedding may be negative: the encoder's last block ends without ReLU. */
  readonly linearEmbedding: boolean;
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
