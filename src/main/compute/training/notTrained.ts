import type { EncoderCard } from '../../../shared/encoders/encoderCard';

/** What a card says of an encoder that was not trained. */
export const notTrained = {
  factor: null,
  radiiM: [],
  data: [],
  images: 0,
  epochs: 0,
  presentations: 0,
  batchSize: 0,
  optimiser: 'none',
  lossTrain: null,
  lossValidation: null,
  lossBilinear: null,
} satisfies Partial<EncoderCard>;
