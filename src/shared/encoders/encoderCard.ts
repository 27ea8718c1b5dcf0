import { z } from 'zod';
import { EMBEDDING_SIZE } from '../terrain/patch';

/** What an encoder is, where it comes from and how good it was measured to be. */
export const encoderCard = z.object({
  name: z.string().min(1).max(80),
  /** Preset that trained it, e.g. `topo2vec-4`. */
  variant: z.string().min(1).max(40),
  /** Values of one embedding. */
  size: z.number().int().positive(),
  /** Whether a place turned or mirrored has the same embedding. */
  invariant: z.boolean(),
  /** The SVM's C that measured best for heads on it. */
  headC: z.number().positive(),
  /** Fractal factor k: how many times finer the decoder's target is; null for an encoder without decoder. */
  factor: z.number().int().positive().nullable(),
  /** Radii of its training patches, metres; none for an encoder that was not trained. */
  radiiM: z.array(z.number().positive()),
  /** What it learned from. */
  data: z.array(z.object({ name: z.string(), fingerprint: z.string(), licence: z.string() })),
  images: z.number().int().nonnegative(),
  epochs: z.number().nonnegative(),
  /** Images shown in all, copies counted. */
  presentations: z.number().int().nonnegative(),
  batchSize: z.number().int().nonnegative(),
  optimiser: z.string(),
  /** The method's loss, for topo2vec L1 of the normalised target; null where none was measured. */
  lossTrain: z.number().nullable(),
  lossValidation: z.number().nullable(),
  /** L1 of plain bilinear up-sampling on the same held-out patches. */
  lossBilinear: z.number().nullable(),
  seed: z.number().int(),
  /** Names and versions, e.g. `TensorFlow` → `2.21.0`. */
  software: z.record(z.string(), z.string()),
  created: z.iso.datetime(),
  licence: z.string(),
  notes: z.string(),
});
export type EncoderCard = z.infer<typeof encoderCard>;

/** A card as files and projects hold it: older ones do not say what all encoders had in common then. */
export const storedEncoderCard = encoderCard.extend({
  size: encoderCard.shape.size.default(EMBEDDING_SIZE),
  invariant: encoderCard.shape.invariant.default(false),
  headC: encoderCard.shape.headC.default(1),
});
