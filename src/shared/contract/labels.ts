import { z } from 'zod';
import { lonLat } from '../geo/lonLat';
import { labelClass } from '../labels/labelClasses';
import { NAME_MAX, NOTE_MAX } from '../labels/texts';
import { areaCalls } from './areas';
import { labelFileChoice, labelFilePreview } from '../labels/labelFiles';
import { call, float64Array, nothing, uint16Array, uint32Array, uint8Array } from '../rpc/contract';

const labelClassInfo = labelClass.extend({
  positives: z.number().int(),
  negatives: z.number().int(),
});
export type LabelClassInfo = z.infer<typeof labelClassInfo>;

/** Where labels come from: a click, OpenStreetMap, or another file; by their number in columns. */
export const labelSources = ['hand', 'osm', 'file'] as const;

/** Labels as columns, so that 50,000 of them are sent at once; `classIndex` is an index in `classIds`. */
const labelColumns = z.object({
  ids: uint32Array,
  lonDeg: float64Array,
  latDeg: float64Array,
  classIndex: uint16Array,
  /** 1 positive, 0 negative */
  positive: uint8Array,
  /** Index in `labelSources`. */
  source: uint8Array,
  /** 1 where a person confirmed it, else 0. */
  checked: uint8Array,
  /** What the place is called, and what was noted; empty for nothing. */
  names: z.array(z.string()),
  notes: z.array(z.string()),
  classIds: z.array(z.string()),
});
export type LabelColumns = z.infer<typeof labelColumns>;

const labelIds = z.array(z.number().int()).min(1);

/** What is changed of labels; an empty name or note removes it. */
const labelChange = z.discriminatedUnion('what', [
  z.object({ what: z.literal('class'), classId: z.string() }),
  z.object({ what: z.literal('sign'), positive: z.boolean() }),
  z.object({ what: z.literal('checked'), checked: z.boolean() }),
  z.object({ what: z.literal('name'), name: z.string().max(NAME_MAX) }),
  z.object({ what: z.literal('note'), note: z.string().max(NOTE_MAX) }),
]);
export type LabelChange = z.infer<typeof labelChange>;

const labelsMoved = z.object({
  moved: z.number().int(),
  /** Removed, since the class has a label of the same object already. */
  duplicates: z.number().int(),
});
export type LabelsMoved = z.infer<typeof labelsMoved>;

const classMerge = z.object({
  classId: z.string(),
  intoId: z.string(),
  /** Whether its negative labels and areas move too: a place without the one class may be of the other. */
  negatives: z.boolean(),
});
export type ClassMerge = z.infer<typeof classMerge>;

export const labels = {
  classes: call(nothing, z.array(labelClassInfo)),
  /** Adds a class, or changes the one of the same id. */
  putClass: call(labelClass, nothing),
  removeClass: call(z.object({ classId: z.string() }), nothing),
  /** Moves a class to a place among the others, counted from 0. */
  moveClass: call(z.object({ classId: z.string(), to: z.number().int().min(0) }), nothing),
  /** Makes two classes one: labels and areas move; the first goes with its heads. */
  mergeClasses: call(classMerge, labelsMoved),
  /** Adds the classes of a file, and changes those of the same code or name; returns how many of each. An undo step. */
  importClasses: call(
    z.object({ path: z.string().min(1) }),
    z.object({ added: z.number().int(), changed: z.number().int() }),
  ),
  /** Writes the classes as CSV or JSON; returns how many. */
  exportClasses: call(z.object({ path: z.string().min(1) }), z.number().int()),
  list: call(nothing, labelColumns),
  /** Adds one label by hand; returns its id. */
  add: call(lonLat.extend({ classId: z.string(), positive: z.boolean() }), z.number().int()),
  /** Adds labels by hand as one undo step, e.g. `Label 84 peaks`; returns how many. */
  addMany: call(
    z.object({
      classId: z.string(),
      positive: z.boolean(),
      /** [n, 2] lon, lat in degrees */
      locations: float64Array,
    }),
    z.number().int(),
  ),
  remove: call(z.object({ ids: labelIds }), nothing),
  /** Changes labels as one undo step, e.g. `Make 12 labels negative`. */
  change: call(z.object({ ids: labelIds, change: labelChange }), labelsMoved),
  ...areaCalls,
  /** What a label file holds, before it is imported. */
  inspect: call(labelFileChoice.extend({ path: z.string().min(1) }), labelFilePreview),
};
