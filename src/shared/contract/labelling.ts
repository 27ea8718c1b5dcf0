import { z } from 'zod';
import { lonLat } from '../geo/lonLat';
import { call, float32Array, nothing } from '../rpc/contract';
import { learningCurve } from '../statistics/learningCurve';
import { headMetrics } from './heads';

/** What is being labelled: a class, for an encoder at a radius. */
export const labellingSubject = z.object({
  classId: z.string(),
  encoderId: z.number().int(),
  radiusM: z.number().positive().max(1_000_000),
});
export type LabellingSubject = z.infer<typeof labellingSubject>;

/** A head's prediction for a place. */
const judgement = z.object({
  /** That the place is of the class. */
  probability: z.number(),
  /** 1 where the head is undecided, 0 where it is certain. */
  uncertainty: z.number(),
  /** 1 where no training example and no better candidate is similar; 0 where one is identical. */
  diversity: z.number(),
  /** Metres to the nearest label of the class; null where there is none. */
  labelDistanceM: z.number().nullable(),
});
export type Judgement = z.infer<typeof judgement>;

/** A place whose label would improve the head most, and why; every factor lies in 0..1, and the score is their product. */
export const labelCandidate = judgement.extend({
  ...lonLat.shape,
  /** 1 at four radii or more from every label and better candidate, 0 at one of them. */
  spacing: z.number(),
});
export type LabelCandidate = z.infer<typeof labelCandidate>;

/** A label that the head disagrees with when it is fitted without the area around it. */
const likelyMistake = lonLat.extend({
  labelId: z.number().int(),
  positive: z.boolean(),
  /** That the place is of the class, by a head fitted without its spatial block. */
  probability: z.number(),
});
export type LikelyMistake = z.infer<typeof likelyMistake>;

const labellingState = z.object({
  /** Message saying what is missing to fit a head; null when there is a head. */
  missing: z.string().nullable(),
  /** Labels that the head learned from, by sign. */
  positives: z.number().int(),
  negatives: z.number().int(),
  /** Random places used in place of missing negatives. */
  drawn: z.number().int(),
  /** Labels without a whole patch at the radius. */
  withoutPatch: z.number().int(),
  /** Labels left out of a refit, so that it takes less than a second. */
  leftOut: z.number().int(),
  /** On spatial blocks that the head was not fitted on; null while there is no head or the labels lie too close together. */
  metrics: headMetrics.nullable(),
  /** The balanced accuracy of every refit of this session, oldest first. */
  trend: z.array(z.object({ labels: z.number().int(), accuracy: z.number().nullable() })),
  refitMs: z.number(),
  /** Worst first, at most 50; `mistakeCount` counts them all. */
  mistakes: z.array(likelyMistake),
  mistakeCount: z.number().int(),
  /** Predictions of this head for the requested places; null where there is no patch, or no head. */
  judgements: z.array(judgement.nullable()),
});
export type LabellingState = z.infer<typeof labellingState>;

const balanced = z.boolean();

export const labelling = {
  /** Fits the live head on the current labels, unless it is up to date; returns its quality and its predictions for some places. */
  refit: call(labellingSubject.extend({ balanced, places: z.array(lonLat).max(1000) }), labellingState),
  /** How the balanced accuracy of the live head grows with the labels; null while there is no head. */
  learning: call(labellingSubject.extend({ balanced }), learningCurve.nullable()),
  /** Saves the live head as a version, which detection uses from then on; returns its id. */
  keep: call(labellingSubject.extend({ balanced }), z.number().int()),
  /** Labels a candidate, as the undo step `Confirm …` or `Reject …`; returns the label's id. */
  answer: call(lonLat.extend({ classId: z.string(), positive: z.boolean() }), z.number().int()),
  /** Flips a label's sign. It counts as checked from then on. */
  flip: call(z.object({ labelId: z.number().int() }), nothing),
  /** Marks a label as right, so that it is no longer listed as a likely mistake. */
  check: call(z.object({ labelId: z.number().int() }), nothing),
  /**
   * How two heads differ on one map tile, EPSG:3857 XYZ, 256 x 256: the probability of the second minus that of the first,
   * NaN outside; null for an empty tile, or before the task `compare-heads` has compared them.
   */
  comparison: call(
    z.object({
      headIds: z.tuple([z.number().int(), z.number().int()]),
      z: z.number().int().min(0).max(22),
      x: z.number().int(),
      y: z.number().int(),
    }),
    float32Array.nullable(),
  ),
};
