import { z } from 'zod';
import { lonLat, lonLatBox } from '../geo/lonLat';
import { call, float32Array, float64Array, nothing, stream, uint16Array } from '../rpc/contract';
import { verdict } from './detections';
import { gridPlaces } from './gridSearch';

/** A detection of classes in the shards of a layer of a grid. */
const gridRun = z.object({
  id: z.string(),
  /** Name of the encoder. */
  encoder: z.string(),
  radiusM: z.number(),
  stepM: z.number(),
  classIds: z.array(z.string()),
  /** Names of the heads, one a class. */
  heads: z.array(z.string()),
  /** Probability from which it is shown unless somebody asks for another. */
  threshold: z.number(),
  /** Detections until now, from 0.02 on, and shards that were searched. */
  detections: z.number().int(),
  shards: z.number().int(),
  begunMs: z.number(),
});
export type GridRunInfo = z.infer<typeof gridRun>;

/** The strongest of a run's detections, strongest first. */
export const strongestDetections = z.object({
  lonDeg: float64Array,
  latDeg: float64Array,
  probability: float32Array,
  /** In the run's `classIds`. */
  classIndex: uint16Array,
  /** Whether these are all there are. */
  isAll: z.boolean(),
  /** Shards that were read, of so many. */
  done: z.number().int(),
  total: z.number().int(),
});
export type StrongestDetections = z.infer<typeof strongestDetections>;

/** Which of a run's detections are wanted. */
export const strongestAsked = z.object({
  runId: z.string(),
  /** Least probability, 0..1. */
  from: z.number().min(0).max(1),
  /** Only those in it; left out: anywhere. */
  box: lonLatBox.optional(),
  /** The most that are given. */
  most: z.number().int().min(1).max(1_000_000),
});

/** A random sample of a run's detections of a class, in the order in which they are to be judged. */
export const sampledDetections = z.object({
  lonDeg: float64Array,
  latDeg: float64Array,
  probability: float32Array,
  /** Detections that it is a sample of. */
  shown: z.number().int(),
  /** Shards that were read, of so many; the sample is one when all are. */
  done: z.number().int(),
  total: z.number().int(),
});
export type SampledDetections = z.infer<typeof sampledDetections>;

/** Of which of a run's detections a sample is wanted. */
export const sampleAsked = z.object({
  runId: z.string(),
  classId: z.string(),
  /** Least probability, 0..1. */
  from: z.number().min(0).max(1),
});

/** A verdict on a detection of a run of the grid. */
export const runVerdict = lonLat.extend({ runId: z.string(), classId: z.string(), verdict });
export type RunVerdict = z.infer<typeof runVerdict>;

/** What was detected in the shards of the grid that is open. */
export const gridDetections = {
  /** Newest first. */
  runs: call(nothing, z.array(gridRun)),
  /** Reads shard by shard; each event holds the strongest of the shards until then, the last one those of all. */
  strongest: stream(strongestAsked.extend({ places: gridPlaces }), strongestDetections),
  /** Reads shard by shard; how far it is, and at its end the sample. */
  sample: stream(sampleAsked.extend({ places: gridPlaces }), sampledDetections),
};
