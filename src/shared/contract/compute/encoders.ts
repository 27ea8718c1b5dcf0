import { z } from 'zod';
import { encoderCard } from '../../encoders/encoderCard';
import { contrastChanges } from '../../encoders/trainingPresets';
import { lonLatBox } from '../../geo/lonLat';
import { region } from '../../geo/region';
import { call, float32Array, float64Array, nothing, stream, uint8Array } from '../../rpc/contract';
import { layerChunk, rotation } from '../layerForm';
import { chunkAddresses, lattice, terrainSources } from './terrain';

/** An encoder with its weights; `key` identifies the content, so that a built network can be cached. */
export const encoderWeights = z.object({
  key: z.string(),
  card: encoderCard,
  /** Float32 tensors and their manifest, in the encoder file format. */
  weights: uint8Array,
});
export type EncoderWeights = z.infer<typeof encoderWeights>;

/** Copies of each patch: itself alone, or its eight rotations and reflections, the original first. */
export const copies = z.union([z.literal(1), z.literal(8)]);
export type Copies = z.infer<typeof copies>;

const trainSpec = z.object({
  terrain: terrainSources,
  preset: z.string(),
  /** Whether the preset's values are the paper's. */
  paper: z.boolean().optional(),
  name: z.string(),
  images: z.number().int().optional(),
  epochs: z.number().int().optional(),
  radiiM: z.array(z.number().positive()).optional(),
  /** Highest learning rate, in place of the preset's. */
  learningRate: z.number().positive().optional(),
  seed: z.number().int(),
  /** Where places are drawn, and labels learned from; default: everywhere. Patches may reach beyond. */
  region: region.optional(),
  /** Area held out of training for validation; null: a tenth of the terrain, or of the region, along an edge that the seed chooses. */
  validationBox: lonLatBox.nullable(),
  /** For methods that learn from labels: the classes, and labelled locations with the index of each one's class. */
  labels: z
    .object({
      classIds: z.array(z.string()).min(1).max(100),
      /** [n, 2] lon, lat in degrees */
      locations: float64Array,
      /** [n] */
      classes: uint8Array,
    })
    .optional(),
  /** In place of the preset's; only for the method `contrast`. */
  contrast: contrastChanges.optional(),
  /** Names, fingerprints and licences for the card. */
  data: encoderCard.shape.data,
  /** State to resume from. */
  checkpoint: uint8Array.nullable(),
});
export type TrainSpec = z.infer<typeof trainSpec>;

const trainEvent = z.discriminatedUnion('kind', [
  /** Before the first step: patches sampled so far. */
  z.object({ kind: z.literal('sampling'), done: z.number(), total: z.number() }),
  z.object({
    kind: z.literal('progress'),
    step: z.number(),
    steps: z.number(),
    epoch: z.number(),
    /** Images shown so far, and in all. */
    images: z.number(),
    imagesTotal: z.number(),
    lossTrain: z.number(),
    lossValidation: z.number().nullable(),
    /** Other losses of the newest step by name, e.g. `discriminator`. */
    losses: z.record(z.string(), z.number()),
    imagesPerSecond: z.number(),
  }),
  /** Everything needed to resume exactly from here. */
  z.object({ kind: z.literal('checkpoint'), bytes: uint8Array }),
  z.object({ kind: z.literal('encoder'), card: encoderCard, weights: uint8Array }),
]);
export type TrainEvent = z.infer<typeof trainEvent>;

/** What encoders do, and how they are trained. */
export const encoders = {
  /** Checks that weights and card form a valid encoder. */
  check: call(encoderWeights, nothing),
  /** Writes an encoder as a folder of TensorFlow.js layers models with its card; returns the paths. */
  writeLayersModel: call(
    z.object({ encoder: encoderWeights, folder: z.string().min(1) }),
    z.array(z.string()),
  ),
  /** Reads such a folder. */
  readLayersModel: call(
    z.object({ folder: z.string().min(1) }),
    z.object({ card: encoderCard, weights: uint8Array }),
  ),
  /** Patches at locations, embedded: [n x copies, size], the copies of a location together; invalid ones hold zeros. */
  embedLocations: call(
    z.object({
      encoder: encoderWeights,
      terrain: terrainSources,
      locations: float64Array,
      radiusM: z.number(),
      copies,
    }),
    z.object({ embeddings: float32Array, valid: uint8Array }),
  ),
  /**
   * Patches at locations, through an encoder and its decoder, next to the true terrain. All values are normalised by
   * the minimum and range of their patch, as in training; missing ones are NaN.
   */
  reconstruct: call(
    z.object({
      encoder: encoderWeights,
      terrain: terrainSources,
      locations: float64Array,
      radiusM: z.number(),
    }),
    z.object({
      /** k: how many times finer the decoder's patches are */
      factor: z.number().int().positive(),
      /** [n] 1 where the patch exists */
      valid: uint8Array,
      /** [n] 1 where the terrain also has the detail of the finer patch */
      detailed: uint8Array,
      /** [n] highest less lowest elevation, metres, at least 0.1 */
      rangeM: float32Array,
      /** [n, 289] */
      inputs: float32Array,
      /** [n, (16 k)^2] */
      decoded: float32Array,
      /** [n, (16 k)^2] */
      truth: float32Array,
      /** [n] mean absolute difference from the truth of the decoded patch, and of the input up-sampled bilinearly */
      l1: float32Array,
      l1Bilinear: float32Array,
    }),
  ),
  /** Axes for a layer of an encoder, from random patches of the terrain; deterministic for equal requests. */
  rotation: call(
    z.object({ encoder: encoderWeights, terrain: terrainSources, radiusM: z.number().positive() }),
    rotation,
  ),
  /**
   * A lattice, embedded chunk by chunk (64 x 64 cells, row-major, edge chunks padded with invalid cells), in the
   * form that layers are stored in. `chunks` lists the column, row pairs of the chunks to compute.
   */
  embedLattice: stream(
    z.object({
      encoder: encoderWeights,
      terrain: terrainSources,
      rotation,
      lattice,
      radiusM: z.number(),
      chunks: chunkAddresses,
    }),
    layerChunk,
  ),
  train: stream(trainSpec, trainEvent),
  /** A topo2vec encoder before training, its batch norms calibrated on patches. */
  untrained: call(
    z.object({
      /** [n, 289] normalised to 0..1 */
      patches: float32Array,
      seed: z.number().int(),
    }),
    encoderWeights,
  ),
} as const;
