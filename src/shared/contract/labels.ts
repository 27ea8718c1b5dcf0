import { z } from 'zod';
import { lonLat } from '../geo/lonLat';
import { labelClass } from '../labels/labelClasses';
import { areaCalls } from './areas';
import { labelFileChoice, labelFilePreview } from '../labels/labelFiles';
import { call, float64Array, nothing, uint16Array, uint32Array, uint8Array } from '../rpc/contract';

const labelClassInfo = labelClass.extend({
  positives: z.number().int(),
  negatives: z.number().int(),
});
export type LabelClassInfo = z.infer<typeof labelClassInfo>;

/** Labels as columns, so that 50,000 of them cross at once; `classIndex` counts in `classIds`. */
const labelColumns = z.object({
  ids: uint32Array,
  lonDeg: float64Array,
  latDeg: float64Array,
  classIndex: uint16Array,
  /** 1 positive, 0 negative */
  positive: uint8Array,
  classIds: z.array(z.string()),
});
export type LabelColumns = z.infer<typeof labelColumns>;

export const labels = {
  classes: call(nothing, z.array(labelClassInfo)),
  /** Adds a class, or changes the one of the same id. */
  putClass: call(labelClass, nothing),
  removeClass: call(z.object({ classId: z.string() }), nothing),
  list: call(nothing, labelColumns),
  /** Adds one label by hand; returns its id. */
  add: call(lonLat.extend({ classId: z.string(), positive: z.boolean() }), z.number().int()),
  /** Adds labels by hand as one step, e.g. `Label 84 peaks`; returns how many. */
  addMany: call(
    z.object({
      classId: z.string(),
      positive: z.boolean(),
      /** [n, 2] lon, lat in degrees */
      locations: float64Array,
    }),
    z.number().int(),
  ),
  remove: call(z.object({ ids: z.array(z.number().int()).min(1) }), nothing),
  ...areaCalls,
  /** What a label file holds, before it is imported. */
  inspect: call(labelFileChoice.extend({ path: z.string().min(1) }), labelFilePreview),
};
