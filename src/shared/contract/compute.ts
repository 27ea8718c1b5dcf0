import { z } from 'zod';
import { encoderCard } from '../encoders/encoderCard';
import { lonLat, lonLatBox } from '../geo/lonLat';
import { call, float32Array, float64Array, nothing, stream, uint8Array } from '../rpc/contract';
import { contrastChanges } from '../encoders/trainingPresets';
import { layerChunk, rotation } from './layerForm';

/** The DTMs of a project and where their pyramids are cached; compute opens them itself, read-only. */
export const terrainSources = z.object({
  dtms: z
    .array(
      z.object({
        path: z.string(),
        crs: z.string().optional(),
        band: z.number().int().optional(),
        /** The file as it was imported: another one in its place is refused. */
        known: z.object({ fingerprint: z.string(), bytes: z.number(), modifiedMs: z.number() }).optional(),
      }),
    )
    .min(1),
  cacheDir: z.string(),
});
export type TerrainSources = z.infer<typeof terrainSources>;

/** An encoder with its weights; `key` identifies the content, so that a built network can be kept. */
const encoderWeights = z.object({
  key: z.string(),
  card: encoderCard,
  /** Float32 tensors and their manifest, as the encoder file format has it. */
  weights: uint8Array,
});
export type EncoderWeights = z.infer<typeof encoderWeights>;

export const lattice = z.object({
  crsCode: z.string(),
  /** Centre of the first (north-west) cell in the CRS, metres. */
  originE: z.number(),
  originN: z.number(),
  stepM: z.number().positive(),
  columns: z.number().int().positive(),
  rows: z.number().int().positive(),
});
export type LatticeValue = z.infer<typeof lattice>;

/** Copies of each patch: itself alone, or itself in its eight rotations and mirrorings, the upright one first. */
const copies = z.union([z.literal(1), z.literal(8)]);
export type Copies = z.infer<typeof copies>;

/** A binary classifier with an RBF kernel: decision(x) = sum_i coefficient_i exp(-gamma |x - vector_i|^2) - rho. */
export const headModel = z.object({
  gamma: z.number().positive(),
  rho: z.number(),
  /** [n, size] row-major */
  vectors: float32Array,
  /** [n] dual coefficients, the sign of the positive class included */
  coefficients: float32Array,
  size: z.number().int().positive(),
  /** Copies of a patch that its decision is the mean of. */
  copies,
  /** Platt scaling: P(yes) = 1 / (1 + exp(a decision + b)). */
  plattA: z.number(),
  plattB: z.number(),
});
export type HeadModel = z.infer<typeof headModel>;

/** A labelled set and how to fit a support-vector machine on it. */
const svmProblem = z.object({
  /** [n x copies, size] */
  embeddings: float32Array,
  copies,
  /** [n] 1 positive, 0 negative */
  labels: uint8Array,
  size: z.number().int().positive(),
  c: z.number().positive(),
  gamma: z.number().positive().nullable(),
  balanced: z.boolean(),
});

export const deviceDescription = z.object({
  device: z.enum(['cpu', 'gpu']),
  /** e.g. `AMD EPYC, 2 threads` */
  name: z.string(),
  /** Whose kernels compute on the CPU, and with which instructions where that is known, e.g. `oneDNN, AVX2`. */
  kernels: z.string(),
  /** Names and versions of TensorFlow, its binding and tfjs. */
  software: z.record(z.string(), z.string()),
});
export type DeviceDescription = z.infer<typeof deviceDescription>;

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
  /** Ground to keep out of training, for validation; null: an edge of the ground, a tenth of it, that the seed chooses. */
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
  /** State to go on from. */
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
  /** Everything needed to go on exactly from here. */
  z.object({ kind: z.literal('checkpoint'), bytes: uint8Array }),
  z.object({ kind: z.literal('encoder'), card: encoderCard, weights: uint8Array }),
]);
export type TrainEvent = z.infer<typeof trainEvent>;

/** Embeddings to describe the space of. */
const spaceRequest = z.object({
  /** [n, size] */
  embeddings: float32Array,
  size: z.number().int().positive(),
  /** k of k-means */
  clusters: z.number().int().min(2).max(255),
  seed: z.number().int(),
});

const spaceEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('components'),
    /** [n, 3] along the first principal components */
    scores: float32Array,
    /** [3] the components' shares of the variance, 0..1 */
    shares: z.array(z.number()),
  }),
  /** [n] cluster of each, 0 the largest */
  z.object({ kind: z.literal('clusters'), clusters: uint8Array }),
  /** Rounds of the layout by UMAP that are over. */
  z.object({ kind: z.literal('layout'), done: z.number(), total: z.number() }),
  /** [n, 2] */
  z.object({ kind: z.literal('umap'), coordinates: float32Array }),
]);
export type SpaceEvent = z.infer<typeof spaceEvent>;

/** What a convolutional detector is trained on, and the lattice that it then answers. */
const heatMapRequest = z.object({
  terrain: terrainSources,
  trainBox: lonLatBox,
  /** Ground of the box that is kept out of training, so that it can be tested on; null: none. */
  leftOut: lonLatBox.nullable(),
  /** [n, 2] lon, lat in degrees of the known places; those outside the box or on ground that is left out teach nothing */
  positives: float64Array,
  /** Ground below teaches nothing, metres, for lists of places that leave it out; null: all ground teaches. */
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
  /** Blocks of ground answered so far, after the last step. */
  z.object({ kind: z.literal('block'), done: z.number(), total: z.number() }),
  z.object({
    kind: z.literal('chunk'),
    chunkColumn: z.number().int(),
    chunkRow: z.number().int(),
    /** [4096] as predictLattice gives them */
    probabilities: float32Array,
  }),
]);
export type HeatMapEvent = z.infer<typeof heatMapEvent>;

/** Everything that needs TensorFlow. */
export const computeContract = {
  device: { describe: call(nothing, deviceDescription) },
  encoders: {
    /** Checks that weights and card make an encoder. */
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
     * Patches at locations, through an encoder and back through its decoder, beside the ground as it is. All values are
     * normalised by the minimum and range of their patch, as in training. What does not exist is NaN.
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
        /** [n] 1 where the ground has the detail of the finer patch as well */
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
    /** Axes for a layer of an encoder, of random patches of the terrain; the same for equal requests. */
    rotation: call(
      z.object({ encoder: encoderWeights, terrain: terrainSources, radiusM: z.number().positive() }),
      rotation,
    ),
    /**
     * A lattice, embedded chunk by chunk (64 x 64 cells, row-major, edge chunks whole with their outside invalid), in the
     * form that layers have. `chunks` lists column, row pairs of chunks to do.
     */
    embedLattice: stream(
      z.object({
        encoder: encoderWeights,
        terrain: terrainSources,
        rotation,
        lattice,
        radiusM: z.number(),
        chunks: z.array(z.tuple([z.number().int(), z.number().int()])),
      }),
      layerChunk,
    ),
    train: stream(trainSpec, trainEvent),
    /** A topo2vec encoder as it starts, its batch norms calibrated on patches. */
    untrained: call(
      z.object({
        /** [n, 289] normalised to 0..1 */
        patches: float32Array,
        seed: z.number().int(),
      }),
      encoderWeights,
    ),
  },
  heads: {
    fit: call(svmProblem.extend({ seed: z.number().int() }), headModel),
    /** Fits a head without calibrating it: what it calls a probability means nothing yet. */
    fitUncalibrated: call(svmProblem, headModel),
    /** Fits a head, not calibrated, on each of several parts of a set; null where a part lacks a sign. */
    fitParts: call(
      svmProblem.extend({
        /** [parts, n] 1 where the head of a part learns from a patch */
        parts: uint8Array,
      }),
      z.array(headModel.nullable()),
    ),
    /** Fits a head, calibrated and measured by one cross-validation over given folds. */
    fitMeasured: call(
      svmProblem.extend({
        seed: z.number().int(),
        /** [n] 0..4 */
        folds: uint8Array,
      }),
      z.object({
        head: headModel,
        /** [n] decisions by heads that were fitted without the patch's fold; NaN where none could be */
        heldOut: float32Array,
      }),
    ),
    /** Fits an uncalibrated head on one labelled draw, and decides on other patches: above 0 is yes. */
    svmDecisions: call(
      svmProblem.extend({
        /** [m x copies, size] */
        testEmbeddings: float32Array,
      }),
      z.object({
        /** [m] */
        decisions: float32Array,
      }),
    ),
    /** Decisions and probabilities of n patches by their [n x head's copies, size] embeddings. */
    predict: call(
      z.object({ head: headModel, embeddings: float32Array }),
      z.object({ decisions: float32Array, probabilities: float32Array }),
    ),
    /**
     * Decisions of a head of one copy a patch on chunks of a layer, [4096] for each; NaN where a scale is, so that who needs but some
     * cells of a chunk leaves out the others by that.
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
     * Moves places to where a head's decision is highest within about a step, down to the finest DTM's pixel. Those whose
     * patch is not whole stay, and their decision is NaN.
     */
    refine: call(
      z.object({
        head: headModel,
        encoder: encoderWeights,
        terrain: terrainSources,
        /** [n, 2] lon, lat in degrees */
        locations: float64Array,
        radiusM: z.number().positive(),
        /** metres between the places of the lattice that the places were found on */
        stepM: z.number().positive(),
        /** Axes along which a head of one copy a patch decides on the way; null: it decides on whole embeddings everywhere. */
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
    /** Decisions over a lattice, in the chunks of embedLattice; nothing is kept of the embeddings. */
    predictLattice: stream(
      z.object({
        head: headModel,
        encoder: encoderWeights,
        terrain: terrainSources,
        lattice,
        radiusM: z.number(),
        chunks: z.array(z.tuple([z.number().int(), z.number().int()])),
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
     * Trains a small convolutional detector on the known places of a box, as a heat map over the terrain, and answers a
     * lattice by it: what heads are held against. Nothing is kept of it.
     */
    heatMapLattice: stream(heatMapRequest, heatMapEvent),
  },
  places: {
    /** The ground around places, at a radius (shared/terrain/surroundings.ts). */
    surroundings: call(
      z.object({
        terrain: terrainSources,
        /** [n, 2] lon, lat in degrees */
        locations: float64Array,
        radiusM: z.number().positive(),
      }),
      z.object({
        /** [n, SURROUNDING_VALUES] */
        values: float32Array,
        /**
         * [n, 3, 2] lon, lat in degrees of the most persistent critical point of each kind within a quarter of the radius; NaN
         * where there is none
         */
        anchors: float64Array,
      }),
    ),
  },
  space: {
    /** Principal components, clusters and a layout by UMAP, in this order, each as it is found. */
    explore: stream(spaceRequest, spaceEvent),
    /** Clusters alone: [n], 0 the largest. */
    cluster: call(spaceRequest, uint8Array),
  },
} as const;
