import { z } from 'zod';
import { classBrief } from '../labels/classBrief';
import { lonLat, lonLatBox } from '../geo/lonLat';
import { mapQualityResult } from '../mapQuality/mapQualityResult';
import { provenance } from './provenance';

export type { MapQualityResult } from '../mapQuality/mapQualityResult';

const radiusM = z.number().positive().max(1_000_000);
const seeds = z.number().int().min(1).max(1000).default(10);
const classIds = z.array(z.string()).min(1).max(20);

/**
 * A row of a table: one of the methods that answers a class without being an encoder of the project, or an encoder.
 * `cnn`: the paper's network, trained on each draw; `untrained`: a topo2vec encoder as it starts; `classical`: geomorphons
 * and quadratic surfaces, which nothing is trained for.
 */
const tableMethod = z.union([
  z.enum(['cnn', 'untrained', 'classical']),
  z.object({
    encoderId: z.number().int(),
    /** Whether heads learn from each patch in its eight rotations and mirrorings and average their decisions over them. */
    symmetries: z.boolean().default(false),
    /** The SVM's C. */
    c: z.number().positive().default(1),
  }),
]);
export type TableMethod = z.infer<typeof tableMethod>;

/** Locations of one class that are given instead of drawn from labels: per seed, indices of those that train and test. */
const givenLocations = z.object({
  trainPositive: z.array(z.tuple([z.number(), z.number()])),
  trainNegative: z.array(z.tuple([z.number(), z.number()])),
  testPositive: z.array(z.tuple([z.number(), z.number()])),
  testNegative: z.array(z.tuple([z.number(), z.number()])),
});

/** A column of a table: a label class on some ground. */
const tableColumn = z.object({
  classId: z.string(),
  /** What stands above the column; the class's name where it is not given. */
  title: z.string().max(80).optional(),
  radiusM,
  /** Instead of drawing from the project's labels. */
  given: z
    .object({
      locations: givenLocations,
      seeds: z
        .array(
          z.object({
            trainPositive: z.array(z.number().int().nonnegative()),
            trainNegative: z.array(z.number().int().nonnegative()),
            testPositive: z.array(z.number().int().nonnegative()),
            testNegative: z.array(z.number().int().nonnegative()),
          }),
        )
        .min(1),
    })
    .optional(),
});
export type TableColumn = z.infer<typeof tableColumn>;

/**
 * What one would find landforms with instead of a head: rules on the elevations, each for the classes that it is made for, and
 * a network trained for the map on the same labels.
 */
export const rival = z.enum(['tpi', 'prominence', 'geomorphons', 'quadratic', 'drainage', 'network']);
export type Rival = z.infer<typeof rival>;

/** What an experiment does: paper, section 3, and docs of each result below. */
export const experimentSpec = z.discriminatedUnion('experiment', [
  /** Fig. 4: the accuracy of the small CNN at each radius. */
  z.object({
    experiment: z.literal('scale-finder'),
    classIds,
    radiiM: z.array(radiusM).min(1),
    /** Locations per class, half of them positive; four fifths train. */
    locations: z.number().int().min(20).max(100_000).default(1000),
    seeds,
    box: lonLatBox.optional(),
  }),
  /** Tables 1 and 2: the accuracy of each method on each class, trained on one piece of ground and tested on another. */
  z.object({
    experiment: z.enum(['table1', 'table2']),
    columns: z.array(tableColumn).min(1).max(40),
    methods: z.array(tableMethod).min(1).max(40),
    /** Undefined only where all columns have given locations. */
    trainBox: lonLatBox.optional(),
    testBox: lonLatBox.optional(),
    trainSize: z.number().int().min(4).max(100_000),
    testSize: z.number().int().min(2).max(100_000),
    seeds,
  }),
  /** Fig. 5: detections of several classes, one panel a radius. */
  z.object({
    experiment: z.literal('map'),
    classIds,
    radiiM: z.array(radiusM).min(1).max(12),
    /** Corners of the polygon; undefined: the whole terrain. */
    polygon: z.array(lonLat).min(3).max(1000).optional(),
    encoderId: z.number().int().nullable().default(null),
    /** Least probability of a detection. Heads learn as many negatives as positives, and open ground has far more. */
    threshold: z.number().min(0).max(1).default(0.8),
    stepM: z.number().positive().nullable().default(null),
  }),
  /**
   * Fig. 6: what is nearest to some locations, and how many of the nearest are of the same class. It is sought among the
   * labelled positives and nine random places for each.
   */
  z.object({
    experiment: z.literal('retrieval'),
    classIds,
    encoderIds: z.array(z.number().int()).min(1),
    radiusM,
    /** Query locations of each class per figure. */
    queries: z.number().int().min(1).max(20).default(5),
    /** Nearest ones shown. */
    shown: z.number().int().min(1).max(40).default(8),
    /** Repetitions that precision at k is the mean of. */
    seeds,
    box: lonLatBox.optional(),
  }),
  /** Input, decoded patch and the true finer patch. */
  z.object({
    experiment: z.literal('reconstruction'),
    locations: z.array(lonLat).min(1).max(40),
    radiiM: z.array(radiusM).min(1).max(12),
    encoderId: z.number().int().nullable().default(null),
  }),
  /** What a detection map is worth: heads and their rivals learn on one piece of ground, and what they show on another is held
   * against the known places there. */
  z.object({
    experiment: z.literal('map-quality'),
    classIds,
    encoderIds: z.array(z.number().int()).min(1).max(40),
    radiusM,
    /** Of the lattice; null: a quarter of the radius. */
    stepM: z.number().positive().nullable().default(null),
    /** Metres within which a known place counts as found; null: the radius. */
    toleranceM: z.number().positive().nullable().default(null),
    trainBox: lonLatBox,
    testBox: lonLatBox,
    /** Whether the boxes change places for a second measurement. */
    bothWays: z.boolean().default(true),
    /** Detections on lower ground are neither right nor wrong: lists of known places are not complete there. */
    leastElevationM: z.number().optional(),
    rivals: z.array(rival).default([...rival.options]),
    /** Steps of the network's training, if it is among the rivals: five to ten minutes of one core by default. */
    networkSteps: z.number().int().min(1).max(100_000).default(1500),
    /** Repetitions: each draws what heads and networks learn from anew. */
    draws: z.number().int().min(1).max(100).default(5),
  }),
]);
export type ExperimentSpec = z.infer<typeof experimentSpec>;
export type ExperimentSpecInput = z.input<typeof experimentSpec>;
export type ExperimentKind = ExperimentSpec['experiment'];

/** What people call each experiment. */
export const experimentNames: Readonly<Record<ExperimentKind, string>> = {
  'scale-finder': 'Scale finder',
  table1: 'Table 1',
  table2: 'Table 2',
  map: 'Multi-scale map',
  retrieval: 'Retrieval',
  reconstruction: 'Reconstruction',
  'map-quality': 'Map quality',
};

const scaleFinderResult = z.object({
  experiment: z.literal('scale-finder'),
  radiiM: z.array(z.number()),
  classes: z.array(
    classBrief.extend({
      /** Shares 0..1 by radius (outer) and seed; a radius without enough whole patches has none. */
      accuracies: z.array(z.array(z.number())),
      /** Locations that trained and tested at each radius, in the mean over seeds; half of them positive. */
      trainSizes: z.array(z.number().int()),
      testSizes: z.array(z.number().int()),
      /** Radius of the highest mean accuracy; null where less than half of the radii could be measured. */
      bestRadiusM: z.number().nullable(),
      /** Why the radii without accuracies were not measured; reports of older versions do not say. */
      unmeasured: z.string().optional(),
    }),
  ),
});
export type ScaleFinderResult = z.infer<typeof scaleFinderResult>;

const tableResult = z.object({
  experiment: z.enum(['table1', 'table2']),
  columns: z.array(
    classBrief.extend({
      title: z.string(),
      radiusM: z.number(),
      trainSize: z.number().int(),
      testSize: z.number().int(),
      /** Where fewer labels were there than asked for, or none was left out: a sentence; else empty. */
      note: z.string(),
    }),
  ),
  rows: z.array(
    z.object({
      name: z.string(),
      /** e.g. `C = 10, 8 symmetric copies`; empty for the paper's own way. */
      detail: z.string(),
      /** Shares 0..1 by column (outer) and seed; null where the method cannot answer the class. */
      accuracies: z.array(z.array(z.number()).nullable()),
      /** What the paper publishes for it, percent; null where it has none. */
      published: z.array(z.object({ mean: z.number(), sd: z.number() }).nullable()),
    }),
  ),
});
export type TableResult = z.infer<typeof tableResult>;

const mapResult = z.object({
  experiment: z.literal('map'),
  classes: z.array(classBrief),
  radiiM: z.array(z.number()),
  box: lonLatBox,
  polygon: z.array(lonLat).nullable(),
  threshold: z.number(),
  /** Reliefs below which patches were too flat to say, as of a run; older versions decided everywhere. */
  flatBelowM: z.array(z.number()).readonly().optional(),
  encoder: z.string(),
  /** Detections by radius (outer) and class. */
  counts: z.array(z.array(z.number().int())),
  /** The figure, self-contained. */
  svg: z.string(),
});
export type MapResult = z.infer<typeof mapResult>;

/** A patch as it is drawn: [289] normalised elevations, and what it spans. */
const shownPatch = lonLat.extend({
  values: z.array(z.number()).length(289),
  reliefM: z.number(),
});

const retrievalResult = z.object({
  experiment: z.literal('retrieval'),
  radiusM: z.number(),
  /** Ranks that precision is taken at. */
  ks: z.array(z.number().int()),
  figures: z.array(
    classBrief.extend({
      encoder: z.string(),
      queries: z.array(shownPatch),
      hits: z.array(shownPatch.extend({ distance: z.number(), isPositive: z.boolean() })),
      /** Mean share 0..1 of positives among the k nearest, by k, and its standard deviation over the repetitions. */
      precision: z.array(z.object({ mean: z.number(), sd: z.number() })),
      /** Share of positives among the candidates, in the mean over the repetitions: what chance would reach. */
      chance: z.number(),
      /** Places that could be found, in the mean over the repetitions. */
      candidates: z.number().int(),
    }),
  ),
});
export type RetrievalResult = z.infer<typeof retrievalResult>;

const reconstructionResult = z.object({
  experiment: z.literal('reconstruction'),
  encoder: z.string(),
  factor: z.number().int(),
  items: z.array(
    lonLat.extend({
      radiusM: z.number(),
      reliefM: z.number(),
      /** [289] normalised */
      input: z.array(z.number()),
      /** [(16 k)^2] as decoded, and as it is; the latter null where the terrain has no such detail. */
      decoded: z.array(z.number()),
      truth: z.array(z.number()).nullable(),
      l1: z.number().nullable(),
      l1Bilinear: z.number().nullable(),
    }),
  ),
});
export type ReconstructionResult = z.infer<typeof reconstructionResult>;

/** What an experiment found: its JSON export, and what its report is made of. */
export const experimentReport = z.object({
  spec: experimentSpec,
  provenance,
  result: z.discriminatedUnion('experiment', [
    scaleFinderResult,
    tableResult,
    mapResult,
    retrievalResult,
    reconstructionResult,
    mapQualityResult,
  ]),
});
export type ExperimentReport = z.infer<typeof experimentReport>;
