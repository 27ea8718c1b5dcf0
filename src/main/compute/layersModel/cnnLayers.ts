import { PATCH_SIZE } from '../../../shared/terrain/patch';
import { CNN_CENTRE, CNN_FLAT, CNN_HIDDEN, cnnConvolutions } from '../architectures/cnn';
import {
  convolution,
  dense,
  flattening,
  relu,
  shifting,
  takingInput,
  type NetworkLayer,
} from './networkLayer';

/** The supervised network up to its last hidden layer: [batch, 17, 17, 1] normalised elevations to [batch, 128]. */
export const cnnEncoderLayers = (): NetworkLayer[] =>
  takingInput(
    [
      shifting('centre', -CNN_CENTRE),
      ...cnnConvolutions.flatMap(({ name, kernelShape }) => [
        convolution(name, kernelShape, { bias: true, stride: 2, padding: 'valid' }),
        relu(name),
      ]),
      flattening('flat'),
      dense('dense/0', CNN_FLAT, CNN_HIDDEN, 'relu'),
    ],
    [PATCH_SIZE, PATCH_SIZE, 1],
  );

/** Its last layer: [batch, 128] embeddings to [batch, classes] probabilities. */
export const classifierLayers = (classes: number): NetworkLayer[] =>
  takingInput([dense('dense/1', CNN_HIDDEN, classes, 'softmax')], [CNN_HIDDEN]);
