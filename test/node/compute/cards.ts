import type { EncoderCard } from '../../../src/shared/encoders/encoderCard';

/** A card for tests, with what matters to them. */
export const card = (about: Partial<EncoderCard>): EncoderCard => ({
  name: 'test',
  variant: 'test',
  size: 128,
  invariant: false,
  headC: 1,
  factor: null,
  radiiM: [],
  data: [],
  images: 0,
  epochs: 0,
  presentations: 0,
  batchSize: 0,
  optimiser: '',
  lossTrain: null,
  lossValidation: null,
  lossBilinear: null,
  seed: 0,
  software: {},
  created: '2026-01-01T00:00:00Z',
  licence: 'MIT',
  notes: '',
  ...about,
});
