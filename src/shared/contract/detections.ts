import { z } from 'zod';
import { lonLat } from '../geo/lonLat';
import { region } from '../geo/region';
import { givenNames } from './names';
import { call, float32Array, float64Array, nothing, uint16Array, uint8Array } from '../rpc/contract';

const runInfo = givenNames.extend({
  id: z.number().int(),
  classIds: z.array(z.string()),
  radiiM: z.array(z.number()),
  /** Where it was looked for. */
  box: region,
  threshold: z.number(),
  /** Relief below which patches were too flat to decide, in multiples of the DTMs' vertical noise; 0: nowhere. */
  flatTimes: z.number(),
  /** The same in metres, one for each noise level among the DTMs, the lowest first. */
  flatBelowM: z.array(z.number()).readonly(),
  /** Names of encoder and heads, one head a class. */
  encoder: z.string(),
  heads: z.array(z.string()),
  /** Detections per class (outer) and radius (inner), in the order of `classIds` and `radiiM`. */
  counts: z.array(z.array(z.number().int())),
  /** The highest probability of each, whatever the threshold; null where none was above 0.02. */
  highest: z.array(z.array(z.number().nullable())),
  /** Whether it was made on a DTM that has since been replaced or removed. */
  otherTerrain: z.boolean(),
  /** Whether classes of it were made exclusive, or no longer are, since; false for runs of older versions, which did not keep it. */
  exclusiveChanged: z.boolean(),
  createdMs: z.number(),
});
export type RunInfo = z.infer<typeof runInfo>;

/** The user's verdict on a detection; `unsure` where it cannot be decided. */
export const verdict = z.enum(['right', 'wrong', 'unsure']);
export type Verdict = z.infer<typeof verdict>;

/** Verdict by its code in the column `verdict`; null: none given. */
export const verdictCodes: readonly (Verdict | null)[] = [null, ...verdict.options];

/** Detections as columns, strongest first; indices refer to the run's `classIds` and `radiiM`. */
const detectionColumns = z.object({
  lonDeg: float64Array,
  latDeg: float64Array,
  probability: float32Array,
  classIndex: uint16Array,
  radiusIndex: uint16Array,
  /** Index in `verdictCodes`. */
  verdict: uint8Array,
});
export type DetectionColumns = z.infer<typeof detectionColumns>;

/** A tile of a run's maps of a class. */
const mapTile = z.object({
  runId: z.number().int(),
  classId: z.string(),
  z: z.number().int().min(0).max(22),
  x: z.number().int(),
  y: z.number().int(),
});

export const detections = {
  runs: call(nothing, z.array(runInfo)),
  list: call(z.object({ runId: z.number().int() }), detectionColumns),
  /** Changes the threshold: detections are recomputed from the stored probabilities. */
  setThreshold: call(z.object({ runId: z.number().int(), threshold: z.number().min(0).max(1) }), nothing),
  /**
   * Stores the user's verdict on a detection, as the undo step `Confirm …`, `Reject …` or `Leave … open`.
   * @see src/shared/mapQuality/spotCheck.ts for which detection is asked about, and what follows from the answers
   */
  judge: call(
    lonLat.extend({
      runId: z.number().int(),
      classId: z.string(),
      radiusM: z.number().positive(),
      verdict,
      /** Whether the place becomes a label of the class as well, positive or negative; not for `unsure`. */
      label: z.boolean(),
    }),
    nothing,
  ),
  remove: call(z.object({ runId: z.number().int() }), nothing),
  /**
   * Probabilities 0..1 of one map tile, EPSG:3857 XYZ, 256 x 256, the highest over the requested radii that the run has;
   * TOO_FLAT where the terrain is too flat at all of them, NaN outside; null for an empty tile.
   */
  tile: call(mapTile.extend({ radiiM: z.array(z.number().positive()).min(1) }), float32Array.nullable()),
  /**
   * Results of head and classical method on one map tile, EPSG:3857 XYZ, 64 x 64 x 2: the probability 0..1, and the classical
   * result (0 none, 1 no, 2 yes); null for an empty tile, or for a class that the classical method cannot detect.
   */
  agreement: call(mapTile.extend({ radiusM: z.number().positive() }), float32Array.nullable()),
};
