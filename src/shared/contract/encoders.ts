import { z } from 'zod';
import { encoderCard } from '../encoderCard';
import { call, nothing } from '../rpc/contract';

const encoderInfo = z.object({
  id: z.number().int(),
  card: encoderCard,
  /** The one that is used where none is named. */
  isDefault: z.boolean(),
});
export type EncoderInfo = z.infer<typeof encoderInfo>;

const layerInfo = z.object({
  id: z.number().int(),
  encoderId: z.number().int(),
  radiusM: z.number(),
  stepM: z.number(),
  columns: z.number().int(),
  rows: z.number().int(),
  /** Cells with an embedding. */
  embedded: z.number().int(),
  complete: z.boolean(),
});
export type LayerInfo = z.infer<typeof layerInfo>;

export const encoders = {
  list: call(nothing, z.array(encoderInfo)),
  makeDefault: call(z.object({ encoderId: z.number().int() }), nothing),
  remove: call(z.object({ encoderId: z.number().int() }), nothing),
  /** Presets that `train` knows, the default first. */
  presets: call(
    nothing,
    z.array(
      z.object({
        name: z.string(),
        description: z.string(),
        images: z.number(),
        epochs: z.number(),
        radiiM: z.array(z.number()),
      }),
    ),
  ),
  /** Lattices of embeddings stored in the project. */
  layers: call(nothing, z.array(layerInfo)),
};
