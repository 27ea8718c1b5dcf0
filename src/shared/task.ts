import { z } from 'zod';
import { polygonsAs } from './contract/areas';
import { clusterCount } from './contract/explorations';
import { labelCandidate, labellingSubject } from './contract/labelling';
import { userErrorCode } from './errors';
import { experimentSpec } from './experiments/experiments';
import { FLAT_TIMES } from './terrain/flatGround';
import { lonLat, lonLatBox } from './geo/lonLat';
import { tagFilter } from './labels/labelClasses';
import { labelFileChoice } from './labels/labelFiles';
import { thresholdWish } from './mapQuality/thresholdWish';
import { contrastChanges } from './encoders/trainingPresets';

const path = z.string().min(1);
const classId = z.string();
const radiusM = z.number().positive().max(1_000_000);
const seed = z.number().int().nonnegative();

/** Where a run looks when its user does not say: the whole terrain. */
const box = lonLatBox.optional();

/** Everything that takes long enough to be watched, paused or cancelled. */
export const taskSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('import-dtms'),
    paths: z.array(path).min(1),
    /** EPSG code for files that state no CRS. */
    crs: z.string().optional(),
    band: z.number().int().nonnegative().optional(),
  }),
  z.object({ kind: z.literal('build-pyramids') }),
  /** Copies the project's file as it is when the task starts. */
  z.object({ kind: z.literal('save-copy'), path }),
  z.object({
    kind: z.literal('import-labels'),
    path,
    /** The classes to take from the file: by their filters, or by a column of kinds that names them. */
    classIds: z.array(classId).min(1),
    /**
     * Attributes and values to take in place of the class's own tags; only with one class. Numbers and truth values are written as
     * texts: `1`, `true`.
     */
    where: tagFilter.optional(),
    /** Whether every feature of the layer is taken as the one class. */
    everything: z.boolean().default(false),
    ...labelFileChoice.shape,
    /** Metres between labels along lines. */
    intervalM: z.number().positive().default(100),
    polygons: polygonsAs.default('inside'),
  }),
  z.object({
    kind: z.literal('download-labels'),
    classIds: z.array(classId).min(1),
    box: lonLatBox,
    intervalM: z.number().positive().default(100),
  }),
  z.object({
    kind: z.literal('train'),
    preset: z.string().default('topo2vec-4'),
    /** Whether the preset's values are the paper's. */
    paper: z.boolean().default(false),
    name: z.string().min(1).max(80).optional(),
    images: z.number().int().min(64).max(2_000_000).optional(),
    epochs: z.number().int().min(1).max(10_000).optional(),
    radiiM: z.array(radiusM).min(1).optional(),
    /** Highest learning rate, in place of the preset's; a training that is resumed may take another one. */
    learningRate: z.number().positive().optional(),
    /** What a method that learns from labels learns; default: the paper's classes. */
    classIds: z.array(classId).min(1).max(20).optional(),
    /** In place of the preset's; only for `saumoco`. */
    contrast: contrastChanges.optional(),
    seed: seed.default(0),
    /** Go on from the newest checkpoint of the same settings. */
    resume: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('embed'),
    encoderId: z.number().int(),
    radiusM,
    stepM: z.number().positive(),
    box,
  }),
  z.object({
    kind: z.literal('fit-head'),
    classId,
    encoderId: z.number().int(),
    /** Null: the class's own. */
    radiusM: radiusM.nullable().default(null),
    trainBox: box,
    testBox: box,
    /** Locations in all, half of them positive where there are enough. */
    trainSize: z.number().int().min(4).optional(),
    testSize: z.number().int().min(2).optional(),
    seed: seed.default(0),
    /** Null: the C that measured best with the encoder. */
    c: z.number().positive().nullable().default(null),
    /** Null: 1 / (values x variance), scikit-learn's "scale". */
    gamma: z.number().positive().nullable().default(null),
    balanced: z.boolean().default(false),
    /** Whether it learns from each patch in its eight rotations and mirrorings, and averages its decisions over them. */
    symmetries: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('detect'),
    classIds: z.array(classId).min(1),
    /** Null: the classes' own. */
    radiiM: z.array(radiusM).min(1).nullable().default(null),
    /** Null: half the radius, at each radius. */
    stepM: z.number().positive().nullable().default(null),
    box,
    /**
     * From which probability detections are shown, or what is wanted of the map as the heads were measured on held-out ground; null:
     * where the best balance of right and found was (F1).
     */
    threshold: z
      .union([z.number().min(0).max(1), thresholdWish])
      .nullable()
      .default(null),
    /** Relief below which a patch is too flat to say, in multiples of the DTM's vertical noise; 0: none is. */
    flatTimes: z.number().min(0).max(1000).default(FLAT_TIMES),
    /** Used where a head must be fitted first; null: the project's default encoder. */
    encoderId: z.number().int().nullable().default(null),
  }),
  z.object({ kind: z.literal('experiment'), spec: experimentSpec }),
  /** Chooses the places whose labels would teach a head most. */
  labellingSubject.extend({
    kind: z.literal('next-labels'),
    balanced: z.boolean().default(true),
    count: z.number().int().min(1).max(200).default(20),
    /** Places that were proposed and passed over. */
    passed: z.array(lonLat).max(1000).default([]),
    seed: seed.default(0),
    box,
  }),
  /** Compares two heads of one class wherever the terrain has patches. */
  z.object({
    kind: z.literal('compare-heads'),
    headIds: z.tuple([z.number().int(), z.number().int()]),
    box,
  }),
  /** Describes the space of the embeddings of some ground. */
  z.object({
    kind: z.literal('explore'),
    /** Null: the project's default encoder. */
    encoderId: z.number().int().nullable().default(null),
    radiusM,
    /** Null: half the radius. */
    stepM: z.number().positive().nullable().default(null),
    box,
    clusters: clusterCount.default(8),
    seed: seed.default(0),
  }),
  /** Makes other clusters of an exploration. */
  z.object({ kind: z.literal('cluster'), explorationId: z.number().int(), clusters: clusterCount }),
  /** Writes a layer's embeddings as GeoTIFF. */
  z.object({ kind: z.literal('export-embeddings'), layerId: z.number().int(), path }),
  z.object({
    kind: z.literal('retrieve'),
    locations: z.array(lonLat).min(1).max(1000),
    encoderId: z.number().int().nullable().default(null),
    radiusM,
    /** Radii to search at; null: the one of the locations' patches. */
    searchRadiiM: z.array(radiusM).min(1).max(60).nullable().default(null),
    /** Null: half the radius, at each radius. */
    stepM: z.number().positive().nullable().default(null),
    k: z.number().int().min(1).max(10_000).default(20),
    /** Whether a look-alike that is turned or mirrored counts as farther away. */
    orientationMatters: z.boolean().default(false),
    box,
  }),
]);
export type TaskSpec = z.infer<typeof taskSpec>;
export type TaskSpecInput = z.input<typeof taskSpec>;
export type TaskKind = TaskSpec['kind'];

/**
 * What becomes of a task that is stopped before its end: it goes on where it was, it starts again when its project is opened
 * next time, or it ends. What goes on can be paused.
 */
export const whenStopped = {
  'import-dtms': 'ends',
  'build-pyramids': 'ends',
  'save-copy': 'ends',
  'import-labels': 'ends',
  'download-labels': 'ends',
  train: 'goes on',
  embed: 'goes on',
  'fit-head': 'starts again',
  detect: 'goes on',
  experiment: 'starts again',
  'next-labels': 'ends',
  'compare-heads': 'ends',
  explore: 'goes on',
  cluster: 'starts again',
  'export-embeddings': 'ends',
  retrieve: 'goes on',
} as const satisfies Record<TaskKind, 'goes on' | 'starts again' | 'ends'>;

/** What label imports report. */
const labelImportReport = z.object({
  added: z.number().int(),
  /** Already there: the same OSM object, or the same class at the same place. */
  duplicates: z.number().int(),
  /** Kept out because no DTM covers them. */
  outside: z.number().int(),
  /** Areas that were added; the labels in them are not among `added`. */
  areas: z.number().int(),
  byClass: z.record(z.string(), z.number().int()),
  /** Features of which nothing was taken, by reason, most frequent first. */
  leftOut: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  /** What kinds of things the file holds, such as `natural=peak`, most frequent first; at most 20. */
  holds: z.array(z.object({ kind: z.string(), count: z.number().int() })),
});
export type LabelImportReport = z.infer<typeof labelImportReport>;

/** What a task left behind. */
const taskResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dtms'), dtmIds: z.array(z.number()), alreadyThere: z.number().int() }),
  z.object({ kind: z.literal('labels'), report: labelImportReport }),
  z.object({ kind: z.literal('encoder'), encoderId: z.number() }),
  z.object({
    kind: z.literal('layer'),
    layerId: z.number(),
    embedded: z.number().int(),
    skipped: z.number().int(),
  }),
  z.object({ kind: z.literal('head'), headId: z.number() }),
  z.object({ kind: z.literal('detection-run'), runId: z.number() }),
  z.object({ kind: z.literal('retrieval'), retrievalId: z.number() }),
  z.object({ kind: z.literal('experiment'), experimentId: z.number() }),
  z.object({ kind: z.literal('exploration'), explorationId: z.number() }),
  z.object({ kind: z.literal('next-labels'), candidates: z.array(labelCandidate) }),
  z.object({ kind: z.literal('comparison'), headIds: z.tuple([z.number().int(), z.number().int()]) }),
  z.object({ kind: z.literal('file'), path: z.string() }),
  z.object({ kind: z.literal('nothing') }),
]);
export type TaskResult = z.infer<typeof taskResult>;

/** Loss of a training so far; at most some hundred points, oldest first. */
export const trainingCurve = z.object({
  /** Images shown when each point was taken. */
  images: z.array(z.number()),
  train: z.array(z.number()),
  validation: z.array(z.number().nullable()),
  /** Other losses of the method by name, at the same points. */
  others: z.record(z.string(), z.array(z.number().nullable())).default({}),
  imagesPerSecond: z.number(),
});
export type TrainingCurve = z.infer<typeof trainingCurve>;

export const task = z.object({
  id: z.number().int(),
  kind: z.literal(taskSpec.options.map(({ shape }) => shape.kind.value)),
  title: z.string(),
  state: z.enum(['waiting', 'running', 'pausing', 'paused', 'done', 'failed', 'cancelled']),
  done: z.number(),
  total: z.number(),
  /** What `done` counts, e.g. `images`. */
  unit: z.string(),
  message: z.string(),
  /** When it first ran; when it was queued, until then. */
  startedMs: z.number(),
  /** Seconds to go by the pace so far; null while unknown. */
  remainingS: z.number().nullable(),
  canPause: z.boolean(),
  error: z.string().nullable(),
  /** Kind of the error; null for none and for a bug. */
  errorCode: userErrorCode.nullable(),
  result: taskResult.nullable(),
  curve: trainingCurve.nullable(),
});
export type Task = z.infer<typeof task>;

/** Whether a task is over, one way or the other. */
export const hasEnded = ({ state }: Pick<Task, 'state'>): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';
