import { z } from 'zod';
import { measuredHead } from './contract/heads';
import { labelCandidate } from './contract/labelling';
import { labelCount } from './heads/labelsChanged';

/** Report of a label import. */
const labelImportReport = z.object({
  added: z.number().int(),
  /** Already there: the same OSM object, or the same class at the same place. */
  duplicates: z.number().int(),
  /** Left out because no DTM covers them. */
  outside: z.number().int(),
  /** Areas that were added; the labels in them are not among `added`. */
  areas: z.number().int(),
  byClass: z.record(z.string(), z.number().int()),
  /** Features that were not imported, by reason, most frequent first. */
  leftOut: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  /** Kinds of features in the file, such as `natural=peak`, most frequent first; at most 20. */
  holds: z.array(z.object({ kind: z.string(), count: z.number().int() })),
});
export type LabelImportReport = z.infer<typeof labelImportReport>;

/** The result of a task. */
export const taskResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dtms'), dtmIds: z.array(z.number()), alreadyThere: z.number().int() }),
  z.object({ kind: z.literal('labels'), report: labelImportReport }),
  z.object({ kind: z.literal('encoder'), encoderId: z.number() }),
  z.object({
    kind: z.literal('layer'),
    layerId: z.number(),
    embedded: z.number().int(),
    skipped: z.number().int(),
  }),
  z.object({ kind: z.literal('head'), headId: z.number() }),
  z.object({ kind: z.literal('detection-run'), runId: z.number() }),
  z.object({ kind: z.literal('retrieval'), retrievalId: z.number() }),
  z.object({ kind: z.literal('experiment'), experimentId: z.number() }),
  z.object({ kind: z.literal('exploration'), explorationId: z.number() }),
  z.object({ kind: z.literal('next-labels'), candidates: z.array(labelCandidate) }),
  z.object({
    kind: z.literal('comparison'),
    headIds: z.tuple([z.number().int(), z.number().int()]),
    /** What changes from the first head to the second, wherever both have a probability. */
    change: z.object({
      places: z.number().int(),
      /** Places whose probability rises by 0.25 or more, and that fall by as much. */
      risen: z.number().int(),
      fallen: z.number().int(),
      /** Mean size of the changes, 0..1; NaN without places. */
      meanChange: z.number().or(z.nan()),
    }),
  }),
  z.object({
    kind: z.literal('kinds'),
    classId: z.string(),
    encoderId: z.number().int(),
    radiusM: z.number(),
    compared: z.array(measuredHead),
    /** How many labels the class had. */
    labelled: labelCount.optional(),
  }),
  z.object({
    kind: z.literal('file'),
    path: z.string(),
    /** How many places it holds, where it is of places. */
    places: z.number().int().optional(),
  }),
  z.object({ kind: z.literal('nothing') }),
]);
export type TaskResult = z.infer<typeof taskResult>;

/** Loss of a training so far; at most some hundred points, oldest first. */
export const trainingCurve = z.object({
  /** Images shown when each point was taken. */
  images: z.array(z.number()),
  train: z.array(z.number()),
  validation: z.array(z.number().nullable()),
  /** Other losses of the method by name, at the same points. */
  others: z.record(z.string(), z.array(z.number().nullable())).default({}),
  imagesPerSecond: z.number(),
});
export type TrainingCurve = z.infer<typeof trainingCurve>;
