import { z } from 'zod';
import { lonLat, lonLatBox } from '../geo/lonLat';
import { call, float32Array, uint8Array } from '../rpc/contract';
import { tile } from './terrain';

/** A class map: the likeliest class of each place by a run's maps of one radius. */
export const classMapSource = z.object({ runId: z.number().int(), radiusM: z.number().positive() });
export type ClassMapSource = z.infer<typeof classMapSource>;

/** Cells of a class map, each of an area in square metres. */
const classShares = z.object({
  cellM2: z.number(),
  /** In the order of the run's `classIds`. */
  classes: z.array(z.number().int()),
  none: z.number().int(),
  tooFlat: z.number().int(),
});
export type ClassShares = z.infer<typeof classShares>;

const classHere = z.object({
  /** As src/shared/labels/classMap.ts has it; never `none`. */
  code: z.number().int(),
  /** Of the likeliest class, 0 where the terrain is too flat to say. */
  probability: z.number(),
  /** Of each of the run's classes, in the order of its `classIds`; null where it has none. */
  probabilities: z.array(z.number().nullable()),
});
export type ClassHere = z.infer<typeof classHere>;

export const classMaps = {
  /**
   * The likeliest class of each place on one map tile, EPSG:3857 XYZ, 256 x 256 each: codes (src/shared/labels/classMap.ts), and
   * probabilities 0..1, however low; null for an empty tile.
   */
  tile: call(
    classMapSource.extend(tile.shape),
    z.object({ codes: uint8Array, probabilities: float32Array }).nullable(),
  ),
  /**
   * How many cells each class has in a box, by default everywhere: those where it is the likeliest and reaches the threshold. Null
   * where the run has no maps of the radius.
   */
  shares: call(
    classMapSource.extend({ threshold: z.number().min(0).max(1), box: lonLatBox.optional() }),
    classShares.nullable(),
  ),
  /** The class of the cell that a place lies in; null off the map. */
  at: call(classMapSource.extend(lonLat.shape), classHere.nullable()),
};
