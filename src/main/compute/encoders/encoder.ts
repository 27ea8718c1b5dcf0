import type { EncoderWeights } from '../../../shared/contract/compute';
import type { Descriptor } from '../../../shared/encoders/trainingPresets';
import { UserError } from '../../../shared/errors';
import { EMBEDDING_SIZE } from '../../../shared/terrain/patch';
import { normalisePatches } from '../../terrain/patch/normalise';
import { CNN_HIDDEN } from '../architectures/cnn';
import { cnnEmbedder } from './cnnFile';
import { descriptors } from './descriptors';
import { embedPatches, foldNetwork, reconstructPatches } from './embedding';
import { hasDecoder, readEncoderFile } from './encoderFile';

/** Turns patches into finer ones, by way of their embeddings. */
interface Decoder {
  /** Fractal factor k: how many times finer. */
  readonly factor: number;
  /**
   * @param patches [n, 289] normalised to 0..1
   * @returns [n, (16 k)^2]
   */
  reconstruct(patches: Float32Array): Float32Array;
}

/** Turns patches into embeddings. */
export interface Encoder {
  /** Values of one embedding. */
  readonly size: number;
  /**
   * @param patches [n, 289] metres
   * @param out where a formula writes its embeddings, [n, size]; may be `patches` itself if these are as long
   * @returns [n, size]
   */
  embed(patches: Float32Array, out?: Float32Array): Float32Array;
  /** Its formula; null for a network. */
  readonly descriptor: Descriptor | null;
  /** Makes finer patches from its embeddings; null if it has no decoder. */
  readonly decoder: Decoder | null;
  dispose(): void;
}

/** Whether an encoder is a network, which TensorFlow computes. @throws UserError as `buildEncoder` */
export const needsTensorflow = ({ card, weights }: EncoderWeights): boolean =>
  readEncoderFile(weights, card.name).format !== 'descriptor';

/**
 * Builds an encoder. If it is a network, TensorFlow must be loaded.
 * @throws UserError `unsupported-file` when the weights are not an encoder's, or not that of the card
 */
export function buildEncoder({ card, weights }: EncoderWeights): Encoder {
  const encoder = encoderOf(readEncoderFile(weights, card.name));
  if (encoder.size === card.size) return encoder;
  encoder.dispose();
  throw new UserError(
    'unsupported-file',
    `The card of the encoder "${card.name}" states ${card.size} values, but its weights give ${encoder.size}. ` +
      'Use card and weights that were exported together.',
  );
}

function encoderOf(file: ReturnType<typeof readEncoderFile>): Encoder {
  if (file.format === 'descriptor')
    return {
      ...descriptors.of(file.descriptor),
      descriptor: file.descriptor,
      decoder: null,
      dispose: () => undefined,
    };
  if (file.format === 'cnn') {
    const { embed, dispose } = cnnEmbedder(file);
    return {
      size: CNN_HIDDEN,
      embed: (patches) => embed(normalisePatches(patches).values),
      descriptor: null,
      decoder: null,
      dispose,
    };
  }
  const network = foldNetwork(file);
  return {
    size: EMBEDDING_SIZE,
    embed: (patches) => embedPatches(network, normalisePatches(patches).values),
    descriptor: null,
    decoder: hasDecoder(file)
      ? {
          factor: file.shape.factor,
          reconstruct: (patches) => reconstructPatches(network, patches),
        }
      : null,
    dispose: () => {
      network.dispose();
    },
  };
}
