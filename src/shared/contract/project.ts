import { z } from 'zod';
import { lonLatBox } from '../geo/lonLat';
import { call, nothing, stream } from '../rpc/contract';
import { deviceDescription } from './compute';

/** Parts of a project that changed; who shows them asks again. */
const topic = z.enum([
  'project',
  'dtms',
  'terrain',
  'classes',
  'areas',
  'labels',
  'encoders',
  'layers',
  'heads',
  'detections',
  'retrievals',
  'experiments',
  'explorations',
  'map-layers',
  'undo',
]);
export type Topic = z.infer<typeof topic>;

const projectInfo = z.object({
  path: z.string(),
  /** File name without its extension. */
  name: z.string(),
  /** Ground covered by the DTMs; null while there are none. */
  box: lonLatBox.nullable(),
  dtmCount: z.number().int(),
  labelCount: z.number().int(),
  areaCount: z.number().int(),
  encoderCount: z.number().int(),
  headCount: z.number().int(),
  runCount: z.number().int(),
  /** Embeddings stored in all layers. */
  embeddingCount: z.number().int(),
  /** Where opening the project led its file from an older version to the present one. */
  upgraded: z
    .object({
      from: z.number().int(),
      /** Path of the file as it was. */
      backup: z.string(),
    })
    .nullable(),
  /** Whether it cannot be written where it is, so that it is looked at alone. */
  readOnly: z.boolean(),
  /** Attribution lines owed to the sources of data in the project. */
  attributions: z.array(z.string()),
});
export type ProjectInfo = z.infer<typeof projectInfo>;

const undoState = z.object({
  /** Name of the step that undo would take back, e.g. `Add 41 peaks`; null when there is none. */
  undo: z.string().nullable(),
  redo: z.string().nullable(),
});
export type UndoState = z.infer<typeof undoState>;

export const project = {
  create: call(z.object({ path: z.string() }), projectInfo),
  open: call(z.object({ path: z.string() }), projectInfo),
  /** Makes a project of the last backup of a damaged one, beside it, and opens that. */
  restore: call(z.object({ path: z.string() }), projectInfo),
  /** Opens the sample project at a path; makes it there first, from what ships with the program. */
  openSample: call(z.object({ path: z.string() }), projectInfo),
  info: call(nothing, projectInfo),
  /**
   * Says what changed, as it changes, and how many changes there were since the project was opened. The first event comes at
   * once.
   */
  watch: stream(nothing, z.object({ topics: z.array(topic), changes: z.number().int() })),
  /** How many changes there were since the project was opened: who was told of as many by `watch` misses none. */
  changes: call(nothing, z.number().int()),
  undoState: call(nothing, undoState),
  /** Takes back the last step; returns its name, null when there was none. */
  undo: call(nothing, z.string().nullable()),
  redo: call(nothing, z.string().nullable()),
  device: call(nothing, deviceDescription),
};
