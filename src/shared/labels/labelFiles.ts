import { z } from 'zod';
import { float64Array } from '../rpc/contract';

/** The columns of a table with the places of its rows: x is eastwards or longitude, y northwards or latitude. */
const placeColumns = z.union([z.object({ x: z.string(), y: z.string() }), z.object({ wkt: z.string() })]);
export type PlaceColumns = z.infer<typeof placeColumns>;

/** What the user states about a label file where the file does not state it, or does so wrongly. */
export const labelFileChoice = z.object({
  /** CRS of its coordinates, as the `crs` of DTMs; it overrides what the file states. */
  crs: z.string().min(1).optional(),
  /** Which layer, of files that have several; default: the first one. */
  layer: z.string().optional(),
  /** Of tables without geometry; default: columns recognised by their names. */
  columns: placeColumns.optional(),
});
export type LabelFileChoice = z.infer<typeof labelFileChoice>;

/** A value of an attribute in a file. */
const attribute = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Attribute = z.infer<typeof attribute>;

const geometryKind = z.enum(['point', 'line', 'polygon', 'none']);
export type GeometryKind = z.infer<typeof geometryKind>;

/** Contents of a label file, as far as it was read. */
export const labelFilePreview = z.object({
  /** Id in `labelFormats`, and display name. */
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
  /** Features by type of geometry. */
  counts: z.object({
    points: z.number().int(),
    lines: z.number().int(),
    polygons: z.number().int(),
    without: z.number().int(),
  }),
  /** The first 20 features; their values in the order of `fields`, and a place of each. */
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
  /** Number of features that match each of the project's classes; only classes with any. */
  classes: z.array(z.object({ classId: z.string(), count: z.number().int() })),
  /** Whether it is a plain list of places, to be imported as one class: nothing in it distinguishes kinds. */
  isList: z.boolean(),
  /** Of tables: the names of all columns, and those with the places, null where they must be chosen; null for other files. */
  table: z.object({ columns: z.array(z.string()), places: placeColumns.nullable() }).nullable(),
  /** Whether the whole layer was read: reading stops after some 100,000 features or 64 MB. */
  complete: z.boolean(),
});
export type LabelFilePreview = z.infer<typeof labelFilePreview>;
