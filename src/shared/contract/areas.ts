import { z } from 'zod';
import { call, float64Array, nothing } from '../rpc/contract';

/**
 * What the polygons of a file become: one label inside each, or an area each, entirely of the class or entirely without it. A column
 * `positive` with a negative value makes an area without the class.
 */
export const polygonsAs = z.enum(['inside', 'area', 'no-area']);
export type PolygonsAs = z.infer<typeof polygonsAs>;

/** Most labels in an area. */
export const MOST_AREA_PLACES = 2000;

const places = z.number().int().min(1).max(MOST_AREA_PLACES);

/** Closed lines, [n, 2] lon, lat in degrees each, as in src/shared/geo/rings.ts: an outline and its holes, or several of both. */
const rings = z.array(float64Array).min(1);

const areaInfo = z.object({
  id: z.number().int(),
  classId: z.string(),
  /** Whether the class covers all of it; false: none of it. */
  positive: z.boolean(),
  /** `hand`, or the source as labels have it. */
  source: z.string(),
  rings,
  areaM2: z.number(),
  /** Number of labels in it. */
  places: z.number().int(),
});
export type AreaInfo = z.infer<typeof areaInfo>;

/** Procedures of labelled areas, each represented by labels sampled in it; they are among those of labels. */
export const areaCalls = {
  areas: call(nothing, z.array(areaInfo)),
  /** Adds an area by hand, with the number of labels given, or by its size for null; returns its id. An undo step. */
  addArea: call(
    z.object({ classId: z.string(), positive: z.boolean(), rings, places: places.nullable() }),
    z.number().int(),
  ),
  /** Resamples the labels of an area; fewer than asked for where no more fit a pixel apart. An undo step. */
  setAreaPlaces: call(z.object({ areaId: z.number().int(), places }), nothing),
  /** Gives an area another outline, and as many labels for its size as it had, sampled anew. An undo step. */
  reshapeArea: call(z.object({ areaId: z.number().int(), rings }), nothing),
  /** Removes an area with its labels. An undo step. */
  removeArea: call(z.object({ areaId: z.number().int() }), nothing),
};
