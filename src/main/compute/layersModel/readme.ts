import type { EncoderCard } from '../../../shared/encoders/encoderCard';
import { PATCH_SIZE } from '../../../shared/terrain/patch';
import { FLAT_RANGE_M } from '../../terrain/patch/normalise';
import { CARD_FILE, CLASSES_FILE, CLASSIFIER_FOLDER, DECODER_FOLDER } from './folder';

/** The model beside an encoder that takes its embeddings. */
export type SecondModel =
  | { readonly kind: 'decoder'; readonly factor: 1 | 4 }
  | { readonly kind: 'classifier'; readonly classes: readonly string[] };

/** What a colleague needs to know about an exported encoder, as text. */
export function readme(card: EncoderCard, second: SecondModel | null): string {
  const size = PATCH_SIZE;
  const radii = card.radiiM.length === 0 ? '' : ` It was trained at radii of ${card.radiiM.join(', ')} m.`;
  const sources = card.data.map(({ name, licence }) => `  ${name} (${licence})\n`).join('');
  return `${card.name}: a terrain encoder, as a TensorFlow.js layers model

It turns a square of terrain into ${card.size} numbers; places that look alike have numbers that are close.
${CARD_FILE} says how it was trained and how good it was measured to be.

Input   [n, ${size}, ${size}, 1]: patches of ${size} x ${size} elevations around a place. North is up: the northern row comes first,
        in each row the western value. A patch of radius r metres has a spacing of r / ${(size - 1) / 2} metres.${radii}
        Each patch is normalised by itself: (elevation - minimum) / max(maximum - minimum, ${FLAT_RANGE_M} m).
Output  [n, ${card.size}]: one embedding a patch.

  import * as tf from '@tensorflow/tfjs-node'; // written for 4.22; or @tensorflow/tfjs, with the address of model.json
  const encoder = await tf.loadLayersModel('file://./model.json');
  const patch = tf.tensor4d(elevationsM, [1, ${size}, ${size}, 1]);
  const low = patch.min();
  const embedding = encoder.predict(patch.sub(low).div(patch.max().sub(low).maximum(${FLAT_RANGE_M})));
${second === null ? '' : `\n${aboutSecond(second, card.size)}`}
Topo2Vec Workbench reads this folder by "Import encoder", its command by: topo2vec encoders import PROJECT FOLDER

Licence of the encoder: ${card.licence}
${sources === '' ? '' : `Learned from:\n${sources}`}`;
}

function aboutSecond(second: SecondModel, size: number): string {
  if (second.kind === 'classifier') {
    const count = second.classes.length;
    return `${CLASSIFIER_FOLDER}/model.json is a model of its own: from an embedding [n, ${size}] it gives the probabilities of the
${count} classes that the encoder learned, [n, ${count}], in the order of ${CLASSIFIER_FOLDER}/${CLASSES_FILE}.
`;
  }
  const { factor } = second;
  return `${DECODER_FOLDER}/model.json is a model of its own: from an embedding [n, ${size}] it draws the same square ${factor === 1 ? 'again' : `${factor} times finer`},
[n, ${16 * factor}, ${16 * factor}, 1], normalised by the minimum and maximum of the patch that was embedded.
`;
}
