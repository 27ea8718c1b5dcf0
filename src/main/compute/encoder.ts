import type { EncoderWeights } from '../../shared/contract/compute';
import { UserError } from '../../shared/errors';
import { EMBEDDING_SIZE, PATCH_VALUES } from '../../shared/patch';
import { normalisePatches } from '../terrain/patch/normalise';
import { CNN_HIDDEN } from './architectures/cnn';
import { POLAR_VALUES, polarDescriptors } from './architectures/polar';
import { cnnEmbedder } from './cnnFile';
import { embedPatches, foldNetwork, reconstructPatches } from './embedding';
import { hasDecoder, readEncoderFile, type Descriptor } from './encoderFile';

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
   * @returns [n, size]
   */
  embed(patches: Float32Array): Float32Array;
  /** What makes finer patches of its embeddings; null where it has no decoder. */
  readonly decoder: Decoder | null;
  dispose(): void;
}

/** Encoders that nothing was learned for. */
const descriptors: Record<Descriptor, Pick<Encoder, 'size' | 'embed'>> = {
  /** The paper's baseline ID: the normalised patch itself (section 3.1). */
  id: { size: PATCH_VALUES, embed: (patches) => normalisePatches(patches).values },
  polar: { size: POLAR_VALUES, embed: polarDescriptors },
};

/**
 * Builds an encoder. TensorFlow must be loaded.
 * @throws UserError `unsupported-file` when the weights are no encoder's, or not that of the card
 */
export function buildEncoder({ card, weights }: EncoderWeights): Encoder {
  const encoder = encoderOf(readEncoderFile(weights, card.name));
  if (encoder.size === card.size) return encoder;
  encoder.dispose();
  throw new UserError(
    'unsupported-file',
    `The card of the encoder "${card.name}" promises ${card.size} values, its weights give ${encoder.size}. ` +
      'Take card and weights as they were exported together.',
  );
}

function encoderOf(file: ReturnType<typeof readEncoderFile>): Encoder {
  if (file.format === 'descriptor')
    return { ...descriptors[file.descriptor], decoder: null, dispose: () => undefined };
  if (file.format === 'cnn') {
    const { embed, dispose } = cnnEmbedder(file);
    return {
      size: CNN_HIDDEN,
      embed: (patches) => embed(normalisePatches(patches).values),
      decoder: null,
      dispose,
    };
  }
  const network = foldNetwork(file);
  return {
    size: EMBEDDING_SIZE,
    embed: (patches) => embedPatches(network, normalisePatches(patches).values),
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
