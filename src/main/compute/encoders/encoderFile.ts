import { z } from 'zod';
import { descriptor, type Descriptor } from '../../../shared/encoders/trainingPresets';
import { UserError } from '../../../shared/errors';
import {
  encoderSpecs,
  parameterSpecs,
  statisticSpecs,
  type Topo2vecShape,
} from '../architectures/topo2vecTensors';
import type { TensorSpec } from '../architectures/namedTensors';
import { cnnOf, isCnn, type StoredCnn } from './cnnFile';
import { readSafetensors, writeSafetensors, type Safetensors, type StoredTensor } from './safetensors';

const descriptorMetadata = z.object({ format: z.literal('descriptor'), descriptor });

const networkMetadata = z.object({
  format: z.literal('topo2vec'),
  factor: z.enum(['1', '4']),
  linearEmbedding: z.enum(['true', 'false']),
});

/** A network as it is stored: an encoder, and usually the decoder that it was trained with. */
export interface StoredNetwork {
  readonly shape: Topo2vecShape;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** Whether a network has its decoder with it. */
export const hasDecoder = ({ tensors }: Pick<StoredNetwork, 'tensors'>): boolean =>
  [...tensors.keys()].some((tensor) => tensor.startsWith('decoder/'));

/** What an encoder file holds. */
export type EncoderFile =
  | { readonly format: 'descriptor'; readonly descriptor: Descriptor }
  | ({ readonly format: 'cnn' } & StoredCnn)
  | ({ readonly format: 'topo2vec' } & StoredNetwork);

/** The file of an encoder that is not trained: its name. */
export const writeDescriptor = (name: Descriptor): Uint8Array =>
  writeSafetensors({ metadata: { format: 'descriptor', descriptor: name }, tensors: new Map() });

/** The tensors of a whole network, in the order of the file. */
export const networkSpecs = (shape: Topo2vecShape): TensorSpec[] => [
  ...parameterSpecs(shape),
  ...statisticSpecs(shape),
];

/** An encoder file's bytes: safetensors with the network's shape as metadata. */
export const writeNetwork = ({ shape, tensors }: StoredNetwork): Uint8Array =>
  writeSafetensors({
    metadata: {
      format: 'topo2vec',
      factor: String(shape.factor),
      linearEmbedding: String(shape.linearEmbedding),
    },
    tensors,
  });

/**
 * Reads what writeNetwork wrote, checking that it is a network: no tensor missing, none extra, each of the right shape.
 * @param name the encoder's, for messages
 * @throws UserError `unsupported-file`
 */
export const readNetwork = (bytes: Uint8Array, name: string): StoredNetwork =>
  reading(name, () => networkOf(readSafetensors(bytes)));

/**
 * Reads any encoder file.
 * @param name the encoder's, for messages
 * @throws UserError `unsupported-file`
 */
export const readEncoderFile = (bytes: Uint8Array, name: string): EncoderFile =>
  reading(name, () => {
    const file = readSafetensors(bytes);
    const fixed = descriptorMetadata.safeParse(file.metadata);
    if (fixed.success) return fixed.data;
    return isCnn(file) ? { format: 'cnn', ...cnnOf(file) } : { format: 'topo2vec', ...networkOf(file) };
  });

function reading<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'unsupported-file',
      `The weights of the encoder "${name}" cannot be used: ${what}. Use the file as it was exported, or train again.`,
      { cause: error },
    );
  }
}

function networkOf({ metadata: about, tensors }: Safetensors): StoredNetwork {
  const parsed = networkMetadata.safeParse(about);
  if (!parsed.success) throw new Error('its header is not that of a topo2vec network');
  const shape: Topo2vecShape = {
    factor: parsed.data.factor === '1' ? 1 : 4,
    linearEmbedding: parsed.data.linearEmbedding === 'true',
  };
  const specs = hasDecoder({ tensors }) ? networkSpecs(shape) : encoderSpecs();
  if (tensors.size !== specs.length) throw new Error('it has other tensors than this network');
  for (const spec of specs) {
    const found = tensors.get(spec.name);
    if (found === undefined) throw new Error(`the tensor ${spec.name} is missing`);
    if (found.shape.join() !== spec.shape.join())
      throw new Error(`the tensor ${spec.name} has the wrong shape`);
  }
  return { shape, tensors };
}
