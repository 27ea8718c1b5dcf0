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
 * A row of a table: a method other than the project's encoders, or one of these encoders.
 * `cnn`: the paper's network, trained on each draw; `untrained`: a topo2vec encoder before training; `classical`: geomorphons
 * and quadratic surfaces, which need no training.
 */
const tableMethod = z.union([
  z.enum(['cnn', 'untrained', 'classical']),
  z.object({
    encoderId: z.number().int(),
    /** Whether heads are trained on each patch's eight rotations and reflections and average their decisions over them. */
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

/** A column of a table: a label class in some area. */
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
 * Baselines that a head is compared with: rules on the elevations, each for the classes that it is made for, and a network
 * trained for the map on the same labels.
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
  /** Tables 1 and 2: the accuracy of each method on each class, trained in one area and tested in another. */
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
    /** Minimum probability of a detection. Heads are trained on as many negatives as positives; real terrain has far more. */
    threshold: z.number().min(0).max(1).default(0.8),
    stepM: z.number().positive().nullable().default(null),
  }),
  /**
   * Fig. 6: the nearest neighbours of some locations, and how many of them are of the same class. Candidates are the
   * labelled positives and nine random places for each.
   */
  z.object({
    experiment: z.literal('retrieval'),
    classIds,
    encoderIds: z.array(z.number().int()).min(1),
    radiusM,
    /** Query locations of each class per figure. */
    queries: z.number().int().min(1).max(20).default(5),
    /** Nearest neighbours shown. */
    shown: z.number().int().min(1).max(40).default(8),
    /** Repetitions over which precision at k is averaged. */
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
  /** Quality of a detection map: heads and their rivals are trained in one area, and their detections in another are compared
   * with the known places there. */
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
    /** Whether the boxes are swapped for a second measurement. */
    bothWays: z.boolean().default(true),
    /** Detections below it, metres, are neither right nor wrong: lists of known places are not complete there. */
    leastElevationM: z.number().optional(),
    rivals: z.array(rival).default([...rival.options]),
    /** Steps of the network's training, if it is among the rivals: five to ten minutes of one core by default. */
    networkSteps: z.number().int().min(1).max(100_000).default(1500),
    /** Repetitions, each with a new draw of the training examples of heads and networks. */
    draws: z.number().int().min(1).max(100).default(5),
  }),
]);
export type ExperimentSpec = z.infer<typeof experimentSpec>;
export type ExperimentSpecInput = z.input<typeof experimentSpec>;
export type ExperimentKind = ExperimentSpec['experiment'];

/** Display names of the experiments. */
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
      /** Why the radii without accuracies were not measured; missing in reports of older versions. */
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
      /** A sentence where there were fewer labels than asked for, or none was left out; else empty. */
      note: z.string(),
    }),
  ),
  rows: z.array(
    z.object({
      name: z.string(),
      /** e.g. `C = 10, 8 symmetric copies`; empty for the paper's settings. */
      detail: z.string(),
      /** Shares 0..1 by column (outer) and seed; null where the method does not support the class. */
      accuracies: z.array(z.array(z.number()).nullable()),
      /** The paper's published value, percent; null where there is none. */
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
  /** Reliefs below which patches were too flat to decide, as for a run; older versions decided everywhere. */
  flatBelowM: z.array(z.number()).readonly().optional(),
  encoder: z.string(),
  /** Detections by radius (outer) and class. */
  counts: z.array(z.array(z.number().int())),
  /** The figure, self-contained. */
  svg: z.string(),
});
export type MapResult = z.infer<typeof mapResult>;

/** A patch to draw: [289] normalised elevations, and its relief in metres. */
const shownPatch = lonLat.extend({
  values: z.array(z.number()).length(289),
  reliefM: z.number(),
});

const retrievalResult = z.object({
  experiment: z.literal('retrieval'),
  radiusM: z.number(),
  /** Ranks k at which precision is measured. */
  ks: z.array(z.number().int()),
  figures: z.array(
    classBrief.extend({
      encoder: z.string(),
      queries: z.array(shownPatch),
      hits: z.array(shownPatch.extend({ distance: z.number(), isPositive: z.boolean() })),
      /** Mean share 0..1 of positives among the k nearest, by k, and its standard deviation over the repetitions. */
      precision: z.array(z.object({ mean: z.number(), sd: z.number() })),
      /** Share of positives among the candidates, mean over the repetitions: the precision of chance. */
      chance: z.number(),
      /** Number of candidates, mean over the repetitions. */
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
      /** [(16 k)^2] decoded and true; the latter null where the terrain lacks the detail. */
      decoded: z.array(z.number()),
      truth: z.array(z.number()).nullable(),
      l1: z.number().nullable(),
      l1Bilinear: z.number().nullable(),
    }),
  ),
});
export type ReconstructionResult = z.infer<typeof reconstructionResult>;

/** Report of an experiment: its JSON export, and the source of its HTML report. */
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
