import { z } from 'zod';
import { call, float64Array, nothing } from '../rpc/contract';

/**
 * What the polygons of a file give: one label inside each, or an area each, of the class all over or without any of it. A column
 * `positive` that says no makes an area one without.
 */
export const polygonsAs = z.enum(['inside', 'area', 'no-area']);
export type PolygonsAs = z.infer<typeof polygonsAs>;

/** How many labels may stand in an area. */
export const MOST_AREA_PLACES = 2000;

const places = z.number().int().min(1).max(MOST_AREA_PLACES);

/** Closed lines, [n, 2] lon, lat in degrees each, as src/shared/geo/rings.ts has them: an outline and its holes, or several of both. */
const rings = z.array(float64Array).min(1);

const areaInfo = z.object({
  id: z.number().int(),
  classId: z.string(),
  /** Whether the class is all over it; false: nowhere in it. */
  positive: z.boolean(),
  /** `hand`, or as labels have it. */
  source: z.string(),
  rings,
  areaM2: z.number(),
  /** How many labels stand in it. */
  places: z.number().int(),
});
export type AreaInfo = z.infer<typeof areaInfo>;

/** The procedures of areas, among those of labels: ground that is a label, by labels that are sampled in it. */
export const areaCalls = {
  areas: call(nothing, z.array(areaInfo)),
  /** Adds an area by hand, with labels in it: so many, or, for null, by its size; returns its id. A step. */
  addArea: call(
    z.object({ classId: z.string(), positive: z.boolean(), rings, places: places.nullable() }),
    z.number().int(),
  ),
  /** Samples so many labels in an area anew; there are fewer where no more keep a pixel from each other. A step. */
  setAreaPlaces: call(z.object({ areaId: z.number().int(), places }), nothing),
  /** Removes an area with its labels. A step. */
  removeArea: call(z.object({ areaId: z.number().int() }), nothing),
};
