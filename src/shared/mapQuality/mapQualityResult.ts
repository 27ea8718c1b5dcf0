import { z } from 'zod';
import { classBrief } from '../labels/classBrief';
import { lonLatBox } from '../geo/lonLat';
import { reliabilityBin } from './mapQuality';

/** Result of one method in one test area after one draw. */
const mapDraw = z.object({
  /** Shares 0..1. */
  averagePrecision: z.number(),
  bestF1: z.number(),
  /** At the result's thresholds; null for rules, whose scores are not probabilities. */
  shown: z.array(z.object({ shown: z.number().int(), right: z.number().int() })).nullable(),
  /** Metres from detections to their known places, of those that have one; null where none has. */
  medianErrorM: z.number().nullable(),
  /**
   * Precision that the head itself predicts at each threshold, from the held-out terrain that it was measured on when it
   * was fitted, 0..1; null where it makes no prediction.
   */
  foretold: z.array(z.number().nullable()).nullable(),
  /** Bounds of that prediction, in which the share should lie in 95 of 100 maps; older reports have none. */
  foretoldBounds: z.array(z.object({ low: z.number(), high: z.number() }).nullable()).nullish(),
});

/** Quality of detection maps, by class and method. */
export const mapQualityResult = z.object({
  experiment: z.literal('map-quality'),
  radiusM: z.number(),
  stepM: z.number(),
  toleranceM: z.number(),
  directions: z.array(z.object({ trainBox: lonLatBox, testBox: lonLatBox })),
  /** Probabilities that detections are shown from. */
  thresholds: z.array(z.number()),
  classes: z.array(
    classBrief.extend({
      /** Known places in the test area by direction. */
      known: z.array(z.number().int()),
      /** Share of random places in the test area that have a known one within the tolerance, by direction. */
      chance: z.array(z.number()),
      rows: z.array(
        z.object({
          name: z.string(),
          /** e.g. `C = 10`, or how a rule ranks; may be empty. */
          detail: z.string(),
          kind: z.enum(['encoder', 'rule', 'network']),
          /** By direction (outer) and draw; a rule has one draw. null where it does not support the class. */
          draws: z.array(z.array(mapDraw)).nullable(),
          /** Precision at recalls 0, 0.01 ... 1, mean over directions and draws; empty where it does not support the class. */
          curve: z.array(z.number()),
          /** Over all directions and draws together; null where scores are not probabilities. */
          reliability: z.array(reliabilityBin).nullable(),
        }),
      ),
    }),
  ),
});
export type MapQualityResult = z.infer<typeof mapQualityResult>;
