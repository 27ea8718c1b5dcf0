import { z } from 'zod';
import { region } from '../geo/region';
import { call, float64Array, nothing } from '../rpc/contract';

/** Most characters of a region's name. */
export const MOST_REGION_NAME = 60;

const name = z.string().trim().min(1).max(MOST_REGION_NAME);

/** Closed lines, [n, 2] lon, lat in degrees each, as in src/shared/geo/rings.ts: an outline and its holes, or several of both. */
const rings = z.array(float64Array).min(1);

const savedRegion = z.object({
  id: z.number().int(),
  name,
  region,
  areaM2: z.number(),
});
/** A region that the project knows by name. */
export type SavedRegion = z.infer<typeof savedRegion>;

/** Regions saved by name. Tasks are given what a region covers when they start: changing it later changes no task. */
export const regions = {
  /** By name. */
  list: call(nothing, z.array(savedRegion)),
  /** Saves a region, whose name no other has; returns its id. Rings that fill their box make a box. An undo step. */
  add: call(z.object({ name, rings }), z.number().int()),
  /** Renames or reshapes a region. An undo step, e.g. `Rename region Falknis to Falknis massif`. */
  change: call(
    z.object({ regionId: z.number().int(), name: name.optional(), rings: rings.optional() }),
    nothing,
  ),
  /** An undo step, e.g. `Remove region Falknis`. */
  remove: call(z.object({ regionId: z.number().int() }), nothing),
  /** Adds the polygons of a GeoJSON file, by the names that they have there; returns the regions' names. An undo step. */
  import: call(z.object({ path: z.string() }), z.array(z.string())),
  /** Writes all regions as GeoJSON; returns how many. */
  export: call(z.object({ path: z.string() }), z.number().int()),
};
