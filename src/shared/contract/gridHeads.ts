import { z } from 'zod';
import { call, nothing } from '../rpc/contract';
import { headModel } from './compute';

/** A head of a grid, in brief. */
export const gridHeadInfo = z.object({
  /** SHA-256 of its contents. */
  key: z.string(),
  name: z.string(),
  classId: z.string(),
  encoderKey: z.string(),
  /** That it was trained at, metres. */
  radiusM: z.number(),
  /** Login of who sent it. */
  addedBy: z.string(),
  addedMs: z.number(),
});
export type GridHeadInfo = z.infer<typeof gridHeadInfo>;

/** A head as projects and grids exchange it. */
export const sentHead = gridHeadInfo
  .pick({ name: true, classId: true, encoderKey: true, radiusM: true })
  .extend({
    model: headModel,
    /** JSON of what turns its decisions into probabilities. */
    mapping: z.string(),
    /** JSON of what its project shows of it. */
    info: z.string(),
  });

/** Heads that people sent to the grid that is open, for others to use; they never change. */
export const gridHeads = {
  /** Newest first; those that came with `grid detect` alone are left out. */
  list: call(nothing, z.array(gridHeadInfo)),
  /** Keeps a head; returns its key. `not-found` where the grid lacks its encoder. */
  add: call(sentHead, z.string()),
  /** `not-found`; `bad-input` for one that is damaged. */
  get: call(z.object({ key: z.string() }), sentHead),
};
