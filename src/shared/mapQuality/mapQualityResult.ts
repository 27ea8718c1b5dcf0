import { z } from 'zod';
import { classBrief } from '../labels/classBrief';
import { lonLatBox } from '../geo/lonLat';
import { reliabilityBin } from './mapQuality';

/** What one method showed on one piece of ground after one draw. */
const mapDraw = z.object({
  /** Shares 0..1. */
  averagePrecision: z.number(),
  bestF1: z.number(),
  /** At the result's thresholds; null of rules, whose scores are no probabilities. */
  shown: z.array(z.object({ shown: z.number().int(), right: z.number().int() })).nullable(),
  /** Metres from detections to their known places, of those that have one; null where none has. */
  medianErrorM: z.number().nullable(),
  /**
   * What the head itself says will be right of what it shows from each threshold, by the ground that it was measured on
   * when it was fitted, 0..1; null where it does not say.
   */
  foretold: z.array(z.number().nullable()).nullable(),
});

/** What detection maps are worth, by class and method. */
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
      /** Known places on the test ground by direction. */
      known: z.array(z.number().int()),
      /** Share of random places of the test ground that have a known one within the tolerance, by direction. */
      chance: z.array(z.number()),
      rows: z.array(
        z.object({
          name: z.string(),
          /** e.g. `C = 10`, or how a rule ranks; may be empty. */
          detail: z.string(),
          kind: z.enum(['encoder', 'rule', 'network']),
          /** By direction (outer) and draw; a rule has one draw. null where it cannot answer the class. */
          draws: z.array(z.array(mapDraw)).nullable(),
          /** Precision at recalls 0, 0.01 ... 1, mean over directions and draws; empty where it cannot answer. */
          curve: z.array(z.number()),
          /** Over all directions and draws together; null where scores are no probabilities. */
          reliability: z.array(reliabilityBin).nullable(),
        }),
      ),
    }),
  ),
});
export type MapQualityResult = z.infer<typeof mapQualityResult>;
