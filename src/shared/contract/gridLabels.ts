import { z } from 'zod';
import { classShapes } from '../labels/labelClasses';
import { call, nothing, stream } from '../rpc/contract';
import { verdict } from './detections';

/** Where labels and areas come from. */
const source = z.enum(['hand', 'osm', 'file']);

/** A label class as a grid has it; what else `labelClass` demands was checked where it was made. */
const gridClass = z.object({
  position: z.number().int(),
  name: z.string(),
  colour: z.string(),
  letter: z.string(),
  shape: z.enum(classShapes),
  /** JSON of a tag filter. */
  filter: z.string().nullable(),
  geometry: z.enum(['point', 'line']),
  orientation_matters: z.boolean(),
  exclusive: z.boolean(),
  radius_m: z.number().nullable(),
});
export type GridClass = z.infer<typeof gridClass>;

/** An area of a class as a grid has it. */
const gridArea = z.object({
  class_id: z.string(),
  positive: z.boolean(),
  source,
  source_ref: z.string().nullable(),
  /** JSON of its rings, as projects store them. */
  rings: z.string(),
});
export type GridArea = z.infer<typeof gridArea>;

/** A label as a grid has it. */
const gridLabel = z.object({
  class_id: z.string(),
  lon_deg: z.number(),
  lat_deg: z.number(),
  positive: z.boolean(),
  source,
  source_ref: z.string().nullable(),
  /** Whether a person confirmed it. */
  checked: z.boolean(),
  /** UUID of the area that it was sampled in, with which it goes. */
  area_id: z.uuid().nullable(),
  name: z.string().nullable(),
  note: z.string().nullable(),
});
export type GridLabel = z.infer<typeof gridLabel>;

/** A person's verdict on a detection of a run of the grid; its id names run, class and place, so that there is one of each. */
const gridVerdict = z.object({
  run_id: z.string(),
  class_id: z.string(),
  lon_deg: z.number(),
  lat_deg: z.number(),
  verdict,
});
export type GridVerdict = z.infer<typeof gridVerdict>;

/** What a grid keeps of each kind of rows, in the order in which they refer to each other. */
export const gridRows = {
  classes: gridClass,
  areas: gridArea,
  labels: gridLabel,
  verdicts: gridVerdict,
} as const;
export type GridKind = keyof typeof gridRows;
export const gridKinds = ['classes', 'areas', 'labels', 'verdicts'] as const satisfies readonly GridKind[];

/** A row and its identity in the grid, a UUID, or the id of a class or verdict; `row` is null where it was removed. */
const changeOf = <Row extends z.ZodType>(row: Row) => z.object({ id: z.string(), row: row.nullable() });

/** Changes of all that labellers share. */
export const gridChanges = z.object({
  classes: z.array(changeOf(gridClass)),
  areas: z.array(changeOf(gridArea)),
  labels: z.array(changeOf(gridLabel)),
  verdicts: z.array(changeOf(gridVerdict)),
});
export type GridChanges = z.infer<typeof gridChanges>;

/** For each kind the number of the last change that is known. */
const gridCursor = z.object({
  classes: z.number(),
  areas: z.number(),
  labels: z.number(),
  verdicts: z.number(),
});
export type GridCursor = z.infer<typeof gridCursor>;

/** A row that was the same thing as one that the grid had: the same object of a source, or the same place labelled by hand. */
export const adoption = z.object({ kind: z.enum(gridKinds), id: z.string(), as: z.string() });
export type Adoption = z.infer<typeof adoption>;

/** What a project and the labels of a grid say to each other. */
export const gridLabels = {
  /**
   * Stores changes in one transaction, exactly once: a push that is repeated changes nothing. The last answer wins; what it
   * replaces stays in the grid's history.
   * @returns rows that the grid had already under another identity
   */
  push: call(z.object({ pushId: z.uuid(), changes: gridChanges }), z.array(adoption)),
  /** Changes after a cursor, of labels up to `limit`, of the others all. */
  pull: call(
    z.object({ after: gridCursor, limit: z.number().int().positive() }),
    z.object({ changes: gridChanges, upTo: gridCursor, more: z.boolean() }),
  ),
  /** Ids of all classes that the grid ever had. */
  classIds: call(nothing, z.array(z.string())),
  /** An event at once, and one whenever somebody may have changed something. */
  watch: stream(nothing, nothing),
};
