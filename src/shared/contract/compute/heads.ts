import { z } from 'zod';
import { lonLat, lonLatBox } from '../../geo/lonLat';
import { headKind } from '../../heads/headKinds';
import { call, float32Array, float64Array, stream, uint8Array } from '../../rpc/contract';
import { layerChunk, rotation } from '../layerForm';
import { copies, encoderWeights } from './encoders';
import { chunkAddresses, lattice, terrainSources } from './terrain';

/** What all heads are made of: vectors and a coefficient for each. */
const headArrays = z.object({
  /** [n, size] row-major */
  vectors: float32Array,
  /** [n] */
  coefficients: float32Array,
});

const ofAllKinds = z.object({
  size: z.number().int().positive(),
  /** Number of copies of a patch over which its decision is averaged. */
  copies,
  /** Platt scaling: P(yes) = 1 / (1 + exp(a decision + b)). */
  plattA: z.number(),
  plattB: z.number(),
});

/** The numbers of a binary classifier, by its kind. */
export const headNumbers = z.discriminatedUnion('kind', [
  /**
   * Support vectors with an RBF kernel: decision(x) = sum_i coefficient_i exp(-gamma |x - vector_i|^2) - rho; coefficients are dual,
   * the sign of the positive class included.
   */
  ofAllKinds.extend({ kind: z.literal('svm'), gamma: z.number().positive(), rho: z.number() }),
  /** Logistic regression, with its weights as the only vector: decision(x) = coefficient_0 vector_0 . x - rho, the log of the odds. */
  ofAllKinds.extend({ kind: z.literal('logistic'), rho: z.number() }),
  /**
   * The k nearest of the training examples, which are the vectors, with coefficients 1 and -1: the mean of these over the nearest,
   * each weighed by the inverse of its distance.
   */
  ofAllKinds.extend({ kind: z.literal('nearest'), k: z.number().int().positive() }),
]);

/** A binary classifier. */
export const headModel = headNumbers.and(headArrays);
export type HeadModel = z.infer<typeof headModel>;
export type SvmModel = Extract<HeadModel, { kind: 'svm' }>;

/** A labelled set and how to fit a head on it. */
const headProblem = z.object({
  kind: headKind.default('svm'),
  /** [n x copies, size] */
  embeddings: float32Array,
  copies,
  /** [n] 1 positive, 0 negative */
  labels: uint8Array,
  size: z.number().int().positive(),
  /** What errors cost; `nearest` has no use for it, nor for `gamma`, which is only for `svm`. */
  c: z.number().positive(),
  gamma: z.number().positive().nullable(),
  balanced: z.boolean(),
});

/** What a convolutional detector is trained on, and the lattice that it then predicts. */
const heatMapRequest = z.object({
  terrain: terrainSources,
  trainBox: lonLatBox,
  /** Part of the box held out of training for testing; null: none. */
  leftOut: lonLatBox.nullable(),
  /** [n, 2] lon, lat in degrees of the known places; those outside the box or in the part left out are not trained on */
  positives: float64Array,
  /** Terrain below this elevation, metres, is not trained on, for lists of places that omit it; null: all terrain is. */
  leastElevationM: z.number().nullable(),
  radiusM: z.number().positive(),
  seed: z.number().int(),
  /** Steps of training, of eight tiles each. */
  steps: z.number().int().min(1),
  lattice,
});
export type HeatMapRequest = z.infer<typeof heatMapRequest>;

const heatMapEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step'), step: z.number(), steps: z.number(), loss: z.number() }),
  /** Blocks of terrain predicted so far, after the last step. */
  z.object({ kind: z.literal('block'), done: z.number(), total: z.number() }),
  z.object({
    kind: z.literal('chunk'),
    chunkColumn: z.number().int(),
    chunkRow: z.number().int(),
    /** [4096] as predictLattice returns them */
    probabilities: float32Array,
  }),
]);
export type HeatMapEvent = z.infer<typeof heatMapEvent>;

/** How heads are fitted, and what they decide; other detectors that they are compared with. */
export const heads = {
  /** Fits a head, calibrated and measured by one cross-validation. */
  fit: call(
    headProblem.extend({
      seed: z.number().int(),
      /** [n] 0..4; undefined: both signs are spread evenly over five folds, by the seed. */
      folds: uint8Array.optional(),
    }),
    z.object({
      head: headModel,
      /** [n] decisions by heads fitted without the patch's fold; NaN where none could be fitted */
      heldOut: float32Array,
    }),
  ),
  /** Fits a head without calibrating it: its probabilities are meaningless. */
  fitUncalibrated: call(headProblem, headModel),
  /** Fits an uncalibrated head on each of several parts of a set; null where a part has only one sign. */
  fitParts: call(
    headProblem.extend({
      /** [parts, n] 1 where the head of a part is trained on a patch */
      parts: uint8Array,
    }),
    z.array(headModel.nullable()),
  ),
  /** Fits an uncalibrated head on one labelled draw, and decides on other patches: above 0 is yes. */
  fittedDecisions: call(
    headProblem.extend({
      /** [m x copies, size] */
      testEmbeddings: float32Array,
    }),
    z.object({
      /** [m] */
      decisions: float32Array,
    }),
  ),
  /**
   * Balanced accuracies of heads that are fitted on parts of a set and decide on a held-out fold of it, for draw after draw:
   * [draws, shares], NaN where a sign is missing. Other requests are served between the fits.
   */
  learningCurve: call(
    headProblem.extend({
      seed: z.number().int(),
      /** Shares of the set that heads are fitted on, 0..1. */
      shares: z.array(z.number().positive().max(1)).min(1),
      /** [draws, n] 0..4: the folds of each draw, of which one is held out */
      folds: uint8Array,
      /** [n] 1 for patches that all heads are fitted on; those of which shares are taken are 0 */
      always: uint8Array,
    }),
    z.object({
      accuracies: float32Array,
      /** [shares] mean share of the patches that were not always there, held-out ones included in the whole */
      learned: float32Array,
    }),
  ),
  /** Decisions and probabilities of n patches by their [n x head's copies, size] embeddings. */
  predict: call(
    z.object({ head: headModel, embeddings: float32Array }),
    z.object({ decisions: float32Array, probabilities: float32Array }),
  ),
  /**
   * Decisions of a head of one copy a patch on chunks of a layer, [4096] for each; NaN where a scale is NaN, so that a caller that
   * needs only some cells of a chunk can mask the others.
   */
  decide: call(
    z.object({
      head: headModel,
      rotation,
      chunks: z.array(layerChunk.pick({ near: true, far: true, scale: true, error: true })),
    }),
    z.array(float32Array),
  ),
  /** Probabilities of one location by heads of one encoder, at several radii: [heads, radii], NaN where no patch exists. */
  predictAcrossRadii: call(
    z.object({
      heads: z.array(headModel).min(1),
      encoder: encoderWeights,
      terrain: terrainSources,
      location: lonLat,
      radiiM: z.array(z.number().positive()).min(1),
    }),
    float32Array,
  ),
  /**
   * Moves places to where a head's decision is highest within about a step, down to the finest DTM's pixel. Places
   * without a whole patch stay where they are, and their decision is NaN.
   */
  refine: call(
    z.object({
      head: headModel,
      encoder: encoderWeights,
      terrain: terrainSources,
      /** [n, 2] lon, lat in degrees */
      locations: float64Array,
      radiusM: z.number().positive(),
      /** step, metres, of the lattice that the places were found on */
      stepM: z.number().positive(),
      /** Axes along which a head of one copy a patch decides during the search; null: it decides on whole embeddings. */
      rotation: rotation.nullable(),
    }),
    z.object({
      /** [n, 2] lon, lat in degrees */
      locations: float64Array,
      /** [n] of whole embeddings */
      decisions: float32Array,
    }),
  ),
  /** Trains the paper's small CNN on one labelled draw, and decides on other patches: above 0 is yes. */
  cnnDecisions: call(
    z.object({
      /** [n, 289] normalised to 0..1 */
      patches: float32Array,
      /** [n] 1 positive, 0 negative */
      labels: uint8Array,
      /** [m, 289] normalised to 0..1 */
      testPatches: float32Array,
      seed: z.number().int(),
    }),
    z.object({
      /** [m] logit of yes less that of no */
      decisions: float32Array,
    }),
  ),
  /** Decisions over a lattice, in the chunks of embedLattice; the embeddings are not stored. */
  predictLattice: stream(
    z.object({
      head: headModel,
      encoder: encoderWeights,
      terrain: terrainSources,
      lattice,
      radiusM: z.number(),
      chunks: chunkAddresses,
    }),
    z.object({
      chunkColumn: z.number().int(),
      chunkRow: z.number().int(),
      /** [4096] NaN where no patch exists */
      decisions: float32Array,
      /** [4096] as of chunks of layers */
      reliefM: float32Array,
    }),
  ),
  /**
   * Trains a small convolutional detector on the known places of a box, as a heat map over the terrain, and predicts a
   * lattice with it: a baseline for heads. The detector is not stored.
   */
  heatMapLattice: stream(heatMapRequest, heatMapEvent),
} as const;
