import { z } from 'zod';
import { lonLat } from '../geo/lonLat';
import { headKind } from '../heads/headKinds';
import { labelCount } from '../heads/labelsChanged';
import { leftOut } from '../heads/leftOut';
import { learningCurve } from '../statistics/learningCurve';
import { mapMeasure } from '../mapQuality/mapQuality';
import { call, float32Array, nothing, uint8Array } from '../rpc/contract';

/** Quality of a head on held-out locations; null for measures that are undefined there. */
export const headMetrics = z.object({
  accuracy: z.number(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  f1: z.number().nullable(),
  auc: z.number().nullable(),
  confusion: z.object({
    truePositive: z.number().int(),
    falsePositive: z.number().int(),
    trueNegative: z.number().int(),
    falseNegative: z.number().int(),
  }),
  /** `box`: a separate test area; `folds`: cross-validation in the training area. */
  heldOut: z.enum(['box', 'folds']),
});
export type HeadMetrics = z.infer<typeof headMetrics>;

export const headInfo = z.object({
  id: z.number().int(),
  name: z.string(),
  classId: z.string(),
  encoderId: z.number().int(),
  radiusM: z.number(),
  kind: headKind,
  trainPositives: z.number().int(),
  trainNegatives: z.number().int(),
  testPositives: z.number().int(),
  testNegatives: z.number().int(),
  /** What errors cost, and the kernel's gamma: of an SVM; 1 and 0 for heads of other kinds. */
  c: z.number(),
  gamma: z.number(),
  balanced: z.boolean(),
  symmetries: z.boolean(),
  /** Vectors that it decides by: support vectors, the weights, or the examples. */
  supportVectors: z.number().int(),
  metrics: headMetrics,
  /** Quality of its map on held-out terrain, for each measured radius; empty: not measured. */
  map: z.array(mapMeasure),
  /** What became of the other positive labels of the class; older versions did not count them. */
  leftOut: leftOut.optional(),
  /** How many labels its class had when it was trained; undefined: an older version did not count, or they were somebody else's. */
  labelled: labelCount.optional(),
  /** How balanced accuracy grows with the positive labels; undefined: measured by an older version, or not measured. */
  learning: learningCurve.optional(),
  /** Whether it was trained on a DTM that has since been replaced or removed: it is kept, but detections do not use it by default. */
  otherTerrain: z.boolean(),
  createdMs: z.number(),
});
export type HeadInfo = z.infer<typeof headInfo>;

/** How good a head of a kind is on terrain that it was not trained on. */
export const measuredHead = z.object({
  kind: headKind,
  metrics: headMetrics,
  /** Quality of its map; null where that could not be measured. */
  map: mapMeasure.nullable(),
  learning: learningCurve,
});
export type MeasuredHead = z.infer<typeof measuredHead>;

/** Predictions of heads for a location at each radius. */
const headCurves = z.object({
  /** Ascending: the terrain's radii, and those that the heads were trained at. */
  radiiM: z.array(z.number()),
  headIds: z.array(z.number().int()),
  /** [heads, radii] 0..1, NaN where no patch exists */
  probabilities: float32Array,
  /** [radii] 1 where the terrain is too flat to decide, whatever the heads predict; 0 elsewhere and where no patch exists */
  tooFlat: uint8Array,
});
export type HeadCurves = z.infer<typeof headCurves>;

export const heads = {
  list: call(nothing, z.array(headInfo)),
  /**
   * Probability by radius; without `headIds`, of the heads in use: the newest of each class, encoder and radius.
   * `flatTimes` and its default are as for a detection.
   */
  curves: call(
    lonLat.extend({
      headIds: z.array(z.number().int()).optional(),
      flatTimes: z.number().min(0).optional(),
    }),
    headCurves,
  ),
  remove: call(z.object({ headId: z.number().int() }), nothing),
};
