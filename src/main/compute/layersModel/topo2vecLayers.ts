import { EMBEDDING_SIZE, PATCH_SIZE } from '../../../shared/terrain/patch';
import { decoderStages, encoderStages, type BlockSpec } from '../architectures/topo2vecTensors';
import {
  batchNormalisation,
  convolution,
  doubling,
  flattening,
  halving,
  relu,
  reshaping,
  takingInput,
  type NetworkLayer,
} from './networkLayer';

/** Batch norm stays a separate layer: folded into the convolution, its statistics would be lost to further training. */
const block = ({ name, inputs, filters }: BlockSpec, linear: boolean): NetworkLayer[] => [
  convolution(name, [3, 3, inputs, filters], { bias: false }),
  batchNormalisation(name, filters),
  ...(linear ? [] : [relu(name)]),
];

/**
 * A topo2vec encoder as layers: [batch, 17, 17, 1] normalised elevations to [batch, 128].
 * @param linearEmbedding whether the last block ends without ReLU
 */
export function encoderLayers(linearEmbedding: boolean): NetworkLayer[] {
  const stages = encoderStages();
  const layers = stages.flatMap((blocks, stage) => {
    const isLastStage = stage === stages.length - 1;
    return [
      ...blocks.flatMap((spec, number) =>
        block(spec, linearEmbedding && isLastStage && number === blocks.length - 1),
      ),
      ...(isLastStage ? [] : [halving(`encoder/${stage}`)]),
    ];
  });
  return takingInput([...layers, flattening('embedding')], [PATCH_SIZE, PATCH_SIZE, 1]);
}

/** A topo2vec decoder as layers: [batch, 128] to [batch, 16 k, 16 k, 1] with k the fractal factor. */
export function decoderLayers(factor: 1 | 4): NetworkLayer[] {
  const stages = decoderStages(factor);
  const last = stages.at(-1)?.at(-1)?.filters ?? 1;
  const layers = stages.flatMap((blocks, stage) => [
    ...doubling(`decoder/${stage}`),
    ...blocks.flatMap((spec) => block(spec, false)),
  ]);
  return takingInput(
    [
      reshaping('embedding', [1, 1, EMBEDDING_SIZE]),
      ...layers,
      convolution('decoder/out', [1, 1, last, 1], { bias: true }),
    ],
    [EMBEDDING_SIZE],
  );
}
