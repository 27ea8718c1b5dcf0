import { z } from 'zod';
import { lonLat } from '../geo/lonLat';
import { mapMeasure } from '../mapQuality/mapQuality';
import { call, float32Array, nothing, uint8Array } from '../rpc/contract';

/** How a head does on locations that it was not fitted on; null for measures that are not defined there. */
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
  /** `box`: another piece of ground; `folds`: cross-validation on the training ground. */
  heldOut: z.enum(['box', 'folds']),
});
export type HeadMetrics = z.infer<typeof headMetrics>;

export const headInfo = z.object({
  id: z.number().int(),
  name: z.string(),
  classId: z.string(),
  encoderId: z.number().int(),
  radiusM: z.number(),
  trainPositives: z.number().int(),
  trainNegatives: z.number().int(),
  testPositives: z.number().int(),
  testNegatives: z.number().int(),
  c: z.number(),
  gamma: z.number(),
  balanced: z.boolean(),
  symmetries: z.boolean(),
  supportVectors: z.number().int(),
  metrics: headMetrics,
  /** How its map does on ground that was held out, at each radius at which that was measured; empty: it was not. */
  map: z.array(mapMeasure),
  /** Whether it learned from a DTM that was replaced or removed since: it stays, and detections do not take it by themselves. */
  otherGround: z.boolean(),
  createdMs: z.number(),
});
export type HeadInfo = z.infer<typeof headInfo>;

/** What heads say of a location at each radius. */
const headCurves = z.object({
  /** From the finest to the widest: those of the terrain, and those that the heads were trained at. */
  radiiM: z.array(z.number()),
  headIds: z.array(z.number().int()),
  /** [heads, radii] 0..1, NaN where no patch exists */
  probabilities: float32Array,
  /** [radii] 1 where the ground is too flat to say, whatever the heads say; 0 elsewhere and where no patch exists */
  tooFlat: uint8Array,
});
export type HeadCurves = z.infer<typeof headCurves>;

export const heads = {
  list: call(nothing, z.array(headInfo)),
  /**
   * Probability against radius; without `headIds` of the heads in use, the newest of each class, encoder and radius.
   * `flatTimes` as of a detection, its default where it is not given.
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
