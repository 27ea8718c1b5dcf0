import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { EncoderCard } from '../../../shared/encoders/encoderCard';
import { storedEncoderCard } from '../../../shared/encoders/encoderCard';
import { UserError } from '../../../shared/errors';
import { EMBEDDING_SIZE } from '../../../shared/terrain/patch';
import { CNN_HIDDEN, cnnSpecs } from '../architectures/cnn';
import type { TensorSpec } from '../architectures/namedTensors';
import { writeCnn } from '../encoders/cnnFile';
import { networkSpecs, writeNetwork } from '../encoders/encoderFile';
import type { StoredTensor } from '../encoders/safetensors';
import { classifierLayers, cnnEncoderLayers } from './cnnLayers';
import { CARD_FILE, CLASSES_FILE, CLASSIFIER_FOLDER, DECODER_FOLDER } from './folder';
import type { NetworkLayer } from './networkLayer';
import { parseJson, readPart } from './parts';
import { readModel, type ReadModel } from './readModel';
import { decoderLayers, encoderLayers } from './topo2vecLayers';

/** Far more bytes than any card, or any list of classes, takes. */
const CARD_BYTES = 1024 ** 2;

const classNames = z.array(z.string().min(1).max(80)).min(2).max(256);

type Encoder =
  | { readonly kind: 'topo2vec'; readonly linearEmbedding: boolean; readonly layers: readonly NetworkLayer[] }
  | { readonly kind: 'cnn'; readonly layers: readonly NetworkLayer[] };

/** An encoder and its second model as one file, and what it has. */
interface Network {
  readonly size: number;
  /** Of its decoder; null without one. */
  readonly factor: number | null;
  readonly weights: Uint8Array;
}

/**
 * Reads a folder that writeLayersModel wrote, or whose models TensorFlow.js has saved again since.
 * @returns the card, and the weights as encoder files have them
 * @throws UserError `unsupported-file` naming the folder and what is wrong with it
 */
export async function readLayersModel(folder: string): Promise<{ card: EncoderCard; weights: Uint8Array }> {
  try {
    const card = parseJson(await readPart(join(folder, CARD_FILE), CARD_BYTES), CARD_FILE, storedEncoderCard);
    const network = await readNetworkOf(folder);
    checkCard(card, network);
    return { card, weights: network.weights };
  } catch (error) {
    throw new UserError(
      'unsupported-file',
      `The folder ${basename(folder)} holds no usable encoder: ${messageOf(error)}. ` +
        'Choose a complete folder that "Export encoder" wrote.',
      { cause: error },
    );
  }
}

function checkCard({ size, factor }: EncoderCard, network: Network): void {
  if (size !== network.size)
    throw new Error(`its card states ${size} values, but its model gives ${network.size}`);
  if (factor === network.factor) return;
  const promised = factor === null ? 'no decoder' : `a decoder of factor ${factor}`;
  const given = network.factor === null ? 'it has none' : `its decoder has factor ${network.factor}`;
  throw new Error(`its card states ${promised}, but ${given}`);
}

async function readNetworkOf(folder: string): Promise<Network> {
  const encoders: Encoder[] = [
    ...[false, true].map((linearEmbedding) => ({
      kind: 'topo2vec' as const,
      linearEmbedding,
      layers: encoderLayers(linearEmbedding),
    })),
    { kind: 'cnn', layers: cnnEncoderLayers() },
  ];
  const { network, tensors } = await readModel(folder, encoders);
  return network.kind === 'cnn'
    ? cnnOf(tensors, join(folder, CLASSIFIER_FOLDER))
    : topo2vecOf(network, tensors, join(folder, DECODER_FOLDER));
}

async function topo2vecOf(
  { linearEmbedding }: { readonly linearEmbedding: boolean },
  encoder: ReadModel<Encoder>['tensors'],
  folder: string,
): Promise<Network> {
  const decoders = ([1, 4] as const).map((factor) => ({ factor, layers: decoderLayers(factor) }));
  const isThere = (await stat(folder).catch(() => null)) !== null;
  const decoder = isThere ? await second(DECODER_FOLDER, () => readModel(folder, decoders)) : null;
  const factor = decoder?.network.factor ?? null;
  const shape = { factor: factor ?? 1, linearEmbedding };
  const tensors = inOrder(networkSpecs(shape), new Map([...encoder, ...(decoder?.tensors ?? [])]));
  return { size: EMBEDDING_SIZE, factor, weights: writeNetwork({ shape, tensors }) };
}

async function cnnOf(encoder: ReadModel<Encoder>['tensors'], folder: string): Promise<Network> {
  const { classes, classifier } = await second(CLASSIFIER_FOLDER, async () => {
    const names = parseJson(await readPart(join(folder, CLASSES_FILE), CARD_BYTES), CLASSES_FILE, classNames);
    return {
      classes: names,
      classifier: await readModel(folder, [{ layers: classifierLayers(names.length) }]),
    };
  });
  const tensors = inOrder(cnnSpecs(classes.length), new Map([...encoder, ...classifier.tensors]));
  return { size: CNN_HIDDEN, factor: null, weights: writeCnn({ classes, tensors }) };
}

/** Tensors in the order that files have; an encoder alone lacks those of a decoder. */
const inOrder = (
  specs: readonly TensorSpec[],
  tensors: ReadonlyMap<string, StoredTensor>,
): Map<string, StoredTensor> =>
  new Map(
    specs.flatMap(({ name }) => {
      const tensor = tensors.get(name);
      return tensor === undefined ? [] : [[name, tensor]];
    }),
  );

/** Reads a subfolder; errors name it. */
async function second<T>(folder: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new Error(`in ${folder}, ${messageOf(error)}`, { cause: error });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
