import { z } from 'zod';
import { lonLatBox } from '../geo/lonLat';
import { call, nothing, stream } from '../rpc/contract';
import { deviceDescription } from './compute';

/** Parts of a project that changed; views of them request them again. */
const topic = z.enum([
  'project',
  'dtms',
  'terrain',
  'classes',
  'areas',
  'labels',
  'regions',
  'encoders',
  'layers',
  'heads',
  'detections',
  'grid-verdicts',
  'retrievals',
  'experiments',
  'explorations',
  'map-layers',
  'undo',
]);
export type Topic = z.infer<typeof topic>;

export const projectInfo = z.object({
  path: z.string(),
  /** File name without its extension. */
  name: z.string(),
  /** Area covered by the DTMs; null while there are none. */
  box: lonLatBox.nullable(),
  dtmCount: z.number().int(),
  labelCount: z.number().int(),
  areaCount: z.number().int(),
  encoderCount: z.number().int(),
  headCount: z.number().int(),
  runCount: z.number().int(),
  /** Set when opening the project upgraded its file to the current version. */
  upgraded: z
    .object({
      from: z.number().int(),
      /** Path of the backup of the older file. */
      backup: z.string(),
    })
    .nullable(),
  /** Whether the file cannot be written, so that the project is open for viewing only. */
  readOnly: z.boolean(),
  /** Attribution lines that the project's data sources require. */
  attributions: z.array(z.string()),
});
export type ProjectInfo = z.infer<typeof projectInfo>;

const undoState = z.object({
  /** Name of the step that undo would revert, e.g. `Add 41 peaks`; null when there is none. */
  undo: z.string().nullable(),
  redo: z.string().nullable(),
});
export type UndoState = z.infer<typeof undoState>;

export const project = {
  create: call(z.object({ path: z.string() }), projectInfo),
  open: call(z.object({ path: z.string() }), projectInfo),
  /** Restores a damaged project from its last backup, into a new file beside it, and opens that. */
  restore: call(z.object({ path: z.string() }), projectInfo),
  /** Opens the sample project at a path; creates it there first if needed, from the shipped data. */
  openSample: call(z.object({ path: z.string() }), projectInfo),
  info: call(nothing, projectInfo),
  /**
   * Reports what changed, as it changes, and the number of changes since the project was opened. The first event comes
   * immediately.
   */
  watch: stream(nothing, z.object({ topics: z.array(topic), changes: z.number().int() })),
  /** Number of changes since the project was opened: a client that got the same number from `watch` has missed none. */
  changes: call(nothing, z.number().int()),
  undoState: call(nothing, undoState),
  /** Undoes the last step; returns its name, null when there was none. */
  undo: call(nothing, z.string().nullable()),
  redo: call(nothing, z.string().nullable()),
  device: call(nothing, deviceDescription),
};
