import { z } from 'zod';
import { encoderCard } from '../encoders/encoderCard';
import { lonLat } from '../geo/lonLat';
import { call, float32Array, nothing } from '../rpc/contract';
import { contrastChoice, trainingMethod } from '../encoders/trainingPresets';

/** How much data a preset trains on. */
const trainingExtent = z.object({
  images: z.number(),
  epochs: z.number(),
  radiiM: z.array(z.number()),
});

/** The choices of a training, and their defaults. */
const presetInfo = trainingExtent.extend({
  name: z.string(),
  description: z.string(),
  method: trainingMethod,
  /** Whether it learns classes, which can be chosen and must have labels. */
  learnsFromLabels: z.boolean(),
  /** With the paper's values; null for a method that is not the paper's. */
  paper: trainingExtent.nullable(),
  /** Null for methods other than `contrast`. */
  contrast: contrastChoice.nullable(),
});
export type PresetInfo = z.infer<typeof presetInfo>;

const encoderInfo = z.object({
  id: z.number().int(),
  /** Under the name that people gave it, else its own. */
  card: encoderCard,
  /** The name on the card that it was stored with: of exports, and what it is called where people gave no other. */
  ownName: z.string(),
  note: z.string().nullable(),
  /** The one that is used where none is named. */
  isDefault: z.boolean(),
});
export type EncoderInfo = z.infer<typeof encoderInfo>;

/** A patch, its decoded embedding, and the true terrain; all normalised to the patch's own range. */
const placeReconstruction = z.object({
  /** k: how many times finer the decoded patch is */
  factor: z.number().int().positive(),
  /** Highest less lowest elevation of the patch, metres. */
  rangeM: z.number(),
  /** [289] */
  input: float32Array,
  /** [(16 k)^2] */
  decoded: float32Array,
  /** [(16 k)^2]; null where no DTM has the detail */
  truth: float32Array.nullable(),
  /** Mean absolute difference from the truth, as a share of the range: of the decoded patch, and of the input up-sampled bilinearly. */
  l1: z.number().nullable(),
  l1Bilinear: z.number().nullable(),
});
export type PlaceReconstruction = z.infer<typeof placeReconstruction>;

const layerInfo = z.object({
  id: z.number().int(),
  encoderId: z.number().int(),
  radiusM: z.number(),
  stepM: z.number(),
  /** Of the smallest lattice of whole chunks around all embedded cells. */
  columns: z.number().int(),
  rows: z.number().int(),
  /** Cells with an embedding. */
  embedded: z.number().int(),
  /** What it takes of the project's file, bytes, without SQLite's overhead of about a hundredth. */
  bytes: z.number().int(),
  /** Whether it was made on a DTM that has since been replaced or removed: it is kept, but not used. */
  otherTerrain: z.boolean(),
});
export type LayerInfo = z.infer<typeof layerInfo>;

export const encoders = {
  list: call(nothing, z.array(encoderInfo)),
  makeDefault: call(z.object({ encoderId: z.number().int() }), nothing),
  remove: call(z.object({ encoderId: z.number().int() }), nothing),
  /**
   * Writes an encoder into a new folder as TensorFlow.js layers models (the encoder, and its decoder where it has one)
   * with its card, to share it; returns the paths.
   */
  export: call(z.object({ encoderId: z.number().int(), folder: z.string().min(1) }), z.array(z.string())),
  /** Adds the encoder of such a folder; returns its id, or that of the same encoder if the project has it already. */
  import: call(z.object({ folder: z.string().min(1) }), z.number().int()),
  /** How an encoder reconstructs the patch at a place. */
  reconstruct: call(
    lonLat.extend({ encoderId: z.number().int(), radiusM: z.number().positive() }),
    placeReconstruction,
  ),
  /** Presets of `train`, the default first. */
  presets: call(nothing, z.array(presetInfo)),
  /** Lattices of embeddings stored in the project. */
  layers: call(nothing, z.array(layerInfo)),
  /**
   * Removes such lattices and gives their room back to the disk. Heads, runs and retrievals stay: what needs the embeddings later
   * embeds the terrain again. It cannot be undone, and is refused while a task may read them (`bad-input`).
   */
  freeLayers: call(z.object({ layerIds: z.array(z.number().int()) }), nothing),
};
