import { z } from 'zod';
import { float64Array } from '../rpc/contract';

/** The columns of a table that say where its rows lie: x is eastwards or longitude, y northwards or latitude. */
const placeColumns = z.union([z.object({ x: z.string(), y: z.string() }), z.object({ wkt: z.string() })]);
export type PlaceColumns = z.infer<typeof placeColumns>;

/** What is said of a label file where the file does not say it, or says it wrongly. */
export const labelFileChoice = z.object({
  /** CRS of its coordinates, as the `crs` of DTMs; it wins over what the file states. */
  crs: z.string().min(1).optional(),
  /** Which layer, of files that have several; default: the first one. */
  layer: z.string().optional(),
  /** Of tables without geometry; default: columns that are called as such. */
  columns: placeColumns.optional(),
});
export type LabelFileChoice = z.infer<typeof labelFileChoice>;

/** A value of an attribute, as files have them. */
const attribute = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Attribute = z.infer<typeof attribute>;

const geometryKind = z.enum(['point', 'line', 'polygon', 'none']);
export type GeometryKind = z.infer<typeof geometryKind>;

/** What a label file holds, as far as it was read. */
export const labelFilePreview = z.object({
  /** Id in `labelFormats`, and what people call it. */
  format: z.object({ id: z.string(), name: z.string() }),
  /** Names of the layers; one where the format has none. */
  layers: z.array(z.string()),
  layer: z.string(),
  /** CRS of the coordinates; null where it must be stated. */
  crs: z.object({ code: z.string(), name: z.string() }).nullable(),
  fields: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['text', 'number', 'truth']),
      /** Most frequent first, at most 50. Numbers and truth values as texts. */
      values: z.array(z.object({ value: z.string(), count: z.number().int() })),
    }),
  ),
  /** Features by what they are. */
  counts: z.object({
    points: z.number().int(),
    lines: z.number().int(),
    polygons: z.number().int(),
    without: z.number().int(),
  }),
  /** The first 20 features; their values in the order of `fields`, a place of each. */
  rows: z.array(
    z.object({
      values: z.array(attribute),
      geometry: geometryKind,
      lonDeg: z.number().nullable(),
      latDeg: z.number().nullable(),
    }),
  ),
  /** [n, 2] lon, lat in degrees of at most 2,000 features; empty where the CRS is not known. */
  places: float64Array,
  /** How many features the project's classes find, for each class that finds any. */
  classes: z.array(z.object({ classId: z.string(), count: z.number().int() })),
  /** Whether it is a plain list of places, which one class takes as a whole: nothing in it tells kinds apart. */
  isList: z.boolean(),
  /** Of tables: the names of all columns, and those that say where rows lie, null where they must be chosen; null for other files. */
  table: z.object({ columns: z.array(z.string()), places: placeColumns.nullable() }).nullable(),
  /** Whether the whole layer was read: reading stops after some 100,000 features or 64 MB. */
  complete: z.boolean(),
});
export type LabelFilePreview = z.infer<typeof labelFilePreview>;
