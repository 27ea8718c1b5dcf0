import { z } from 'zod';
import { lonLat } from '../geo/lonLat';
import { call, float32Array, nothing } from '../rpc/contract';
import { headMetrics } from './heads';

/** What is being labelled: a class, seen by an encoder at a radius. */
export const labellingSubject = z.object({
  classId: z.string(),
  encoderId: z.number().int(),
  radiusM: z.number().positive().max(1_000_000),
});
export type LabellingSubject = z.infer<typeof labellingSubject>;

/** What a head says of a place. */
const judgement = z.object({
  /** That the place is of the class. */
  probability: z.number(),
  /** 1 where the head cannot decide, 0 where it is sure. */
  uncertainty: z.number(),
  /** 1 where nothing that the head learned from, and no better candidate, looks like it; 0 where something is the same. */
  diversity: z.number(),
  /** Metres to the nearest label of the class; null where there is none. */
  labelDistanceM: z.number().nullable(),
});
export type Judgement = z.infer<typeof judgement>;

/** A place whose label would teach the head much, and why; every factor lies in 0..1, and the score is their product. */
export const labelCandidate = judgement.extend({
  ...lonLat.shape,
  /** 1 from four radii on from every label and better candidate, 0 where one stands. */
  spacing: z.number(),
});
export type LabelCandidate = z.infer<typeof labelCandidate>;

/** A label that the head disagrees with when it is fitted without the ground around it. */
const likelyMistake = lonLat.extend({
  labelId: z.number().int(),
  positive: z.boolean(),
  /** That the place is of the class, by a head that has not seen its block of ground. */
  probability: z.number(),
});
export type LikelyMistake = z.infer<typeof likelyMistake>;

const labellingState = z.object({
  /** What there is too little of to fit a head, for people; null when there is a head. */
  missing: z.string().nullable(),
  /** Labels that the head learned from, by sign. */
  positives: z.number().int(),
  negatives: z.number().int(),
  /** Random places that stand in for missing negatives. */
  drawn: z.number().int(),
  /** Labels without a whole patch at the radius. */
  withoutPatch: z.number().int(),
  /** Labels beyond what a refit learns from, so that it takes less than a second. */
  leftOut: z.number().int(),
  /** On blocks of ground that the head was not fitted on; null while there is no head or the labels stand too close. */
  metrics: headMetrics.nullable(),
  /** The balanced accuracy of every refit of this sitting, oldest first. */
  trend: z.array(z.object({ labels: z.number().int(), accuracy: z.number().nullable() })),
  refitMs: z.number(),
  /** Worst first, at most 50; `mistakeCount` counts them all. */
  mistakes: z.array(likelyMistake),
  mistakeCount: z.number().int(),
  /** What this head says of the places that were asked for; null where there is no patch, or no head. */
  judgements: z.array(judgement.nullable()),
});
export type LabellingState = z.infer<typeof labellingState>;

const balanced = z.boolean();

export const labelling = {
  /** Fits the live head on the labels of now, unless it is; says how it does and what it thinks of some places. */
  refit: call(labellingSubject.extend({ balanced, places: z.array(lonLat).max(1000) }), labellingState),
  /** Keeps the live head as a version, which detection uses from then on; returns its id. */
  keep: call(labellingSubject.extend({ balanced }), z.number().int()),
  /** Answers for a candidate: a label, by the step `Confirm …` or `Reject …`; returns its id. */
  answer: call(lonLat.extend({ classId: z.string(), positive: z.boolean() }), z.number().int()),
  /** Turns a label's sign over. It counts as checked from then on. */
  flip: call(z.object({ labelId: z.number().int() }), nothing),
  /** Marks a label as right, so that it is no likely mistake any more. */
  check: call(z.object({ labelId: z.number().int() }), nothing),
  /**
   * How two heads differ on one map tile, EPSG:3857 XYZ, 256 x 256: the probability of the second less that of the first,
   * NaN outside; null where nothing is, or before the task `compare-heads` has compared them.
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
