import { z } from 'zod';
import { polygonsAs } from './contract/areas';
import { clusterCount } from './contract/explorations';
import { coarseM, exportCrs, gridCrs } from './contract/exports';
import { labellingSubject } from './contract/labelling';
import { MOST_NAME } from './contract/names';
import { userErrorCode } from './errors';
import { experimentSpec } from './experiments/experiments';
import { headKind } from './heads/headKinds';
import { FLAT_TIMES } from './terrain/flatGround';
import { taskResult, trainingCurve } from './taskResult';
import { lonLat, lonLatBox } from './geo/lonLat';
import { region } from './geo/region';
import { tagFilter } from './labels/labelClasses';
import { labelFileChoice } from './labels/labelFiles';
import { thresholdWish } from './mapQuality/thresholdWish';
import { contrastChanges } from './encoders/trainingPresets';

const path = z.string().min(1);
const classId = z.string();
const radiusM = z.number().positive().max(1_000_000);
const seed = z.number().int().nonnegative();

/** Where a run is to look; default: the whole terrain. */
const box = region.optional();

/** Work that takes long enough to be watched, paused or cancelled. */
export const taskSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('import-dtms'),
    paths: z.array(path).min(1),
    /** CRS for files that state none or a wrong one. */
    crs: z.string().optional(),
    band: z.number().int().nonnegative().optional(),
  }),
  z.object({ kind: z.literal('build-pyramids') }),
  /** Copies the project's file, in its state when the task starts. */
  z.object({ kind: z.literal('save-copy'), path }),
  /** Copies the project with its DTMs into a new folder, or a zip file where the path ends in .zip. */
  z.object({
    kind: z.literal('pack'),
    path,
    /** Whether stored embeddings go along. */
    layers: z.boolean().default(false),
    /** Labels are moved to the centres of cells of this size, and what tells where they were is left out; null: they stay. */
    gridM: coarseM.nullable().default(null),
  }),
  z.object({
    kind: z.literal('import-labels'),
    path,
    /** The classes to import from the file: by their filters, or by a column that names them. */
    classIds: z.array(classId).min(1),
    /**
     * Attributes and values to select features by, in place of the class's own tags; only with one class. Numbers and booleans are
     * written as text: `1`, `true`.
     */
    where: tagFilter.optional(),
    /** Whether every feature of the layer is imported as the one class. */
    everything: z.boolean().default(false),
    ...labelFileChoice.shape,
    /** Metres between labels along lines. */
    intervalM: z.number().positive().default(100),
    polygons: polygonsAs.default('inside'),
  }),
  z.object({
    kind: z.literal('download-labels'),
    classIds: z.array(classId).min(1),
    box: region,
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
    /** Highest learning rate, in place of the preset's; a resumed training may use a different one. */
    learningRate: z.number().positive().optional(),
    /** Classes to learn, for methods that learn from labels; default: the paper's classes. */
    classIds: z.array(classId).min(1).max(20).optional(),
    /** In place of the preset's; only for `saumoco`. */
    contrast: contrastChanges.optional(),
    box,
    seed: seed.default(0),
    /** Whether to resume from the newest checkpoint with the same settings. */
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
    trainBox: lonLatBox.optional(),
    testBox: lonLatBox.optional(),
    headKind: headKind.default('svm'),
    /** Locations in all, half of them positive where there are enough. */
    trainSize: z.number().int().min(4).optional(),
    testSize: z.number().int().min(2).optional(),
    seed: seed.default(0),
    /** Null: the C that measured best with the encoder. */
    c: z.number().positive().nullable().default(null),
    /** Null: 1 / (values x variance), scikit-learn's "scale". */
    gamma: z.number().positive().nullable().default(null),
    balanced: z.boolean().default(false),
    /** Whether it is trained on each patch's eight rotations and reflections, and averages its decisions over them. */
    symmetries: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('detect'),
    /** What the run is called; default: as what it is. */
    name: z.string().trim().min(1).max(MOST_NAME).optional(),
    classIds: z.array(classId).min(1),
    /** Null: the classes' own. */
    radiiM: z.array(radiusM).min(1).nullable().default(null),
    /** Null: half the radius, at each radius. */
    stepM: z.number().positive().nullable().default(null),
    box,
    /**
     * Minimum probability of detections, or the precision or recall wanted of the map, as measured on held-out terrain; null: the
     * threshold with the best F1 there.
     */
    threshold: z
      .union([z.number().min(0).max(1), thresholdWish])
      .nullable()
      .default(null),
    /** Relief below which a patch is too flat to decide, in multiples of the DTM's vertical noise; 0: none is. */
    flatTimes: z.number().min(0).max(1000).default(FLAT_TIMES),
    /** Used where a head must be fitted first; null: the project's default encoder. */
    encoderId: z.number().int().nullable().default(null),
  }),
  z.object({ kind: z.literal('experiment'), spec: experimentSpec }),
  /** Chooses the places whose labels would improve a head most. */
  labellingSubject.extend({
    kind: z.literal('next-labels'),
    balanced: z.boolean().default(true),
    count: z.number().int().min(1).max(200).default(20),
    /** Places that were proposed and skipped. */
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
  /** Fits a head of each kind on the same labels and measures them, without storing any. */
  labellingSubject.extend({
    kind: z.literal('compare-kinds'),
    /** Null: the class's own. */
    radiusM: radiusM.nullable().default(null),
    trainBox: lonLatBox.optional(),
    seed: seed.default(0),
  }),
  /** Describes the space of the embeddings of an area. */
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
  /** Recomputes the clusters of an exploration. */
  z.object({ kind: z.literal('cluster'), explorationId: z.number().int(), clusters: clusterCount }),
  /** Writes a layer's embeddings as GeoTIFF. */
  z.object({
    kind: z.literal('export-embeddings'),
    layerId: z.number().int(),
    path,
    crs: gridCrs.default('utm'),
    box,
  }),
  /** Writes detections of a run of the project's grid; the extension of the path determines the format. */
  z.object({
    kind: z.literal('export-grid-run'),
    runId: z.string(),
    /** Least probability. */
    from: z.number().min(0).max(1),
    path,
    crs: exportCrs.default('wgs84'),
    box,
  }),
  z.object({
    kind: z.literal('retrieve'),
    locations: z.array(lonLat).min(1).max(1000),
    /** Places that look-alikes must not be like. */
    unlike: z.array(lonLat).max(1000).default([]),
    encoderId: z.number().int().nullable().default(null),
    radiusM,
    /** Radii to search at; null: the one of the locations' patches. */
    searchRadiiM: z.array(radiusM).min(1).max(60).nullable().default(null),
    /** Null: half the radius, at each radius. */
    stepM: z.number().positive().nullable().default(null),
    k: z.number().int().min(1).max(10_000).default(20),
    /** Whether a rotated or mirrored look-alike counts as farther away. */
    orientationMatters: z.boolean().default(false),
    box,
    /**
     * Layers of the project's grid that are searched in place of its own, all of one encoder, which then counts as those radii and
     * steps do; null: the project's own.
     */
    gridLayerIds: z.array(z.string()).min(1).max(60).nullable().default(null),
  }),
]);
export type TaskSpec = z.infer<typeof taskSpec>;
export type TaskSpecInput = z.input<typeof taskSpec>;
export type TaskKind = TaskSpec['kind'];

/**
 * What happens to a task that is stopped before its end: it resumes where it was, it restarts when its project is next opened,
 * or it ends. Tasks that resume can be paused.
 */
export const whenStopped = {
  'import-dtms': 'ends',
  'build-pyramids': 'ends',
  'save-copy': 'ends',
  pack: 'ends',
  'import-labels': 'ends',
  'download-labels': 'ends',
  train: 'resumes',
  embed: 'resumes',
  'fit-head': 'restarts',
  detect: 'resumes',
  experiment: 'restarts',
  'next-labels': 'ends',
  'compare-heads': 'ends',
  'compare-kinds': 'ends',
  explore: 'resumes',
  cluster: 'restarts',
  'export-embeddings': 'ends',
  'export-grid-run': 'ends',
  retrieve: 'resumes',
} as const satisfies Record<TaskKind, 'resumes' | 'restarts' | 'ends'>;

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
  /** Estimated seconds left; null while unknown. */
  remainingS: z.number().nullable(),
  canPause: z.boolean(),
  error: z.string().nullable(),
  /** Kind of the error; null for none and for a bug. */
  errorCode: userErrorCode.nullable(),
  result: taskResult.nullable(),
  curve: trainingCurve.nullable(),
});
export type Task = z.infer<typeof task>;

/** Whether a task has ended: done, failed or cancelled. */
export const hasEnded = ({ state }: Pick<Task, 'state'>): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';

/** Whether a task waits for its turn, or would if it were not paused. */
export const isQueued = ({ state }: Pick<Task, 'state'>): boolean =>
  state === 'waiting' || state === 'paused';
