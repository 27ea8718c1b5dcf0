import type { EncoderWeights } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import type { StoredCnn } from '../encoders/cnnFile';
import { readEncoderFile, type StoredNetwork } from '../encoders/encoderFile';
import { classifierLayers, cnnEncoderLayers } from './cnnLayers';
import { CARD_FILE, CLASSES_FILE, CLASSIFIER_FOLDER, DECODER_FOLDER, writeFolder } from './folder';
import { readme, type SecondModel } from './readme';
import { decoderLayers, encoderLayers } from './topo2vecLayers';
import { writeModel, type ModelFiles } from './writeModel';

/** An encoder's models as files, and what is said of the second one. */
interface Models {
  readonly files: ModelFiles;
  readonly second: SecondModel | null;
}

/**
 * Writes an encoder as a folder that stock TensorFlow.js loads: the encoder as a layers model, as another its decoder or
 * its classifier where it has one, its card, and a text that says how to use them.
 * @returns the files' paths
 * @throws UserError `bad-input` for an encoder without a network, or when something is in the way; `unsupported-file`
 * when the weights are no encoder's; `disk`
 */
export async function writeLayersModel({ card, weights }: EncoderWeights, folder: string): Promise<string[]> {
  const file = readEncoderFile(weights, card.name);
  if (file.format === 'descriptor') {
    throw new UserError(
      'bad-input',
      `The encoder ${card.name} is a formula: it has no network, and needs no file. ` +
        `A colleague's workbench makes the same one by the method "${card.variant}".`,
    );
  }
  const { files, second } = file.format === 'cnn' ? cnnModels(file) : topo2vecModels(file);
  return writeFolder(
    folder,
    new Map([
      ...files,
      [CARD_FILE, Buffer.from(`${JSON.stringify(card, null, 2)}\n`)],
      ['README.txt', Buffer.from(readme(card, second))],
    ]),
  );
}

function topo2vecModels({ shape, tensors }: StoredNetwork): Models {
  const encoder = writeModel('encoder', encoderLayers(shape.linearEmbedding), tensors);
  if (!tensors.has('decoder/out/kernel')) return { files: encoder, second: null };
  const decoder = writeModel('decoder', decoderLayers(shape.factor), tensors);
  return {
    files: new Map([...encoder, ...within(DECODER_FOLDER, decoder)]),
    second: { kind: 'decoder', factor: shape.factor },
  };
}

function cnnModels({ classes, tensors }: StoredCnn): Models {
  const classifier = writeModel('classifier', classifierLayers(classes.length), tensors);
  return {
    files: new Map([
      ...writeModel('encoder', cnnEncoderLayers(), tensors),
      ...within(CLASSIFIER_FOLDER, classifier),
      [`${CLASSIFIER_FOLDER}/${CLASSES_FILE}`, Buffer.from(`${JSON.stringify(classes)}\n`)],
    ]),
    second: { kind: 'classifier', classes },
  };
}

const within = (folder: string, files: ModelFiles): [string, Uint8Array][] =>
  [...files].map(([name, bytes]) => [`${folder}/${name}`, bytes]);
